import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nextNumber } from '../../../casework/numbering/next-number.js';
import { createTestDatabase } from '../../prisma/test-database.js';

const series = { organisationId: 'province', kind: 'complaint', year: 2026 } as const;

describe('a series of numbers', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  beforeAll(async () => {
    database = await createTestDatabase();
    await database.db.organisation.create({ data: { id: 'province', name: '某省' } });
  });
  afterAll(() => database.close());

  test('has no gaps, though many register at once and every third is rolled back', async () => {
    const given = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        database.db
          .$transaction(
            async (transaction) => {
              const number = await nextNumber(transaction, series);
              if (index % 3 === 0) throw new Error('Rolled back.');
              return number;
            },
            { maxWait: 60_000, timeout: 60_000 },
          )
          .catch(() => null),
      ),
    );
    const kept = given.filter((number) => number !== null).sort((a, b) => a - b);
    expect(kept).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  test('begins anew each year', async () => {
    const number = await database.db.$transaction((transaction) => nextNumber(transaction, { ...series, year: 2027 }));
    expect(number).toBe(1);
  });
});
