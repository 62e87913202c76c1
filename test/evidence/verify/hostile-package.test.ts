import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HeldCertificate, readCertificate } from '../../../evidence/verify/timestamp/certificates.js';
import { findPath } from '../../../evidence/verify/timestamp/certification-path.js';
import { findTwoOfficers } from '../../../evidence/verify/two-officers.js';

let folder: string;
const openssl = (...words: string[]) => promisify(execFile)('openssl', words, { cwd: folder });

/** Certificates of one name and one key, each of which has signed every other: as many ways as there are orders of them. */
async function makeWeb(count: number): Promise<HeldCertificate[]> {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  await openssl('req', '-x509', ...key, '-keyout', 'web.key', '-out', 'web-0.pem', '-subj', '/CN=Web');
  for (let index = 1; index < count; index++)
    await openssl(
      ...['req', '-x509', '-key', 'web.key', '-out', `web-${index}.pem`, '-subj', '/CN=Web'],
      ...['-set_serial', `${index}`],
    );
  return Promise.all(Array.from({ length: count }, (_, index) => held(`web-${index}`)));
}
async function held(name: string): Promise<HeldCertificate> {
  const certificate = readCertificate(new X509Certificate(await readFile(join(folder, `${name}.pem`))).raw);
  if (certificate === undefined) throw new Error(`${name} cannot be read`);
  return certificate;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guazheng-test-hostile-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('certificates that all lead to each other do not keep the verifier busy', async () => {
  const [leaf, ...issuers] = await makeWeb(12);
  if (leaf === undefined) throw new Error('there is no certificate');
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  await openssl('req', '-x509', ...key, '-keyout', 'root.key', '-out', 'root.pem', '-subj', '/CN=Root');
  const root = await held('root');
  // Every way would be 11 × 10 × … × 2, some 40 million.
  expect(await findPath(leaf, issuers, [root])).toBeUndefined();
  // The way that there is, is found all the same.
  expect(await findPath(leaf, issuers, [issuers[7] ?? root])).toHaveLength(2);
}, 60_000);

test('of hundreds of certificates the first twenty are looked at', async () => {
  const [leaf, issuer] = await makeWeb(2);
  if (leaf === undefined || issuer === undefined) throw new Error('there is no certificate');
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  await openssl('req', '-x509', ...key, '-keyout', 'top.key', '-out', 'top.pem', '-subj', '/CN=Top');
  await openssl('req', '-new', '-key', 'web.key', '-subj', '/CN=Web', '-out', 'web.csr');
  await writeFile(join(folder, 'ca.ext'), 'basicConstraints=critical,CA:true\n');
  const by = ['-CA', 'top.pem', '-CAkey', 'top.key', '-set_serial', '99', '-extfile', 'ca.ext'];
  await openssl('x509', '-req', '-in', 'web.csr', ...by, '-out', 'between.pem');
  const [top, between] = [await held('top'), await held('between')];
  const padding = (count: number) => Array.from({ length: count }, () => top);
  expect(await findPath(leaf, [...padding(19), between], [top])).toHaveLength(3);
  expect(await findPath(leaf, [...padding(20), between], [top])).toBeUndefined();
});

test('a hundred thousand confirmations in one session do not keep the verifier busy', () => {
  const confirmations = Array.from({ length: 100_000 }, (_, index) => ({
    ...{ id: `c${index}`, captureId: 'capture', sessionId: 'one', at: '2026-03-01T00:00:00.000Z', note: '' },
    by: { id: `o${index}`, name: '甲', credentialNumber: `${index}`, role: 'reviewer' },
  }));
  expect(findTwoOfficers(confirmations, 'capture')).toBeUndefined();
}, 10_000);
