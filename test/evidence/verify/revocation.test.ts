import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HeldCertificate, readCertificate } from '../../../evidence/verify/timestamp/certificates.js';
import { revocationAt } from '../../../evidence/verify/timestamp/revocation.js';

let folder: string;
const openssl = (...words: string[]) => promisify(execFile)('openssl', words, { cwd: folder });

/** A certification authority with one certificate that names an OCSP responder, and a responder it delegated to. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guazheng-test-ocsp-'));
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  for (const name of ['ca', 'other'])
    await openssl('req', '-x509', ...key, '-keyout', `${name}.key`, '-out', `${name}.pem`, '-subj', '/CN=Authority');
  await writeFile(join(folder, 'leaf.ext'), 'authorityInfoAccess=OCSP;URI:http://127.0.0.1:9/\n');
  await writeFile(join(folder, 'responder.ext'), 'extendedKeyUsage=OCSPSigning\n');
  await writeFile(join(folder, 'plain.ext'), 'basicConstraints=CA:false\n');
  for (const [index, name] of ['leaf', 'responder', 'plain'].entries()) {
    await openssl('req', '-new', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    const by = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-set_serial', `${index + 17}`, '-extfile', `${name}.ext`];
    await openssl('x509', '-req', '-in', `${name}.csr`, ...by, '-out', `${name}.pem`);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function held(name: string): Promise<HeldCertificate> {
  const certificate = readCertificate(new X509Certificate(await readFile(join(folder, `${name}.pem`))).raw);
  if (certificate === undefined) throw new Error(`${name} cannot be read`);
  return certificate;
}

/** The answer of a responder that knows `line` of the certificate. */
async function answer(line: string, signer: string): Promise<Uint8Array> {
  await writeFile(join(folder, 'index'), `${line}\t11\tunknown\t/CN=leaf\n`);
  await openssl('ocsp', '-issuer', 'ca.pem', '-cert', 'leaf.pem', '-reqout', 'request', '-no_nonce');
  await openssl(
    ...['ocsp', '-index', 'index', '-CA', 'ca.pem', '-rsigner', `${signer}.pem`, '-rkey', `${signer}.key`],
    ...['-reqin', 'request', '-respout', 'response', '-ndays', '7'],
  );
  return new Uint8Array(await readFile(join(folder, 'response')));
}

const good = 'V\t491231235959Z\t';
const revoked = (reason: string) => `R\t491231235959Z\t260101000000Z${reason}`;
const before = new Date('2025-06-01T00:00:00Z');
const state = async (answers: readonly Uint8Array[], at = new Date()) =>
  (await revocationAt(await held('leaf'), await held('ca'), answers, at)).state;

describe('an OCSP response', () => {
  test('of the issuer, or of whom it delegated to, says that a certificate is good', async () => {
    expect(await state([await answer(good, 'ca')])).toBe('good');
    expect(await state([await answer(good, 'responder')])).toBe('good');
  });

  test('of anybody else says nothing', async () => {
    expect(await state([await answer(good, 'plain')])).toBe('unknown');
    expect(await state([await answer(good, 'other')])).toBe('unknown');
    expect(await state([])).toBe('unknown');
  });

  test('that ran out before the time in question says nothing of it', async () => {
    expect(await state([await answer(good, 'ca')], new Date(Date.now() + 30 * 86_400_000))).toBe('unknown');
  });

  test('revokes what was signed afterwards, and what was signed before unless the reason is harmless', async () => {
    expect(await state([await answer(revoked(',superseded'), 'ca')])).toBe('revoked');
    expect(await state([await answer(revoked(',superseded'), 'ca')], before)).toBe('good');
    expect(await state([await answer(revoked(',keyCompromise'), 'ca')], before)).toBe('revoked');
    expect(await state([await answer(revoked(''), 'responder')], before)).toBe('revoked');
  });

  test('with a bit turned says nothing', async () => {
    const response = await answer(revoked(',keyCompromise'), 'ca');
    // Within the time at which it was made.
    const at = Buffer.from(response).indexOf('\x18\x0f', 0, 'latin1') + 8;
    response[at] = (response[at] ?? 0) ^ 1;
    expect(await state([response])).toBe('unknown');
  });
});
