import { type FileHandle, open, readFile } from 'node:fs/promises';
import { InputError } from '../../contracts/errors.js';
import type { VerificationReport } from '../../contracts/evidence-package.js';
import { blocksOrDer, toPem } from '../../evidence/verify/pem.js';
import type { RandomAccess } from '../../evidence/verify/random-access.js';
import { holdsCertificate, isRevocationAnswer } from '../../evidence/verify/trust-files.js';
import { verifyPackage } from '../../evidence/verify/verify-package.js';
import { printable } from '../../text/printable.js';
import type { ExitCode } from '../run-command.js';
import { unreadableFile } from '../unreadable-file.js';

interface Options {
  /** Files with certificates of timestamp authorities, PEM or DER. */
  readonly trust?: readonly string[];
  /** Files with revocation lists or OCSP responses, PEM or DER. */
  readonly crl?: readonly string[];
  readonly json?: boolean;
}

/**
 * `guazheng evidence verify FILE`: checks an evidence package by itself, without a network.
 * @returns 0 for `valid` and for nothing else
 * @throws InputError `file_unreadable`, `trust_unusable`
 */
export async function verifyPackageFile(file: string, options: Options): Promise<ExitCode> {
  const trustAnchors = await Promise.all((options.trust ?? []).map(readTrustAnchor));
  const revocationLists = (await Promise.all((options.crl ?? []).map(readRevocation))).flat();
  const report = await withFile(file, (access) => verifyPackage(access, { trustAnchors, revocationLists }));
  process.stdout.write(options.json === true ? `${JSON.stringify(report)}\n` : inWords(report));
  return report.result === 'valid' ? 0 : 1;
}

async function withFile<Result>(file: string, use: (access: RandomAccess) => Promise<Result>): Promise<Result> {
  let handle: FileHandle;
  let size: number;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    throw unreadableFile(`The package ${file}`, error);
  }
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw unreadableFile(`The package ${file}`, { code: stat.isDirectory() ? 'EISDIR' : 'ENOENT' });
    size = stat.size;
    return await use({ size, read: (offset, length) => readExactly(handle, file, offset, length) });
  } finally {
    await handle.close();
  }
}

async function readExactly(handle: FileHandle, file: string, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let filled = 0; filled < length; ) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, offset + filled).catch((error: unknown) => {
      throw unreadableFile(`The package ${file}`, error);
    });
    if (bytesRead === 0)
      throw new InputError('file_unreadable', `The package ${file} became shorter while it was read; check it again.`);
    filled += bytesRead;
  }
  return bytes;
}

async function readTrustAnchor(file: string): Promise<string> {
  const bytes = await read(`The trust file ${file}`, file);
  const certificates = blocksOrDer(bytes, ['CERTIFICATE', 'TRUSTED CERTIFICATE', 'X509 CERTIFICATE']).filter(
    holdsCertificate,
  );
  if (certificates.length === 0)
    throw new InputError(
      'trust_unusable',
      `The trust file ${file} holds no certificate; give the root certificate of the timestamp authority as PEM or DER.`,
    );
  return certificates.map(toPem).join('');
}

async function readRevocation(file: string): Promise<Uint8Array[]> {
  const bytes = await read(`The revocation list ${file}`, file);
  const answers = blocksOrDer(bytes, ['X509 CRL', 'OCSP RESPONSE']).filter(isRevocationAnswer);
  if (answers.length === 0)
    throw new InputError(
      'trust_unusable',
      `The file ${file} holds no revocation list; give a CRL or an OCSP response as PEM or DER.`,
    );
  return answers;
}

function read(what: string, file: string): Promise<Uint8Array> {
  return readFile(file).catch((error: unknown) => {
    throw unreadableFile(what, error);
  });
}

/** Names and texts in a package are whatever its maker wrote. */
const longestSentence = 1000;
const marks = { true: 'yes', false: 'NO', null: '?' } as const;

function inWords({ result, reason, checks }: VerificationReport): string {
  const lines = checks.map(
    ({ check, ok, code, detail }) =>
      `${marks[`${ok}`].padEnd(4)}${check}\n    ${printable(detail, longestSentence)}${code === undefined ? '' : ` [${code}]`}\n`,
  );
  return `${lines.join('')}\n${result}${reason === '' ? '' : `: ${printable(reason, longestSentence)}`}\n`;
}
