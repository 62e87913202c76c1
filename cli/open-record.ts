import { join } from 'node:path';
import type { BlobStore } from '../evidence/blobs/blob-store.js';
import { findBlobStore } from '../evidence/blobs/find-blob-store.js';
import { openRecognisedBlobStore } from '../evidence/blobs/recognise-blob-store.js';
import { applyMigrations } from '../prisma/apply-migrations.js';
import { provideDatabase } from '../prisma/embedded/provide-database.js';
import { type Database, openDatabase } from '../prisma/open-database.js';
import { projectFolder } from './project-folder.js';
import { requireFolder } from './require-folder.js';
import type { Settings } from './settings.js';

/** The record, open: database brought to this version, and blobs. */
export interface OpenRecord {
  readonly database: Database;
  readonly databaseUrl: string;
  readonly blobs: BlobStore;
  /** Migrations that were applied just now. */
  readonly applied: readonly string[];
  readonly kind: 'external' | 'started' | 'attached' | 'adopted';
  close(): Promise<void>;
}

/** Opens the record: starts or attaches to the embedded database, or connects to DATABASE_URL. */
export async function openRecord(
  settings: Settings,
  notice: (sentence: string) => void = writeNotice,
): Promise<OpenRecord> {
  await requireFolder(settings.stateFolder, `The folder ${settings.stateFolder} (GUAZHENG_HOME)`);
  const provided = await provideDatabase({
    stateFolder: settings.stateFolder,
    onNotice: notice,
    ...(settings.databaseUrl === undefined ? {} : { databaseUrl: settings.databaseUrl }),
  });
  try {
    const { applied } = await applyMigrations(provided.url, join(projectFolder(), 'prisma', 'migrations'));
    const database = openDatabase(provided.url);
    try {
      const blobs = await openRecognisedBlobStore(database, await findBlobStore(settings.blobStore), new Date());
      return {
        database,
        databaseUrl: provided.url,
        blobs,
        applied,
        kind: provided.kind,
        async close() {
          await database.close();
          await provided.release();
        },
      };
    } catch (error) {
      await database.close();
      throw error;
    }
  } catch (error) {
    await provided.release();
    throw error;
  }
}

export function writeNotice(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}
