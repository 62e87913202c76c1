import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
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

const namePattern = /^signing-(\d{4})\.pem$/;
const nameOf = (number: number) => `signing-${String(number).padStart(4, '0')}.pem`;

/**
 * Opens the folder, and makes the first key where there is none; of two processes that do so at once, both get the same.
 * @throws InputError `keys_unusable` when a key cannot be read
 */
export async function openKeys(folder: string): Promise<Keys> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const newest = async (): Promise<number> => {
    const numbers = (await readdir(folder)).flatMap((name) => Number(namePattern.exec(name)?.[1] ?? []));
    return Math.max(0, ...numbers);
  };
  const open = async (number: number): Promise<SigningKey> => readKey(join(folder, nameOf(number)));

  async function make(number: number): Promise<SigningKey> {
    const { privateKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    const part = join(folder, `part-${process.pid}-${createHash('sha256').update(pem).digest('hex').slice(0, 16)}`);
    try {
      await writeWhole(part, Buffer.from(pem));
      await chmod(part, 0o400);
      // Linked, so that a number that another process has just given stays that process's key.
      await publish(part, join(folder, nameOf(number)), folder);
    } finally {
      await rm(part, { force: true });
    }
    return open(number);
  }

  const last = await newest();
  const signing = last === 0 ? await make(1) : await open(last);
  return { signing, rotateSigning: async () => make((await newest()) + 1) };
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
