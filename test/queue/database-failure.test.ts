import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DelayedError, FatalError } from '../../contracts/errors.js';
import { databaseFailure } from '../../queue/database-failure.js';
import { createTestDatabase } from '../prisma/test-database.js';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const now = new Date();
const failureOf = async (statement: Promise<unknown>): Promise<unknown> =>
  databaseFailure(await statement.catch((thrown: unknown) => thrown), now, 0.5);
const raise = (state: string): Promise<unknown> =>
  database.db.$executeRawUnsafe(`DO $$ BEGIN RAISE EXCEPTION 'made by a test' USING ERRCODE = '${state}'; END $$`);

describe('an error of the database', () => {
  test('both created one row: once more, a moment later', async () => {
    await database.db.agency.create({ data: { name: '甲' } });
    const failure = await failureOf(database.db.agency.create({ data: { name: '甲' } }));
    expect(failure).toBeInstanceOf(DelayedError);
    expect(failure).toMatchObject({ code: 'conflict', notBefore: new Date(now.getTime() + 275) });
  });

  test('two transactions that wait for each other: once more for the one that was ended', async () => {
    await database.db.agency.createMany({ data: ['乙', '丙'].map((name) => ({ id: name, name })) });
    let arrived = 0;
    let bothHere: () => void = () => undefined;
    const both = new Promise<void>((resolve) => {
      bothHere = resolve;
    });
    const cross = (first: string, second: string): Promise<unknown> =>
      database.db.$transaction(async (transaction) => {
        await transaction.agency.update({ where: { id: first }, data: { creditCode: first } });
        arrived += 1;
        if (arrived === 2) bothHere();
        await both;
        await transaction.agency.update({ where: { id: second }, data: { creditCode: first } });
      });
    const failures = await Promise.all([failureOf(cross('乙', '丙')), failureOf(cross('丙', '乙'))]);
    const ended = failures.filter((failure) => failure !== undefined);
    expect(ended).toHaveLength(1);
    expect(ended[0]).toMatchObject({ code: 'conflict' });
  });

  test.each(['53100', '53200', '58030', 'XX001'])(
    '%s, of the machine: stop, the work is not to blame',
    async (state) => {
      const failure = await failureOf(raise(state));
      expect(failure).toBeInstanceOf(FatalError);
      expect(failure).toMatchObject({ code: 'database_failed', message: expect.stringContaining('made by a test') });
    },
  );

  test('a server that goes away: stop', async () => {
    expect(await failureOf(database.db.$queryRaw`SELECT pg_terminate_backend(pg_backend_pid())`)).toMatchObject({
      code: 'database_gone',
    });
  });

  test('any other is what it was', async () => {
    expect(await failureOf(raise('22012'))).toMatchObject({ code: 'P2010' });
    const missing = await failureOf(database.db.agency.findUniqueOrThrow({ where: { id: 'nobody' } }));
    expect(missing).toMatchObject({ code: 'P2025' });
    const ours = new TypeError('ours');
    expect(databaseFailure(ours, now, 0)).toBe(ours);
  });
});
