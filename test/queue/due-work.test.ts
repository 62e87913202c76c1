import { afterEach, beforeEach, expect, test } from 'vitest';
import { addDueWork } from '../../queue/due-work.js';
import { createTestDatabase } from '../prisma/test-database.js';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.close());

const add = (subjects: readonly string[], now = new Date()) =>
  database.db.$transaction((transaction) =>
    addDueWork(
      transaction,
      subjects.map((subjectId) => ({ step: 'fetch_page', subjectId, crawlRunId: null })),
      now,
    ),
  );

test('the same work made due again stays as it was, and is not offered a second time', async () => {
  const first = new Date(Date.now() - 60_000);
  await add(['one'], first);
  expect(await add(['one', 'two', 'two'])).toHaveLength(1);
  expect(await add(['one'])).toEqual([]);
  expect(await database.db.dueWork.findMany({ orderBy: { dueAt: 'asc' } })).toMatchObject([
    { subjectId: 'one', dueAt: first },
    { subjectId: 'two' },
  ]);
});

test('work that has ended is not made due again', async () => {
  await add(['one']);
  await database.db.dueWork.updateMany({ data: { state: 'dead' } });
  expect(await add(['one'])).toEqual([]);
  expect(await database.db.dueWork.findMany()).toMatchObject([{ state: 'dead' }]);
});

test('thousands at once are each offered', async () => {
  const subjects = Array.from({ length: 5_000 }, (_, index) => `subject-${index}`);
  expect(new Set((await add(subjects)).map(({ payload }) => payload.dueWorkId)).size).toBe(subjects.length);
});
