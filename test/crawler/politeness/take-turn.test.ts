import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { PutOffError } from '../../../contracts/errors.js';
import { createMemoryPaceKeeper } from '../../../crawler/politeness/memory-pace-keeper.js';
import type { Booking, PaceKeeper } from '../../../crawler/politeness/pace-keeper.js';
import { type Turn, takeTurn } from '../../../crawler/politeness/take-turn.js';
import { patientTurn } from './patient-turn.js';

afterEach(() => {
  vi.restoreAllMocks();
});

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

/** The keeper in memory, and what it was asked and told: starts by its own clock. */
function watchedKeeper(
  reply: (told: Booking) => Promise<Booking> = async (told) => told,
  monotonic: () => number = () => performance.now(),
) {
  let reckoned = 0;
  const clock = { monotonic: () => (reckoned = monotonic()), now: () => new Date() };
  const keeper = createMemoryPaceKeeper(clock);
  const starts: number[] = [];
  const waits: number[] = [];
  const watched: PaceKeeper = {
    ...keeper,
    async book(request) {
      const told = await keeper.book(request);
      if (told.kind === 'booked') {
        starts.push(reckoned + told.inMilliseconds);
        waits.push(told.inMilliseconds);
      }
      return reply(told);
    },
  };
  return { keeper: watched, starts, waits };
}

/** Tells when the clock was last looked at: a start is meant for that moment, even if the process then has to wait for a processor. */
function watchLooks(): () => number {
  const now = performance.now.bind(performance);
  let looked = now();
  vi.spyOn(performance, 'now').mockImplementation(() => (looked = now()));
  return () => looked;
}

/** A clock that stands still while the process has to wait for a processor, so that nothing is missed meanwhile. */
function patientClock(): { monotonic: () => number; stop: () => void } {
  let time = 1_000;
  let looked = performance.now();
  const monotonic = (): number => {
    const now = performance.now();
    time += Math.min(now - looked, 20);
    looked = now;
    return time;
  };
  const ticking = setInterval(monotonic, 1);
  return { monotonic, stop: () => clearInterval(ticking) };
}

test('callers at one moment start one gap after the other at the least', async () => {
  const { keeper } = watchedKeeper();
  const looked = watchLooks();
  const starts: { at: number; noEarlierThan: number }[] = [];
  const take = async (id: string) => {
    await patientTurn(keeper, turnOf(id));
    starts.push({ noEarlierThan: looked(), at: performance.now() });
  };
  await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(take));
  expect(starts).toHaveLength(6);
  for (const [index, { at }] of starts.slice(1).entries())
    expect(at - (starts[index]?.noEarlierThan ?? Number.NaN)).toBeGreaterThanOrEqual(99);
});

test('who waits asks again just before his start, and so hears of a pause that came meanwhile', async () => {
  const { keeper } = watchedKeeper();
  const turn = patientTurn(keeper, turnOf('a', { gapMilliseconds: 300 }));
  const end = performance.now() + 700;
  await keeper.answered('a.test', { milliseconds: 0, slowDown: true, notBefore: new Date(Date.now() + 701) });
  await turn;
  expect(performance.now()).toBeGreaterThanOrEqual(end - 1);
});

test('work whose start is far gives its place back, comes a moment before it, and finds it kept', async () => {
  const { monotonic, stop } = patientClock();
  const { keeper, starts, waits } = watchedKeeper(undefined, monotonic);
  const turn = turnOf('a', { gapMilliseconds: 600, longestWaitMilliseconds: 200 });
  const error = await failureOf(takeTurn(keeper, turn));
  if (!(error instanceof PutOffError)) throw error;
  expect(error).toMatchObject({ code: 'not_its_turn', message: expect.stringContaining('a.test') });
  const wait = error.notBefore.getTime() - Date.now();
  expect(wait).toBeLessThan(waits[0] ?? 0);
  // By the keeper's clock: one that the worker was late for would be lost.
  const [booked = 0] = starts;
  while (monotonic() < booked - 150) await sleep(1);
  await patientTurn(keeper, turn);
  stop();
  expect(starts[1]).toBeCloseTo(booked, 3);
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
  const turn = patientTurn(keeper, turnOf('a'));
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
  expect(error).toMatchObject({ code: 'not_its_turn', message: expect.stringContaining('late for 20 starts') });
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
