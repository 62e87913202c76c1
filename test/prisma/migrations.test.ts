import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FatalError, InputError } from '../../contracts/errors.js';
import { applyMigrations } from '../../prisma/apply-migrations.js';
import { projectMigrationsFolder } from '../../prisma/migrations-folder.js';
import { openDatabase } from '../../prisma/open-database.js';
import { diffDatamodels } from '../../scripts/migrations/diff-datamodels.js';
import { schemaAtLastMigration } from '../../scripts/migrations/schema-at-last-migration.js';
import { createEmptyDatabase, createTestDatabase } from './test-database.js';

let database: Awaited<ReturnType<typeof createEmptyDatabase>>;
let folder: string;
beforeEach(async () => {
  database = await createEmptyDatabase();
  folder = await mkdtemp(join(tmpdir(), 'guazheng-test-migrations-'));
});
afterEach(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

async function addMigration(name: string, sql: string): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'migration.sql'), sql);
}
async function query<T>(sql: string): Promise<T> {
  const db = openDatabase(database.url);
  try {
    return await db.$queryRawUnsafe<T>(sql);
  } finally {
    await db.close();
  }
}

describe('the schema', () => {
  test('has no change that lacks a migration (else: npx tsx scripts/write-migration.ts NAME)', async () => {
    const migrations = projectMigrationsFolder();
    const schema = { name: 'schema.prisma', text: await readFile(join(migrations, '..', 'schema.prisma'), 'utf8') };
    expect(await diffDatamodels(await schemaAtLastMigration(migrations), schema)).toBeNull();
  });

  test('a change is seen', async () => {
    const schema = await schemaAtLastMigration(projectMigrationsFolder());
    const changed = { ...schema, text: `${schema.text}\nmodel Added {\n  id String @id\n}\n` };
    expect(await diffDatamodels(schema, changed)).toContain('CREATE TABLE "Added"');
  });

  test('the migrations make every table and column that the client asks for', async () => {
    const { db, close } = await createTestDatabase();
    try {
      expect(await db.organisation.findMany({ include: { platforms: { include: { versions: true } } } })).toMatchObject(
        [{ id: 'default', name: '默认机关' }],
      );
      for (const model of [db.crawlRun, db.crawlTask, db.dueWork, db.capture, db.crawlDecision, db.posting]) {
        expect(await (model.findMany as () => Promise<unknown[]>)()).toEqual([]);
      }
    } finally {
      await close();
    }
  });

  test('an immutable row may be upserted unchanged, and not edited or deleted', async () => {
    const { db, close } = await createTestDatabase();
    try {
      const create = { id: 'r1', blobSha256: '0'.repeat(64) };
      await db.classifierRelease.create({ data: create });
      await db.classifierRelease.upsert({ where: { id: 'r1' }, create, update: create });
      await expect(
        db.classifierRelease.update({ where: { id: 'r1' }, data: { blobSha256: 'f'.repeat(64) } }),
      ).rejects.toThrow('immutable');
      await expect(db.classifierRelease.delete({ where: { id: 'r1' } })).rejects.toThrow('immutable');
    } finally {
      await close();
    }
  });
});

describe('applying migrations', () => {
  test('three at once: each migration is applied by exactly one', async () => {
    await cp(projectMigrationsFolder(), folder, { recursive: true });
    const results = await Promise.all([1, 2, 3].map(() => applyMigrations(database.url, folder)));
    const names = results.flatMap(({ applied }) => applied);
    expect(names.length).toBeGreaterThan(0);
    expect(new Set(names).size).toBe(names.length);
    expect(
      await query('SELECT count(*)::int AS count FROM "_prisma_migrations" WHERE finished_at IS NOT NULL'),
    ).toEqual([{ count: names.length }]);
  });

  test('applies what is new, in order, and nothing twice', async () => {
    await addMigration('2_second', 'ALTER TABLE "a" ADD COLUMN "later" int;');
    await addMigration('1_first', 'CREATE TABLE "a" ("id" int);');
    expect(await applyMigrations(database.url, folder)).toEqual({ applied: ['1_first', '2_second'] });
    expect(await applyMigrations(database.url, folder)).toEqual({ applied: [] });
    await addMigration('3_third', 'DROP TABLE "a";');
    expect(await applyMigrations(database.url, folder)).toEqual({ applied: ['3_third'] });
  });

  test('refuses when an applied migration was edited, and does nothing', async () => {
    await addMigration('1_first', 'CREATE TABLE "a" ("id" int);');
    await applyMigrations(database.url, folder);
    await addMigration('1_first', 'CREATE TABLE "a" ("id" bigint);');
    await addMigration('2_second', 'CREATE TABLE "b" ("id" int);');
    const error: unknown = await applyMigrations(database.url, folder).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ code: 'migration_edited', message: expect.stringContaining('1_first') });
    expect(await query(`SELECT to_regclass('b')::text AS b`)).toEqual([{ b: null }]);
  });

  test('refuses a database that a newer version of the program has migrated', async () => {
    await addMigration('1_first', 'CREATE TABLE "a" ("id" int);');
    await applyMigrations(database.url, folder);
    await rm(join(folder, '1_first'), { recursive: true });
    await expect(applyMigrations(database.url, folder)).rejects.toThrow('newer version');
  });

  test('a failing migration is rolled back as a whole; earlier ones stay, and a corrected one is applied', async () => {
    await addMigration('1_first', 'CREATE TABLE "a" ("id" int);');
    await addMigration('2_broken', 'CREATE TABLE "b" ("id" int); INSERT INTO "nowhere" VALUES (1);');
    const error: unknown = await applyMigrations(database.url, folder).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FatalError);
    expect(error).toMatchObject({ code: 'migration_failed', message: expect.stringMatching(/2_broken.*nowhere/) });
    expect(await query(`SELECT to_regclass('a')::text AS a, to_regclass('b')::text AS b`)).toEqual([
      { a: 'a', b: null },
    ]);
    await addMigration('2_broken', 'CREATE TABLE "b" ("id" int);');
    expect(await applyMigrations(database.url, folder)).toEqual({ applied: ['2_broken'] });
  });

  test('a migration and its row in the history are one transaction', async () => {
    await addMigration('1_first', 'CREATE TABLE "a" ("id" int); DROP TABLE "_prisma_migrations";');
    await expect(applyMigrations(database.url, folder)).rejects.toMatchObject({ code: 'migration_failed' });
    expect(await query(`SELECT to_regclass('a')::text AS a`)).toEqual([{ a: null }]);
  });

  test('function bodies and other statements with semicolons inside are run as written', async () => {
    await addMigration(
      '1_function',
      `CREATE FUNCTION "two"() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 2; END; $$;`,
    );
    await applyMigrations(database.url, folder);
    expect(await query('SELECT "two"() AS two')).toEqual([{ two: 2 }]);
  });
});
