import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCodeOf } from '../../contracts/errors.js';
import type { Datamodel } from './diff-datamodels.js';

const empty = 'datasource db {\n  provider = "postgresql"\n}\n';

/**
 * The datamodel as it was when the newest migration was written; an empty one before the first.
 * It lies beside the migrations so that the next can be written without a database.
 */
export async function schemaAtLastMigration(migrationsFolder: string): Promise<Datamodel> {
  const name = 'schema-at-last-migration.prisma';
  try {
    return { name, text: await readFile(join(migrationsFolder, name), 'utf8') };
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return { name, text: empty };
    throw error;
  }
}
