import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DeadError, InputError, systemCodeOf } from '../../contracts/errors.js';
import { canonicalJson } from '../verify/canonical-json.js';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
/** A place in the backup's folder: no absolute path, nothing hidden, no `..`. */
const path = z.string().regex(/^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/);
const file = z.strictObject({ path, bytes: z.int().nonnegative(), sha256: hash });

/** `backup.json`: what a backup holds. It is written last: a folder without it is no backup. */
const backupManifest = z.strictObject({
  format: z.literal('guazheng-backup/1'),
  id: z.uuid(),
  /** When the snapshot was taken. */
  createdAt: z.iso.datetime(),
  software: z.strictObject({ name: z.string(), version: z.string() }),
  migrations: z.array(z.strictObject({ name: z.string().regex(/^\w+$/), checksum: hash })),
  /** The ledger's head in the snapshot; size 0 and the genesis hash when it is empty. */
  ledger: z.strictObject({ size: z.int().nonnegative(), hash }),
  /** Rows in COPY's text format, gzipped; one file a table. */
  tables: z.array(
    z.strictObject({ name: z.string(), columns: z.array(z.string()), rows: z.int().nonnegative(), file }),
  ),
  blobs: z.strictObject({
    count: z.int().nonnegative(),
    bytes: z.int().nonnegative(),
    /** Their names, a line each, gzipped. Each lies in `blobs/` as in a folder of blobs. */
    list: file,
    /** What the store could not give when the backup was made: named by a row, and neither here nor retired. */
    missing: z.array(hash),
    corrupt: z.array(hash),
    /** What the ledger holds of the store's mark; null when it holds none. */
    mark: z.string().nullable(),
  }),
  /** `sealed`: in `keys.json` under a passphrase. */
  keys: z.enum(['sealed', 'left out', 'none']),
  /** settings.json, and where they are: active-release.json, keys.json. */
  files: z.array(file),
  /** SHA-256 of this object's canonical JSON without this member. */
  digest: hash,
});
export type BackupManifest = z.infer<typeof backupManifest>;
export type BackupFile = z.infer<typeof file>;

export const manifestName = 'backup.json';

const sha256Of = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex');

/** The text of `backup.json`: canonical JSON (RFC 8785), its own digest included. */
export function manifestText(content: Omit<BackupManifest, 'digest'>): string {
  return canonicalJson({ ...content, digest: sha256Of(canonicalJson(content)) });
}

/**
 * Reads `backup.json`. Any changed byte in it is found.
 *
 * @returns with the SHA-256 of the file, which the ledger of the system that made it holds
 * @throws InputError `no_backup` when there is none; DeadError `backup_damaged`
 */
export async function readManifest(folder: string): Promise<{ manifest: BackupManifest; sha256: string }> {
  const name = join(folder, manifestName);
  const bytes = await readFile(name).catch((error: unknown) => {
    if (!['ENOENT', 'ENOTDIR'].includes(systemCodeOf(error) ?? '')) throw error;
    throw new InputError(
      'no_backup',
      `${folder} is no backup: it has no ${manifestName}, which is written last; give the folder of a backup that was finished.`,
    );
  });
  try {
    const manifest = backupManifest.parse(JSON.parse(bytes.toString('utf8')));
    const { digest: _, ...content } = manifest;
    if (!bytes.equals(Buffer.from(manifestText(content)))) throw new Error('its digest does not fit');
    return { manifest, sha256: sha256Of(bytes) };
  } catch (error) {
    throw new DeadError('backup_damaged', `${name} was changed after the backup was made; take another backup.`, {
      cause: error,
    });
  }
}
