import { afterEach, expect, test } from 'vitest';
import { verifyLedger } from '../../evidence/ledger/verify-ledger.js';
import { openCrawlWorld } from '../queue/crawl-world.js';
import { createTestDatabase } from './test-database.js';

type Made = Awaited<ReturnType<typeof createTestDatabase>>;
const open: Made[] = [];
const make = async (): Promise<Made> => {
  const made = await createTestDatabase();
  open.push(made);
  return made;
};
const leave = async (made: Made): Promise<void> => {
  open.splice(open.indexOf(made), 1);
  await made.close();
};
afterEach(async () => {
  for (const made of open.splice(0)) await made.close();
});

test('whoever gets a database after another finds the rows of the template and no others', async () => {
  const organisations = await (await make()).db.organisation.findMany();
  expect(organisations.length).toBeGreaterThan(0);
  const world = await openCrawlWorld();
  await world.start();
  await world.database.organisation.updateMany({ data: { name: '别处' } });
  expect((await verifyLedger(world.database)).entries).toBe(2);
  await world.close();
  const next = await make();
  expect(next.url).toBe(world.databaseUrl);
  expect(await next.db.organisation.findMany()).toEqual(organisations);
  expect(await next.db.dueWork.count()).toBe(0);
  expect(await verifyLedger(next.db)).toEqual({ entries: 0, ok: true });
});

test.each([
  ['a trigger', 'ALTER TABLE "PlatformVersion" DISABLE TRIGGER "refuseUpdate"'],
  ['a table', 'ALTER TABLE "DueWork" RENAME TO "Hidden"'],
  ['a function', 'CREATE FUNCTION planted() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$'],
  ['a column', 'ALTER TABLE "DueWork" ADD COLUMN "planted" int'],
])('one whose schema was changed is not given to the next (%s)', async (_, change) => {
  const changed = await make();
  await changed.db.$executeRawUnsafe(change);
  await leave(changed);
  expect((await make()).url).not.toBe(changed.url);
});
