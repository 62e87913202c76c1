import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import { FatalError, InputError, messageOf } from '../contracts/errors.js';
import { connectClient, describeDatabase } from './connect-client.js';
import { copyIn } from './copy-stream.js';
import { inSql, readTables, settleFormats, type TableShape } from './snapshot.js';

/** What Prisma's own `migrate` locks while it works, as prisma/apply-migrations.ts does. */
const migrationsLock = 72_707_369;
const historyTable = '_prisma_migrations';

/** A migration that the backed-up database had, in the order in which they were applied. */
export interface AppliedMigration {
  readonly name: string;
  /** SHA-256 of its migration.sql, lower-case hex. */
  readonly checksum: string;
}

export interface SavedTable extends TableShape {
  readonly rows: number;
  /** In COPY's text format. */
  read(): AsyncIterable<Uint8Array>;
}

export interface SavedDatabase {
  readonly migrations: readonly AppliedMigration[];
  readonly tables: readonly SavedTable[];
}

/** The one transaction of a restore, before its commit. */
export type RunSql = (sql: string, values: readonly unknown[]) => Promise<Record<string, unknown>[]>;

/**
 * Says whether rows can be restored into a database, and changes nothing.
 *
 * @throws InputError `database_not_empty` with what is there; `backup_too_new` when this program lacks a migration of the backup
 */
export async function checkRestorable(
  databaseUrl: string,
  saved: SavedDatabase,
  migrationsFolder: string,
): Promise<void> {
  const client = await connectClient(databaseUrl);
  try {
    await readMigrations(saved.migrations, migrationsFolder);
    await refuseUsed(client, databaseUrl, saved);
  } finally {
    await client.end();
  }
}

/**
 * Makes an empty database into the one that was saved, in one transaction: tables that an earlier command created and nobody used go, the
 * migrations of the backup are applied, the rows come in. Foreign keys are taken off meanwhile, because rows refer to each other in
 * circles, and put back at the end, which makes PostgreSQL check every row; no right beyond that of the tables' owner is needed.
 *
 * @param beforeCommit writes what has to be there together with the rows
 * @throws InputError as `checkRestorable`; FatalError `restore_failed`, after which the database is as it was
 */
export async function restoreTables(
  databaseUrl: string,
  saved: SavedDatabase,
  options: {
    migrationsFolder: string;
    beforeCommit(run: RunSql): Promise<void>;
    onTable(name: string): void;
  },
): Promise<void> {
  const client = await connectClient(databaseUrl);
  try {
    const migrations = await readMigrations(saved.migrations, options.migrationsFolder);
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [migrationsLock]);
    await refuseUsed(client, databaseUrl, saved);
    await dropUnused(client);
    for (const sql of [createHistoryTable, ...migrations]) await client.query(sql);
    await settleFormats(client);
    const keys = await takeOffForeignKeys(client);
    for (const table of saved.tables) {
      options.onTable(table.name);
      // What the migrations themselves insert is in the backup too, as it was by then.
      await client.query(`DELETE FROM ${client.escapeIdentifier(table.name)}`);
      const rows = await copyIn(client, `COPY ${inSql(client, table)} FROM STDIN`, table.read());
      if (rows !== table.rows) throw new Error(`${table.name} has ${rows} rows instead of ${table.rows}`);
    }
    for (const { table, name, definition } of keys)
      await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${client.escapeIdentifier(name)} ${definition}`);
    await options.beforeCommit(async (sql, values) => (await client.query(sql, [...values])).rows);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    if (error instanceof InputError || error instanceof FatalError) throw error;
    throw new FatalError(
      'restore_failed',
      `The rows could not be restored: ${messageOf(error)}. The database is as it was before.`,
      { cause: error },
    );
  } finally {
    await client.end();
  }
}

/** As prisma/apply-migrations.ts creates it; its rows come with the backup. */
const createHistoryTable = `
  CREATE TABLE "${historyTable}" (
    "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
    "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
    "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0
  )`;

async function readMigrations(applied: readonly AppliedMigration[], folder: string): Promise<string[]> {
  return Promise.all(
    applied.map(async ({ name, checksum }) => {
      const sql = await readFile(join(folder, name, 'migration.sql')).catch(() => undefined);
      if (sql === undefined || createHash('sha256').update(sql).digest('hex') !== checksum) {
        throw new InputError(
          'backup_too_new',
          `The backup was made with migration ${name}, which this version of the program ${sql === undefined ? 'lacks' : 'has otherwise'}; restore it with the version that made it or a newer one.`,
        );
      }
      return sql.toString('utf8');
    }),
  );
}

/** A database counts as empty while its tables hold nothing but what migrations insert. */
async function refuseUsed(client: Client, databaseUrl: string, saved: SavedDatabase): Promise<void> {
  const ours = new Set(saved.tables.map(({ name }) => name));
  const found: string[] = [];
  const tables = await readTables(client);
  const isMigrated = tables.some(({ name }) => name === historyTable);
  for (const { name } of tables) {
    if (name === historyTable) continue;
    const { rows } = await client.query<{ n: string }>(
      `SELECT count(*) AS n FROM ${client.escapeIdentifier(name)}${name === 'Organisation' ? ` WHERE "id" <> 'default'` : ''}`,
    );
    const count = Number(rows[0]?.n);
    if (count > 0) found.push(`${count} in ${name}`);
    // A table that is empty but somebody else's may not be dropped either.
    else if (!isMigrated || (!ours.has(name) && !/^[A-Z]/.test(name))) found.push(`the table ${name}`);
  }
  if (found.length === 0) return;
  throw new InputError(
    'database_not_empty',
    `The database ${describeDatabase(databaseUrl)} is not empty (rows: ${found.slice(0, 5).join(', ')}${found.length > 5 ? ', …' : ''}); restore into an empty one.`,
  );
}

async function dropUnused(client: Client): Promise<void> {
  for (const { name } of await readTables(client))
    await client.query(`DROP TABLE ${client.escapeIdentifier(name)} CASCADE`);
  const { rows } = await client.query<{ statement: string }>(
    `SELECT format('DROP TYPE %s', pg_type.oid::regtype) AS "statement" FROM pg_type
      WHERE typnamespace = current_schema()::regnamespace AND typtype = 'e'
     UNION ALL
     SELECT format('DROP FUNCTION %s', pg_proc.oid::regprocedure) FROM pg_proc
      WHERE pronamespace = current_schema()::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')`,
  );
  for (const { statement } of rows) await client.query(statement);
}

interface ForeignKey {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

async function takeOffForeignKeys(client: Client): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `SELECT conrelid::regclass::text AS "table", conname AS "name", pg_get_constraintdef(oid) AS "definition"
       FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2`,
  );
  for (const { table, name } of rows)
    await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${client.escapeIdentifier(name)}`);
  return rows;
}
