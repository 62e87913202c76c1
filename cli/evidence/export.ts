import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InputError } from '../../contracts/errors.js';
import type { NamedPerson } from '../../contracts/evidence-record.js';
import { productOf } from '../../crawler/fetch/fetcher.js';
import { systemClock } from '../../crawler/ports.js';
import { type ExportedPackage, exportPackage } from '../../evidence/export/export-package.js';
import { openKeys } from '../../evidence/keys.js';
import { addDueWork } from '../../queue/due-work.js';
import { type OpenRecord, writeNotice } from '../open-record.js';
import { projectFolder } from '../project-folder.js';
import type { ExitCode } from '../run-command.js';
import { readSettings, type Settings } from '../settings.js';
import { withRecord } from '../with-record.js';
import { withSession } from '../with-session.js';
import { openDocumentPrinter } from './document-printer.js';

export interface ExportEvidenceOptions {
  readonly posting: string;
  readonly out: string;
  readonly capture?: string;
  readonly user?: string;
  readonly untimestamped?: boolean;
  readonly json?: boolean;
}

/** `guazheng evidence export --posting ID --out FILE`: writes a posting's evidence package. */
export function exportEvidence(options: ExportEvidenceOptions): Promise<ExitCode> {
  const settings = readSettings();
  return withRecord<ExitCode>(async (record) => {
    const file = resolve(options.out);
    await requireFree(file);
    const write = (by: NamedPerson | null) => writePackageFile(record, settings, { ...options, file, by });
    const exported =
      options.user === undefined
        ? await write(null)
        : await withSession(record.database, options.user, ({ person }) => write(person));
    process.stdout.write(
      options.json === true ? `${JSON.stringify({ ...exported, file })}\n` : inWords(exported, options.out),
    );
    return 0;
  });
}

async function writePackageFile(
  { database, blobs }: OpenRecord,
  settings: Settings,
  options: ExportEvidenceOptions & { readonly file: string; readonly by: NamedPerson | null },
): Promise<ExportedPackage> {
  const { posting: postingId, capture, file, by } = options;
  const timestampAuthorities = options.untimestamped === true ? [] : settings.timestampAuthorities;
  if (settings.timestampAuthorities.length === 0)
    writeNotice('No timestamp authority is set (TSA_URLS): the package will be valid, but untimestamped.');
  const verifierPage = await readVerifierPage();
  const printer = await openDocumentPrinter(settings);
  if (printer.print === null)
    writeNotice('Chromium is not installed: the documents are written as DOCX alone, without PDF.');
  try {
    return await exportPackage(
      { database, blobs, keys: await openKeys(settings.keysFolder), clock: systemClock },
      {
        ...{ postingId, file, by, timestampAuthorities, verifierPage, print: printer.print },
        ...(capture === undefined ? {} : { fullCaptureId: capture }),
        software: productOf(settings.userAgent),
        ledgerHeadsFolder: settings.ledgerHeadsFolder,
        templatesFolder: settings.templatesFolder,
        onStep: (what) => writeNotice(`${what} …`),
        async becauseSealed(transaction, { id }) {
          if (settings.timestampAuthorities.length === 0) return;
          await addDueWork(transaction, [{ step: 'stamp_seal', subjectId: id, crawlRunId: null }], new Date());
        },
      },
    );
  } finally {
    await printer.close();
  }
}

async function requireFree(file: string): Promise<void> {
  const there = await stat(file).catch(() => undefined);
  if (there !== undefined)
    throw new InputError('file_exists', `There is a file ${file}; a package replaces none: give another name.`);
}

async function readVerifierPage(): Promise<Uint8Array> {
  const file = join(projectFolder(), 'dist', 'verify.html');
  return readFile(file).catch((error: unknown) => {
    throw new InputError('not_set_up', 'The offline verifier has not been built; run «npm run setup».', {
      cause: error,
    });
  });
}

function inWords({ packageId, number, standing, bytes, manifestSha256 }: ExportedPackage, file: string): string {
  const what =
    standing === 'evidence' ? '证据 (confirmed by two officers)' : '线索 (not yet confirmed by two officers)';
  return `${file}: package ${packageId}, number ${number} of its posting, ${what}, ${(bytes / 1_000_000).toFixed(1)} MB.\nSHA-256 of its manifest: ${manifestSha256}\n`;
}
