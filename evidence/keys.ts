import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, systemCodeOf } from '../contracts/errors.js';
import { publish, writeWhole } from './blobs/durable-file.js';

/** An Ed25519 key that signs packages. */
export interface SigningKey {
  /** First 16 hex digits of the SHA-256 of the raw public key. */
  readonly keyId: string;
  /** 32 raw bytes. */
  readonly publicKey: Uint8Array;
  readonly publicKeyPem: string;
  /** 64 raw bytes (RFC 8032). */
  sign(data: Uint8Array): Uint8Array;
}

/**
 * The deployment's keys, in a folder of their own: never in the database, a log or a package. Signing keys are numbered; the highest
 * signs, older ones stay, because packages name the key that signed them.
 */
export interface Keys {
  readonly signing: SigningKey;
  /** Makes another key, which signs from now on. */
  rotateSigning(): Promise<SigningKey>;
}

/** A secret that signs the cookies of log-ins and encrypts second factors. */
export interface SessionSecret {
  readonly version: number;
  /** 256 random bits, base64url. */
  readonly value: string;
}

/** A secret that hashes and encrypts what names people (evidence/personal-data.ts). */
export type PersonalDataSecret = SessionSecret;

/** Numbered files of one kind. */
interface Series {
  readonly pattern: RegExp;
  name(number: string): string;
}
const signingKeys: Series = { pattern: /^signing-(\d{4})\.pem$/, name: (number) => `signing-${number}.pem` };
const sessionSecrets: Series = { pattern: /^session-(\d{4})\.secret$/, name: (number) => `session-${number}.secret` };
const personalSecrets: Series = {
  pattern: /^personal-(\d{4})\.secret$/,
  name: (number) => `personal-${number}.secret`,
};
const nameOf = (series: Series, number: number) => series.name(String(number).padStart(4, '0'));

/**
 * Opens the folder, and makes the first key where there is none; of two processes that do so at once, both get the same.
 * @throws InputError `keys_unusable` when a key cannot be read
 */
export async function openKeys(folder: string): Promise<Keys> {
  await openFolder(folder);
  const open = (number: number): Promise<SigningKey> => readKey(join(folder, nameOf(signingKeys, number)));
  async function make(number: number): Promise<SigningKey> {
    const { privateKey } = generateKeyPairSync('ed25519');
    await publishKey(
      folder,
      nameOf(signingKeys, number),
      privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    );
    return open(number);
  }
  const last = (await numbersOf(folder, signingKeys)).at(-1);
  const signing = last === undefined ? await make(1) : await open(last);
  return {
    signing,
    rotateSigning: async () => make(((await numbersOf(folder, signingKeys)).at(-1) ?? 0) + 1),
  };
}

/**
 * The secrets of log-ins, the newest first, and makes the first where there is none. A newer one, `session-0002.secret`, ends every
 * log-in; second factors that an older one encrypted stay readable while its file is there.
 * @throws InputError `keys_unusable` when one cannot be read
 */
export function openSessionSecrets(folder: string): Promise<readonly SessionSecret[]> {
  return openSecrets(folder, sessionSecrets);
}

/**
 * The secrets of personal data, the newest first, and makes the first where there is none. A newer one, `personal-0002.secret`, encrypts
 * from then on; none may ever be deleted.
 * @throws InputError `keys_unusable` when one cannot be read
 */
export function openPersonalDataSecrets(folder: string): Promise<readonly PersonalDataSecret[]> {
  return openSecrets(folder, personalSecrets);
}

async function openSecrets(folder: string, series: Series): Promise<readonly SessionSecret[]> {
  await openFolder(folder);
  if ((await numbersOf(folder, series)).length === 0)
    await publishKey(folder, nameOf(series, 1), `${randomBytes(32).toString('base64url')}\n`);
  const numbers = (await numbersOf(folder, series)).reverse();
  return Promise.all(
    numbers.map(async (version) => ({ version, value: await readSecret(join(folder, nameOf(series, version))) })),
  );
}

async function openFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
}

/** In ascending order. */
async function numbersOf(folder: string, { pattern }: Series): Promise<number[]> {
  const numbers = (await readdir(folder)).flatMap((name) => Number(pattern.exec(name)?.[1] ?? []));
  return numbers.filter((number) => number > 0).sort((a, b) => a - b);
}

/** Linked, so that a number that another process has just given stays that process's key. */
async function publishKey(folder: string, name: string, text: string): Promise<void> {
  const part = join(folder, `part-${process.pid}-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`);
  try {
    await writeWhole(part, Buffer.from(text));
    await chmod(part, 0o400);
    await publish(part, join(folder, name), folder);
  } finally {
    await rm(part, { force: true });
  }
}

async function readSecret(file: string): Promise<string> {
  let value: string;
  try {
    value = (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    const message = `The secret ${file} cannot be read; give this user the right to.`;
    throw new InputError('keys_unusable', message, { cause });
  }
  if (!/^[\w-]{43,}$/.test(value))
    throw new InputError('keys_unusable', `The secret ${file} is not of 256 bits in base64url; put back the file.`);
  return value;
}

async function readKey(file: string): Promise<SigningKey> {
  let key: KeyObject;
  try {
    key = createPrivateKey(await readFile(file));
  } catch (error) {
    const why = systemCodeOf(error) === 'EACCES' ? 'this user may not read it' : 'it is no private key in PEM';
    throw new InputError(
      'keys_unusable',
      `The signing key ${file} cannot be used: ${why}; put back the file or give the right`,
      {
        cause: error,
      },
    );
  }
  if (key.asymmetricKeyType !== 'ed25519')
    throw new InputError('keys_unusable', `The signing key ${file} is no Ed25519 key; put back the right file.`);
  return signingKey(key);
}

function signingKey(key: KeyObject): SigningKey {
  const publicKey = createPublicKey(key);
  // SubjectPublicKeyInfo of Ed25519 (RFC 8410) ends with the 32 bytes of the key.
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  return {
    keyId: keyIdOf(raw),
    publicKey: raw,
    publicKeyPem: String(publicKey.export({ type: 'spki', format: 'pem' })),
    sign: (data) => sign(null, data, key),
  };
}

/** Short name of a public key, of 32 raw bytes. */
function keyIdOf(publicKey: Uint8Array): string {
  return createHash('sha256').update(publicKey).digest('hex').slice(0, 16);
}
