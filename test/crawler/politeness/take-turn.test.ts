import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { PutOffError } from '../../../contracts/errors.js';
import { createMemoryPaceKeeper } from '../../../crawler/politeness/memory-pace-keeper.js';
import type { Booking, PaceKeeper } from '../../../crawler/politeness/pace-keeper.js';
import { type Turn, takeTurn } from '../../../crawler/politeness/take-turn.js';

const turnOf = (bookingId: string, more: Partial<Turn> = {}): Turn => ({
  host: 'a.test',
  bookingId,
  gapMilliseconds: 100,
  longestWaitMilliseconds: 5_000,
  signal: new AbortController().signal,
  ...more,
});
const failureOf = (promise: Promise<void>): Promise<unknown> =>
  promise.then(
    () => 'it had its turn',
    (error: unknown) => error,
  );

/** The keeper in memory, and what it was asked and told. */
function watchedKeeper(reply: (told: Booking) => Promise<Booking> = async (told) => told) {
  const keeper = createMemoryPaceKeeper();
  const starts: number[] = [];
  const watched: PaceKeeper = {
    ...keeper,
    async book(request) {
      const told = await keeper.book(request);
      if (told.kind === 'booked') starts.push(performance.now() + told.inMilliseconds);
      return reply(told);
    },
  };
  return { keeper: watched, starts };
}

test('callers at one moment start one gap after the other at the least', async () => {
  const { keeper } = watchedKeeper();
  const starts: number[] = [];
  const take = async (id: string) => {
    await takeTurn(keeper, turnOf(id));
    starts.push(performance.now());
  };
  await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(take));
  for (const [index, start] of starts.slice(1).entries())
    expect(start - (starts[index] ?? 0)).toBeGreaterThanOrEqual(99);
});

test('who waits asks again just before his start, and so hears of a pause that came meanwhile', async () => {
  const { keeper } = watchedKeeper();
  const turn = takeTurn(keeper, turnOf('a', { gapMilliseconds: 300 }));
  const end = performance.now() + 700;
  await keeper.answered('a.test', { milliseconds: 0, slowDown: true, notBefore: new Date(Date.now() + 701) });
  await turn;
  expect(performance.now()).toBeGreaterThanOrEqual(end - 1);
});

test('work whose start is far gives its place back, comes a moment before it, and finds it kept', async () => {
  const { keeper, starts } = watchedKeeper();
  const turn = turnOf('a', { gapMilliseconds: 600, longestWaitMilliseconds: 200 });
  const error = await failureOf(takeTurn(keeper, turn));
  if (!(error instanceof PutOffError)) throw error;
  expect(error).toMatchObject({ code: 'not_its_turn', message: expect.stringContaining('a.test') });
  const wait = error.notBefore.getTime() - Date.now();
  expect(wait).toBeLessThan((starts[0] ?? 0) - performance.now());
  await sleep(wait);
  await takeTurn(keeper, turn);
  expect(starts[1]).toBeCloseTo(starts[0] ?? 0, 0);
});

test('who finds all starts taken is put off to the time that the keeper told', async () => {
  const keeper = createMemoryPaceKeeper();
  const error = await failureOf(takeTurn(keeper, turnOf('a', { gapMilliseconds: 60_000 })));
  if (!(error instanceof PutOffError)) throw error;
  expect(error.code).toBe('not_its_turn');
  expect(error.notBefore.getTime() - Date.now()).toBeGreaterThan(40_000);
});

test('a busy event loop that oversleeps a start books another one', async () => {
  const { keeper, starts } = watchedKeeper();
  const turn = takeTurn(keeper, turnOf('a'));
  await sleep(20);
  const until = performance.now() + 200;
  while (performance.now() < until);
  await turn;
  const done = performance.now();
  expect(starts.length).toBeGreaterThanOrEqual(2);
  expect(starts.at(-1)).toBeGreaterThan(until);
  expect(done).toBeGreaterThanOrEqual((starts.at(-1) ?? 0) - 0.1);
});

test('a keeper whose replies are slower than the tolerance gives no start, and the place is given back', async () => {
  const { keeper } = watchedKeeper(async (told) => {
    await sleep(10);
    return told;
  });
  const error = await failureOf(takeTurn(keeper, turnOf('a', { gapMilliseconds: 30 })));
  expect(error).toMatchObject({ code: 'not_its_turn', message: expect.stringContaining('late for 5 starts') });
});

test('whoever is stopped while waiting hears the reason', async () => {
  const stop = new AbortController();
  const turn = failureOf(
    takeTurn(createMemoryPaceKeeper(), turnOf('a', { gapMilliseconds: 3_000, signal: stop.signal })),
  );
  const reason = new Error('the worker closes');
  stop.abort(reason);
  expect(await turn).toBe(reason);
});
