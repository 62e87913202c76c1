import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError, systemCodeOf } from '../../contracts/errors.js';
import { publish, writeWhole } from '../blobs/durable-file.js';

const base64 = z.base64();

/** `keys.json`: the files of the keys folder under a passphrase. What opens it stands in it; limits keep a changed file from asking for all memory. */
const sealedKeys = z.strictObject({
  format: z.literal('guazheng-keys/1'),
  /** RFC 7914 */
  kdf: z.strictObject({
    name: z.literal('scrypt'),
    N: z
      .int()
      .min(1024)
      .max(1 << 20),
    r: z.int().min(1).max(32),
    p: z.int().min(1).max(16),
    salt: base64,
  }),
  cipher: z.strictObject({ name: z.literal('aes-256-gcm'), iv: base64, tag: base64 }),
  data: base64,
});

const keyFiles = z.array(z.strictObject({ name: z.string().regex(/^[\w-][\w.-]*$/), content: base64 }));
export type KeyFile = z.infer<typeof keyFiles>[number];

/** 128 MB and about half a second: OWASP's recommendation for scrypt (password storage cheat sheet: N 2^17, r 8, p 1). */
const cost = { N: 1 << 17, r: 8, p: 1 };

/** The files of a keys folder; none when there is no folder. Parts of keys that were being made are left out. */
export async function readKeyFiles(folder: string): Promise<KeyFile[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return [];
    throw error;
  });
  const names = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('part-')).map(({ name }) => name);
  return Promise.all(
    names.sort().map(async (name) => ({ name, content: (await readFile(join(folder, name))).toString('base64') })),
  );
}

/** @param backupId authenticated with the contents: keys of another backup do not open in its place */
export async function sealKeys(files: readonly KeyFile[], passphrase: string, backupId: string): Promise<string> {
  const [salt, iv] = [randomBytes(16), randomBytes(12)];
  const cipher = createCipheriv('aes-256-gcm', await deriveKey(passphrase, salt, cost), iv);
  cipher.setAAD(Buffer.from(backupId));
  const data = Buffer.concat([cipher.update(JSON.stringify(files), 'utf8'), cipher.final()]);
  const sealed: z.infer<typeof sealedKeys> = {
    format: 'guazheng-keys/1',
    kdf: { name: 'scrypt', ...cost, salt: salt.toString('base64') },
    cipher: { name: 'aes-256-gcm', iv: iv.toString('base64'), tag: cipher.getAuthTag().toString('base64') },
    data: data.toString('base64'),
  };
  return JSON.stringify(sealed);
}

/** @throws InputError `passphrase_wrong` */
export async function unsealKeys(text: string, passphrase: string, backupId: string): Promise<KeyFile[]> {
  const { kdf, cipher, data } = sealedKeys.parse(JSON.parse(text));
  const key = await deriveKey(passphrase, Buffer.from(kdf.salt, 'base64'), kdf);
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(cipher.iv, 'base64'), { authTagLength: 16 });
  decipher.setAAD(Buffer.from(backupId));
  decipher.setAuthTag(Buffer.from(cipher.tag, 'base64'));
  try {
    const opened = Buffer.concat([decipher.update(data, 'base64'), decipher.final()]);
    return keyFiles.parse(JSON.parse(opened.toString('utf8')));
  } catch (error) {
    throw new InputError(
      'passphrase_wrong',
      'The passphrase does not open the keys of this backup; give the one with which it was made.',
      { cause: error },
    );
  }
}

/** @throws InputError `keys_differ` when the folder has another key of the same name; nothing is written then */
export async function refuseOtherKeys(folder: string, files: readonly KeyFile[]): Promise<void> {
  const present = new Map((await readKeyFiles(folder)).map(({ name, content }) => [name, content]));
  for (const { name, content } of files) {
    if ((present.get(name) ?? content) === content) continue;
    throw new InputError(
      'keys_differ',
      `${join(folder, name)} is another key than the one in the backup; move the keys that are there to another place first.`,
    );
  }
}

/** Puts key files back, readable by their owner alone. Those that are there stay. */
export async function writeKeyFiles(folder: string, files: readonly KeyFile[]): Promise<void> {
  if (files.length === 0) return;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  for (const { name, content } of files) {
    const part = join(folder, `part-${process.pid}-${randomBytes(8).toString('hex')}`);
    try {
      await writeWhole(part, Buffer.from(content, 'base64'));
      await chmod(part, 0o400);
      await publish(part, join(folder, name), folder);
    } finally {
      await rm(part, { force: true });
    }
  }
}

function deriveKey(passphrase: string, salt: Buffer, { N, r, p }: typeof cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Node.js counts a little more than the 128 N r bytes of the algorithm.
    scrypt(passphrase.normalize('NFC'), salt, 32, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
