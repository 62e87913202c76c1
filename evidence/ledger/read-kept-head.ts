import { type FileHandle, open, stat } from 'node:fs/promises';
import { z } from 'zod';
import { InputError, messageOf, systemCodeOf } from '../../contracts/errors.js';
import { ledgerHead, packagePaths } from '../../contracts/evidence-package.js';
import { PackageContents } from '../verify/package-contents.js';
import type { RandomAccess } from '../verify/random-access.js';
import { readArchive } from '../verify/zip-archive.js';
import type { KeptHead } from './head-files.js';

/** A backup's head has no root, and is of size 0 when the ledger was empty. */
const headOfBackup = z.object({ size: z.int().nonnegative(), hash: z.string() });
const heads = z.union([
  ledgerHead,
  z.object({ ledger: z.union([ledgerHead, headOfBackup]) }).transform(({ ledger }) => ledger),
  z.object({ head: ledgerHead }).transform(({ head }) => head),
]);
const archiveBeginning = Buffer.from('PK\u0003\u0004');
const mostJsonBytes = 64 * 1024 * 1024;

/**
 * The head of the ledger that a file holds: a head file, a package (.wacz) or its manifest or ledger extract, a backup's folder or its
 * backup.json. Whether the package or backup is itself valid is not looked at.
 *
 * @throws InputError `head_file_unusable` naming the file
 */
export async function readKeptHead(file: string): Promise<KeptHead> {
  const refuse = (why: string, cause?: unknown): InputError =>
    new InputError('head_file_unusable', `${file} cannot be used as a head of the ledger: ${why}.`, { cause });
  try {
    const isFolder = (await stat(file)).isDirectory();
    const handle = await open(isFolder ? `${file}/backup.json` : file, 'r');
    try {
      return { head: heads.parse(JSON.parse(await readJson(handle))), from: file };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw refuse(systemCodeOf(error) === undefined ? 'it holds none' : messageOf(error), error);
  }
}

async function readJson(handle: FileHandle): Promise<string> {
  const access = randomAccess(handle, (await handle.stat()).size);
  if (access.size < 4 || !archiveBeginning.equals(await access.read(0, 4))) {
    if (access.size > mostJsonBytes) throw new RangeError('too large');
    return Buffer.from(await access.read(0, access.size)).toString('utf8');
  }
  const contents = new PackageContents(access, await readArchive(access));
  const manifest = await contents.read(packagePaths.manifest, 'manifest_malformed');
  return Buffer.from(manifest ?? []).toString('utf8');
}

function randomAccess(handle: FileHandle, size: number): RandomAccess {
  return {
    size,
    async read(offset, length) {
      const bytes = Buffer.alloc(length);
      const { bytesRead } = await handle.read(bytes, 0, length, offset);
      if (bytesRead !== length) throw new RangeError(`${length} bytes from ${offset} on are not there`);
      return bytes;
    },
  };
}
