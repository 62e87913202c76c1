import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandLine } from '../../cli/command-line.js';
import { startTimestampAuthority, type TimestampAuthority } from '../timestamp-authority.js';
import { makePackage, recentParts } from './package-fixture.js';
import { stampWith } from './stamp-with.js';

let folder: string;
let authority: TimestampAuthority;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guazheng-test-verify-'));
  authority = await startTimestampAuthority();
  const parts = recentParts();
  parts.facts.timestampAuthorities = [authority.url];
  parts.stamp = (signature) => stampWith(authority, signature);
  parts.stampHead = (head) => stampWith(authority, head);
  await writeFile(join(folder, 'good.wacz'), await makePackage(parts));
  await writeFile(join(folder, 'root.pem'), authority.caPem);
  await writeFile(join(folder, 'nothing.pem'), 'no certificate');
}, 60_000);
afterAll(async () => {
  await authority?.close();
  await rm(folder, { recursive: true, force: true });
});

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

function guazheng(...words: string[]): Promise<Outcome> {
  const checkout = fileURLToPath(new URL('../../../', import.meta.url));
  const all = [...commandLine, 'evidence', 'verify', ...words];
  return new Promise((resolve) => {
    execFile(process.execPath, all, { cwd: checkout }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}
const file = (name: string) => join(folder, name);

test('a package whose timestamps lead to a trusted root is valid: exit 0', async () => {
  const { code, stdout } = await guazheng(file('good.wacz'), '--trust', file('root.pem'), '--json');
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({ result: 'valid', reason: '' });
  expect(report.checks.every((line: { ok: boolean | null }) => line.ok === true)).toBe(true);
  expect(code).toBe(0);
}, 60_000);

test('without a trusted root it cannot be checked, which is said in words: exit 1', async () => {
  const { code, stdout } = await guazheng(file('good.wacz'));
  expect(stdout).toMatch(/cannot be checked: trust_anchor_missing/);
  expect(code).toBe(1);
}, 60_000);

test('a revocation list that the person has makes it not valid', async () => {
  await writeFile(file('newer.crl'), await authority.revoke());
  const words = [file('good.wacz'), '--trust', file('root.pem'), '--crl', file('newer.crl'), '--json'];
  const { code, stdout } = await guazheng(...words);
  const report = JSON.parse(stdout);
  expect(report.result).toBe('not valid');
  expect(report.reason).toMatch(/^timestamp_certificate_revoked/);
  expect(code).toBe(1);
}, 60_000);

test.each([
  ['a package that is not there', ['missing.wacz'], /missing\.wacz cannot be read: it does not exist/],
  ['a folder', ['.'], /it is a folder/],
  ['a trust file without a certificate', ['good.wacz', '--trust', 'nothing.pem'], /nothing\.pem holds no certificate/],
  ['a revocation list that is none', ['good.wacz', '--crl', 'nothing.pem'], /nothing\.pem holds no revocation list/],
])(
  '%s is refused with one sentence: exit 2',
  async (_, words, sentence) => {
    const { code, stderr, stdout } = await guazheng(...words.map((word) => (word.startsWith('-') ? word : file(word))));
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  },
  60_000,
);
