import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import pg from 'pg';
import { makeBackup } from '../../../evidence/backup/make-backup.js';
import { restoreBackup } from '../../../evidence/backup/restore-backup.js';
import type { KeyFile } from '../../../evidence/backup/sealed-keys.js';
import type { BlobStore } from '../../../evidence/blobs/blob-store.js';
import { folderPlace } from '../../../evidence/blobs/folder-place.js';
import { openRecognisedBlobStore } from '../../../evidence/blobs/recognise-blob-store.js';
import { projectMigrationsFolder } from '../../../prisma/migrations-folder.js';
import type { Database } from '../../../prisma/open-database.js';
import { createTestDatabase } from '../../prisma/test-database.js';

export const now = () => new Date('2026-05-06T07:08:09.010Z');

/** A record with its blobs, and a folder for what a test makes beside it. */
export interface RecordWorld {
  readonly url: string;
  readonly db: Database;
  readonly blobs: BlobStore;
  readonly folder: string;
  close(): Promise<void>;
}

export async function openWorld(): Promise<RecordWorld> {
  const { url, db, close } = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'guazheng-test-backup-'));
  const blobs = await openRecognisedBlobStore(db, folderPlace(join(folder, 'blobs')), now());
  return {
    ...{ url, db, blobs, folder },
    async close() {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const passphrase = '正确 horse';

export const backUp = (
  { url, db, blobs, folder }: RecordWorld,
  target: string,
  options: {
    keys?: readonly KeyFile[];
    signal?: AbortSignal;
    onProgress?: (share: number, detail: string) => void;
  } = {},
) =>
  makeBackup(
    {
      ...{ database: db, databaseUrl: url, blobs, keys: options.keys ?? [], passphrase },
      settings: { DATABASE_URL: 'postgresql://u:geheim@host/db' },
      activeReleaseFile: join(folder, 'active-release.json'),
      software: { name: 'guazheng-watch', version: '0.1.0' },
    },
    target,
    { now, ...options },
  );

/** Restores into a database and into folders below `folder`. */
export const restoreInto = (
  source: string,
  databaseUrl: string,
  folder: string,
  words: string | undefined = passphrase,
) =>
  restoreBackup(
    source,
    {
      databaseUrl,
      migrationsFolder: projectMigrationsFolder(),
      place: folderPlace(join(folder, 'blobs')),
      keysFolder: join(folder, 'keys'),
      activeReleaseFile: join(folder, 'active-release.json'),
      passphrase: async () => words,
    },
    { now },
  );

/** Every row of every table as PostgreSQL writes it, sorted; and the definitions of what belongs to the tables. */
export async function dump(url: string): Promise<{ rows: Map<string, string[]>; definitions: string[] }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`SET TimeZone = 'UTC'`);
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
    );
    const rows = new Map<string, string[]>();
    for (const { name } of tables) {
      const result = await client.query<{ row: string }>(`SELECT t::text AS "row" FROM "${name}" AS t ORDER BY 1`);
      rows.set(
        name,
        result.rows.map(({ row }) => row),
      );
    }
    const { rows: definitions } = await client.query<{ text: string }>(
      `SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) AS text FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
       UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
       UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
       UNION ALL SELECT format('%s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default)
                   FROM information_schema.columns WHERE table_schema = 'public'
       UNION ALL SELECT enumtypid::regtype || ' ' || enumlabel FROM pg_enum
       UNION ALL SELECT 'sequence ' || sequencename FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1`,
    );
    return { rows, definitions: definitions.map(({ text }) => text) };
  } finally {
    await client.end();
  }
}

/** Files below a folder, with their paths. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
