import { afterAll, beforeAll, expect, test } from 'vitest';
import { DelayedError, InputError } from '../../contracts/errors.js';
import { repeatOnConflict } from '../../queue/repeat-on-conflict.js';
import { gate, untilOneWaitsForALock } from '../postings/two-workers.js';
import { createTestDatabase } from '../prisma/test-database.js';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const raise = (state: string): Promise<unknown> =>
  database.db.$executeRawUnsafe(`DO $$ BEGIN RAISE EXCEPTION 'made by a test' USING ERRCODE = '${state}'; END $$`);

test('a transaction that a deadlock rolled back is done once more', async () => {
  const { db } = database;
  await db.agency.createMany({ data: ['甲', '乙'].map((name) => ({ id: name, name })) });
  const holds = gate();
  let attempts = 0;
  const worker = db.$transaction(async (transaction) => {
    // Of two that wait for each other PostgreSQL ends the one that looks first.
    await transaction.$executeRaw`SET LOCAL deadlock_timeout = '1min'`;
    await transaction.agency.update({ where: { id: '乙' }, data: { creditCode: 'worker' } });
    holds.open();
    await untilOneWaitsForALock(db);
    await transaction.agency.update({ where: { id: '甲' }, data: { creditCode: 'worker' } });
  });
  await holds.opened;
  const result = await repeatOnConflict(() =>
    db.$transaction(async (transaction) => {
      attempts += 1;
      await transaction.agency.update({ where: { id: '甲' }, data: { licenceNumber: 'ours' } });
      await transaction.agency.update({ where: { id: '乙' }, data: { licenceNumber: 'ours' } });
      return 'done';
    }),
  );
  await worker;
  expect([result, attempts]).toEqual(['done', 2]);
  const both = { creditCode: 'worker', licenceNumber: 'ours' };
  expect(await db.agency.findMany({ where: { id: { in: ['甲', '乙'] } } })).toMatchObject([both, both]);
});

test.each(['40001', '40P01'])('%s is tried five times, then told without words of the database', async (state) => {
  let attempts = 0;
  const failure = await repeatOnConflict(
    () => {
      attempts += 1;
      return raise(state);
    },
    () => 0,
  ).catch((thrown: unknown) => thrown);
  expect(attempts).toBe(5);
  expect(failure).toBeInstanceOf(DelayedError);
  expect(failure).toMatchObject({ code: 'conflict', message: expect.stringMatching(/^Nothing was changed: .* again/) });
  expect(failure).not.toMatchObject({ message: expect.stringMatching(/made by a test|deadlock/) });
});

test('what is no conflict is thrown at once, as it was', async () => {
  const ours = new InputError('run_missing', 'No run goes on.');
  let attempts = 0;
  const attempt = (thrown: unknown) => () => {
    attempts += 1;
    return Promise.reject(thrown);
  };
  await expect(repeatOnConflict(attempt(ours))).rejects.toBe(ours);
  await expect(repeatOnConflict(() => raise('22012'))).rejects.toMatchObject({ code: 'P2010' });
  expect(attempts).toBe(1);
});
