import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import { FatalError, InputError, messageOf } from '../contracts/errors.js';
import { connectClient } from './connect-client.js';

/** What Prisma's own `migrate` locks while it works, so that it and this runner exclude each other. */
const advisoryLock = 72_707_369;

/** The table of Prisma's schema engine, column for column: `prisma migrate status` reads our history as its own. */
const historyTable = `
  CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                  VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum"            VARCHAR(64) NOT NULL,
    "finished_at"         TIMESTAMPTZ,
    "migration_name"      VARCHAR(255) NOT NULL,
    "logs"                TEXT,
    "rolled_back_at"      TIMESTAMPTZ,
    "started_at"          TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count" INTEGER NOT NULL DEFAULT 0
  )`;

interface Migration {
  name: string;
  sql: string;
  /** SHA-256 of migration.sql, lower-case hex. */
  checksum: string;
}

/**
 * Brings a database up to the newest migration. Each migration is one transaction together with its row in
 * `_prisma_migrations`, so that a failing or interrupted one leaves nothing behind. Callers that arrive at the
 * same moment wait for each other. A migration must not contain `COMMIT` or what cannot run in a transaction.
 *
 * @returns names of the migrations applied by this call, oldest first
 * @throws InputError `migration_edited` when an applied migration's file was changed or is missing,
 *   `migration_unfinished` when another tool left one half done, `database_unreachable`
 * @throws FatalError `migration_failed` when PostgreSQL refuses a migration; the earlier ones stay applied
 */
export async function applyMigrations(databaseUrl: string, migrationsFolder: string): Promise<{ applied: string[] }> {
  const migrations = await readMigrations(migrationsFolder);
  const client = await connectClient(databaseUrl);
  try {
    // The lock belongs to the session: it ends with the connection, also when this process is killed.
    await client.query('SELECT pg_advisory_lock($1)', [advisoryLock]);
    await client.query(historyTable);
    const checksums = await readHistory(client);
    refuseEdited(migrations, checksums, migrationsFolder);

    const applied: string[] = [];
    for (const migration of migrations) {
      if (checksums.has(migration.name)) continue;
      await applyOne(client, migration);
      applied.push(migration.name);
    }
    return { applied };
  } finally {
    await client.end();
  }
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const bytes = await readFile(join(folder, name, 'migration.sql'));
      return { name, sql: bytes.toString('utf8'), checksum: createHash('sha256').update(bytes).digest('hex') };
    }),
  );
}

/** Checksums of the applied migrations by name. */
async function readHistory(client: Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ migration_name: string; checksum: string; finished: boolean }>(
    `SELECT "migration_name", "checksum", "finished_at" IS NOT NULL AS "finished"
       FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL`,
  );
  const unfinished = rows.find((row) => !row.finished);
  if (unfinished !== undefined) {
    throw new InputError(
      'migration_unfinished',
      `Migration ${unfinished.migration_name} was begun by another tool and not finished; settle it with \`prisma migrate resolve\`, then start again.`,
    );
  }
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

function refuseEdited(migrations: Migration[], checksums: Map<string, string>, folder: string): void {
  const byName = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const [name, checksum] of checksums) {
    const migration = byName.get(name);
    if (migration === undefined) {
      throw new InputError(
        'migration_edited',
        `The database has migration ${name}, which ${folder} lacks: it belongs to a newer version of this program; use that version.`,
      );
    }
    if (migration.checksum !== checksum) {
      throw new InputError(
        'migration_edited',
        `${join(folder, name, 'migration.sql')} was edited after it was applied; restore it and put the change into a new migration.`,
      );
    }
  }
}

async function applyOne(client: Client, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query('BEGIN');
    await client.query(sql);
    await client.query(
      `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "started_at", "finished_at", "applied_steps_count")
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw new FatalError(
      'migration_failed',
      `Migration ${name} failed and was rolled back: ${messageOf(error)}. The database is as it was before it.`,
      { cause: error },
    );
  }
}
