import { z } from 'zod';
import { messageOf } from '../../../contracts/errors.js';
import type { VerificationReport } from '../../../contracts/evidence-package.js';
import { blocksOrDer, toPem } from '../pem.js';
import { holdsCertificate, isRevocationAnswer } from '../trust-files.js';
import { verifyPackage } from '../verify-package.js';
import { outcomes } from './outcomes.js';

/** The offline page. What a package says is shown as text alone: nothing in it can become part of the page. */
function element<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new TypeError(`the page has no ${id}`);
  return found;
}

const form = element('form', HTMLFormElement);
const drop = element('drop', HTMLLabelElement);
const packageInput = element('package', HTMLInputElement);
const trustInput = element('trust', HTMLInputElement);
const revocationInput = element('revocation', HTMLInputElement);
const start = element('start', HTMLButtonElement);
const problem = element('problem', HTMLParagraphElement);
const working = element('working', HTMLElement);
const progress = element('progress', HTMLProgressElement);
const outcome = element('outcome', HTMLElement);

// The page's policy forbids code made of text, which zod would try.
z.config({ jitless: true });

let chosen: File | undefined;

function choose(file: File | undefined): void {
  chosen = file;
  element('package-name', HTMLSpanElement).textContent = file?.name ?? '点此选择，或把文件拖到这里';
  start.disabled = file === undefined;
  outcome.hidden = true;
  problem.textContent = '';
}

packageInput.addEventListener('change', () => choose(packageInput.files?.[0]));
// Beside the place a dropped file would be opened instead of the page.
for (const type of ['dragover', 'drop']) document.addEventListener(type, (event) => event.preventDefault());
drop.addEventListener('dragover', () => drop.classList.add('over'));
drop.addEventListener('dragleave', () => drop.classList.remove('over'));
drop.addEventListener('drop', (event) => {
  drop.classList.remove('over');
  choose(event.dataTransfer?.files[0]);
});
element('print', HTMLButtonElement).addEventListener('click', () => window.print());
form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (chosen !== undefined) void run(chosen);
});

async function run(file: File): Promise<void> {
  start.disabled = true;
  outcome.hidden = true;
  working.hidden = false;
  progress.value = 0;
  problem.textContent = '';
  try {
    const trustAnchors = (await readAll(trustInput, ['CERTIFICATE', 'TRUSTED CERTIFICATE'], holdsCertificate)).map(
      toPem,
    );
    const revocationLists = await readAll(revocationInput, ['X509 CRL', 'OCSP RESPONSE'], isRevocationAnswer);
    const report = await verifyPackage(
      {
        size: file.size,
        read: async (offset, length) => new Uint8Array(await file.slice(offset, offset + length).arrayBuffer()),
      },
      {
        ...{ trustAnchors, revocationLists, language: 'zh' },
        onProgress: (part) => {
          progress.value = part;
        },
      },
    );
    show(report, file);
  } catch (error) {
    problem.textContent = messageOf(error);
  } finally {
    working.hidden = true;
    start.disabled = false;
  }
}

async function readAll(
  input: HTMLInputElement,
  labels: readonly string[],
  isWanted: (der: Uint8Array) => boolean,
): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  for (const file of input.files ?? []) {
    const ders = blocksOrDer(new Uint8Array(await file.arrayBuffer()), labels).filter(isWanted);
    if (ders.length === 0) throw new TypeError(`“${file.name}”不是可用的证书或吊销列表，请重新选择。`);
    found.push(...ders);
  }
  return found;
}

const marks = { true: '通过', false: '不通过', null: '无法核验' } as const;

function show(report: VerificationReport, file: File): void {
  const { sentence, meaning } = outcomes[report.result];
  outcome.dataset.result = report.result;
  element('sentence', HTMLHeadingElement).textContent = sentence;
  const decisive = report.checks.find(({ ok }) => ok === false) ?? report.checks.find(({ ok }) => ok === null);
  element('reason', HTMLParagraphElement).textContent =
    decisive === undefined ? '' : `${decisive.check}：${decisive.detail}`;
  element('meaning', HTMLParagraphElement).textContent = meaning;
  const facts: readonly (readonly [string, string])[] = [
    ['文件', file.name],
    ['大小', `${file.size.toLocaleString('zh-CN')} 字节`],
    ['核验时间', `${new Date().toLocaleString('zh-CN')}（本设备时钟）`],
  ];
  element('facts', HTMLDListElement).replaceChildren(
    ...facts.flatMap(([name, value]) => [textElement('dt', name), textElement('dd', value)]),
  );
  element('checks', HTMLOListElement).replaceChildren(
    ...report.checks.map(({ check, ok, code, detail }) => {
      const line = document.createElement('li');
      line.dataset.ok = `${ok}`;
      const words = code === undefined ? detail : `${detail}（${code}）`;
      line.append(
        textElement('span', marks[`${ok}`], 'mark'),
        textElement('span', check, 'check'),
        textElement('span', words, 'detail'),
      );
      return line;
    }),
  );
  outcome.hidden = false;
  outcome.scrollIntoView({ block: 'start' });
}

function textElement(name: 'dt' | 'dd' | 'span', text: string, className = ''): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  if (className !== '') made.className = className;
  return made;
}
