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

describe('the migration to a review queue', () => {
  test('enters every version that was decided on, where its decisions leave it, and the newest of those that are not clear', async () => {
    const review = '20261123072635_review';
    const migrations = projectMigrationsFolder();
    await cp(migrations, folder, { recursive: true, filter: (path) => !path.includes(review) });
    await applyMigrations(database.url, folder);
    const db = openDatabase(database.url);
    try {
      for (const statement of rowsBefore) await db.$executeRawUnsafe(statement);
    } finally {
      await db.close();
    }
    await cp(join(migrations, review), join(folder, review), { recursive: true });
    await applyMigrations(database.url, folder);
    const tasks = await query<Record<string, unknown>[]>(
      `SELECT "postingVersionId", "stage"::text, "outcome", "band", "closedAt" IS NULL AS "open", "notBefore" IS NULL AS "now",
              (SELECT string_agg(id, ' ' ORDER BY id) FROM unnest("decidedByIds") AS id) AS "by"
         FROM "ReviewTask" ORDER BY "postingVersionId"`,
    );
    expect(
      tasks.map(({ postingVersionId, stage, outcome, band, open, now, by }) =>
        [postingVersionId, stage, outcome, band, open, now, by].join(),
      ),
    ).toEqual([
      'a1,closed,confirmed,flagged,false,true,u1 u2',
      'a2,first,,flagged,true,true,',
      'b1,second,,clear,true,true,u1',
      'c1,ruling,,clear,true,true,u1 u2',
      'd1,second,,flagged,true,false,u1',
      'e1,closed,dismissed,borderline,false,true,u1',
    ]);
  });
});

/** Postings a to f: versions judged and decided on before there was a queue. */
const rowsBefore = [
  `INSERT INTO "Platform" ("id", "name", "organisationId") VALUES ('jing', '荆才网', 'default')`,
  `INSERT INTO "PlatformVersion" ("id", "platformId", "number", "yaml", "sha256") VALUES ('p', 'jing', 1, '', '')`,
  `INSERT INTO "CrawlRun" ("id", "platformVersionId", "pageBudget", "state") VALUES ('r', 'p', 1, 'finished')`,
  `INSERT INTO "CrawlTask" ("id", "crawlRunId", "url", "urlSha256", "kind") VALUES ('t', 'r', '', '', 'detail')`,
  `INSERT INTO "Capture" ("id", "crawlTaskId", "finalUrl", "status", "method", "remoteAddress", "bodySha256", "bodyBytes", "record", "capturedAt")
   VALUES ('c', 't', '', 200, 'http', '', '', 1, '{}', now())`,
  `INSERT INTO "ClassifierRelease" ("id", "blobSha256") VALUES ('r1', '')`,
  `INSERT INTO "User" ("id", "organisationId", "username", "name", "role", "passphraseHash")
   SELECT id, 'default', id, id, 'reviewer', '' FROM unnest(ARRAY['u1', 'u2']) AS id`,
  `INSERT INTO "UserSession" ("id", "userId", "origin", "startedAt") VALUES ('s', 'u1', 'page', now())`,
  `INSERT INTO "Posting" ("id", "platformId", "key", "keySha256", "url", "firstSeenAt", "lastSeenAt", "band")
   SELECT id, 'jing', id, id, '', now(), now(), band
     FROM (VALUES ('a', 'flagged'), ('b', 'clear'), ('c', NULL), ('d', 'flagged'), ('e', 'borderline'), ('f', 'clear')) AS row(id, band)`,
  `INSERT INTO "PostingVersion" ("id", "postingId", "number", "title", "company", "agency", "salary", "place", "headcount", "publishedAt", "text", "contentSha256", "captureId", "seenAt")
   SELECT id, left(id, 1), right(id, 1)::int, '', '', '', '', '', '', '', '', id, 'c', now()
     FROM unnest(ARRAY['a1', 'a2', 'b1', 'c1', 'd1', 'e1', 'f1']) AS id`,
  `INSERT INTO "Verdict" ("id", "postingVersionId", "releaseId", "band", "probability", "reasons", "terms", "missing")
   SELECT 'v' || id, id, 'r1', band, 0.5, '[]', '{}', '{}'
     FROM (VALUES ('a1', 'flagged'), ('a2', 'flagged'), ('b1', 'clear'), ('d1', 'flagged'), ('e1', 'borderline'), ('f1', 'clear')) AS row(id, band)`,
  `INSERT INTO "Review" ("id", "postingVersionId", "userId", "sessionId", "by", "stage", "decision", "decidedAt")
   SELECT version || number, version, person, 's', '{}', stage, decision, now()
     FROM (VALUES ('a1', 1, 'u1', 'first', 'confirmed'), ('a1', 2, 'u2', 'second', 'confirmed'),
                  ('b1', 1, 'u1', 'first', 'confirmed'),
                  ('c1', 1, 'u1', 'first', 'confirmed'), ('c1', 2, 'u2', 'second', 'dismissed'),
                  ('d1', 1, 'u1', 'first', 'confirmed'), ('d1', 2, 'u2', 'second', 'more_needed'),
                  ('e1', 1, 'u1', 'first', 'dismissed')) AS row(version, number, person, stage, decision)`,
];

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
