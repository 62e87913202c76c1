import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryPaceKeeper } from '../../../crawler/politeness/memory-pace-keeper.js';
import { confirmationMilliseconds, horizonMilliseconds, toleranceOf } from '../../../crawler/politeness/pace-keeper.js';

/** A clock that the test moves on; the one on the wall can be set as well. */
function testClock(wall = 1_800_000_000_000) {
  let monotonic = 1_000;
  let shift = wall;
  return {
    monotonic: () => monotonic,
    now: () => new Date(monotonic + shift),
    pass: (milliseconds: number) => {
      monotonic += milliseconds;
    },
    setBy: (milliseconds: number) => {
      shift += milliseconds;
    },
  };
}

type Event =
  | { readonly kind: 'book'; readonly id: string; readonly gap: number; readonly underWay: boolean }
  | { readonly kind: 'miss'; readonly gap: number }
  | { readonly kind: 'answered'; readonly slowDown: boolean; readonly milliseconds: number; readonly pause?: number }
  | { readonly kind: 'pass'; readonly milliseconds: number }
  | { readonly kind: 'set the wall clock'; readonly milliseconds: number };

const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('book' as const),
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
      gap: fc.constantFrom(20, 200, 3_000),
      underWay: fc.constantFrom(false, false, false, true),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('miss' as const), gap: fc.constantFrom(20, 200, 3_000) }) },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        kind: fc.constant('answered' as const),
        slowDown: fc.boolean(),
        milliseconds: fc.double({ min: 0, max: 90_000, noNaN: true }),
        pause: fc.integer({ min: -5_000, max: 60_000 }),
      },
      { requiredKeys: ['kind', 'slowDown', 'milliseconds'] },
    ),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      milliseconds: fc.oneof(
        fc.double({ min: 0, max: 500, noNaN: true }),
        fc.double({ min: 0, max: 40_000, noNaN: true }),
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('set the wall clock' as const),
      milliseconds: fc.integer({ min: -1e9, max: 1e9 }),
    }),
  },
);

test('whatever comes, starts are never closer than the gap and its tolerance, and none lies in a pause', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 80 }), async (events) => {
      const clock = testClock();
      const keeper = createMemoryPaceKeeper(clock);
      /** Of those who may act on them: who was told longer before asks again. */
      const granted: { id: string; start: number; gap: number }[] = [];
      let pausedUntil = 0;
      for (const next of events) {
        if (next.kind === 'pass') clock.pass(next.milliseconds);
        else if (next.kind === 'set the wall clock') clock.setBy(next.milliseconds);
        else if (next.kind === 'answered') {
          const { pause, ...answer } = next;
          const notBefore = pause === undefined ? {} : { notBefore: new Date(clock.now().getTime() + pause) };
          await keeper.answered('host', { ...answer, ...notBefore });
          if (next.slowDown && pause !== undefined) pausedUntil = Math.max(pausedUntil, clock.monotonic() + pause);
        } else {
          // Whoever was granted a start last may miss it.
          const misser = next.kind === 'miss' ? granted.pop() : undefined;
          if (next.kind === 'miss' && misser === undefined) continue;
          if (misser !== undefined) clock.pass(Math.max(0, misser.start - clock.monotonic()) + 1);
          const { id, underWay, missed } =
            next.kind === 'book' ? { ...next, missed: false } : { id: misser?.id ?? '', underWay: false, missed: true };
          const booking = await keeper.book({
            host: 'host',
            bookingId: id,
            gapMilliseconds: next.gap,
            underWay,
            missed,
          });
          if (booking.kind === 'later') {
            expect(booking.askAgainInMilliseconds).toBeGreaterThan(0);
            continue;
          }
          expect(booking.inMilliseconds).toBeGreaterThanOrEqual(0);
          const start = clock.monotonic() + booking.inMilliseconds;
          expect(start).toBeGreaterThanOrEqual(pausedUntil - 0.001);
          if (booking.inMilliseconds > confirmationMilliseconds) continue;
          // Told again.
          if (granted.some((other) => other.id === id && Math.abs(other.start - start) < 0.001)) continue;
          for (const other of granted) {
            const gap = Math.max(other.gap, next.gap);
            expect(Math.abs(start - other.start)).toBeGreaterThanOrEqual(gap + toleranceOf(gap) - 0.001);
          }
          granted.push({ id, start, gap: next.gap });
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('an id whose start was granted and has passed, if only by a moment, gets another start', async () => {
  const clock = testClock();
  const keeper = createMemoryPaceKeeper(clock);
  const book = async () =>
    (await keeper.book({ host: 'host', bookingId: 'a', gapMilliseconds: 1_000 })) as { inMilliseconds: number };
  clock.pass((await book()).inMilliseconds);
  expect(await book()).toMatchObject({ kind: 'booked', inMilliseconds: 0 });
  clock.pass(1);
  expect(await book()).toMatchObject({ kind: 'booked', inMilliseconds: 1_029 });
});

test('work that always comes too late for its start goes all the same, and the host loses no time', async () => {
  const clock = testClock();
  const keeper = createMemoryPaceKeeper(clock);
  const starts: number[] = [];
  const waiting = Array.from({ length: 20 }, (_, page) => ({ id: `page ${page}`, comesAt: 0 }));
  // Each comes back half a second after the start that it was sent away until.
  while (waiting.length > 0) {
    waiting.sort((a, b) => a.comesAt - b.comesAt);
    const [next] = waiting;
    if (next === undefined) break;
    clock.pass(Math.max(0, next.comesAt - clock.monotonic()));
    const told = await keeper.book({ host: 'host', bookingId: next.id, gapMilliseconds: 200 });
    if (told.kind !== 'booked') throw new Error('no start is booked');
    if (told.inMilliseconds <= confirmationMilliseconds) {
      starts.push(clock.monotonic() + told.inMilliseconds);
      waiting.shift();
    } else next.comesAt = clock.monotonic() + told.inMilliseconds + (told.isLate ? 0 : 500);
  }
  for (const [index, start] of starts.slice(1).entries()) expect(start - (starts[index] ?? 0)).toBeGreaterThan(205.999);
  expect((starts.at(-1) ?? 0) - (starts[0] ?? 0)).toBeLessThan(20 * 206 + 500);
});

test('who finds no start within the horizon is told to come one gap after the one before him', async () => {
  const clock = testClock();
  const keeper = createMemoryPaceKeeper(clock);
  const book = (bookingId: string) => keeper.book({ host: 'host', bookingId, gapMilliseconds: 1_000 });
  const told = [];
  for (let caller = 0; caller < 10_000; caller += 1) told.push(await book(`caller ${caller}`));
  const later = told.flatMap((booking) => (booking.kind === 'later' ? [booking.askAgainInMilliseconds] : []));
  expect(later).toHaveLength(10_000 - 29);
  expect(later[0]).toBeGreaterThan(horizonMilliseconds / 2);
  for (const [index, time] of later.slice(1).entries()) expect(time - (later[index] ?? 0)).toBeCloseTo(1_030, 3);

  // Nobody came back: the row is empty, and the next one does not wait for those who are gone.
  clock.pass(horizonMilliseconds + 1_030);
  expect(await book('newcomer')).toMatchObject({ kind: 'booked', inMilliseconds: 0 });
});

test('those who were told to come later get every start, one gap after the other', async () => {
  const clock = testClock();
  const keeper = createMemoryPaceKeeper(clock);
  const comes = Array.from({ length: 200 }, (_, id) => ({ id: `caller ${id}`, at: clock.monotonic() }));
  const starts: number[] = [];
  for (let next = comes.shift(); next !== undefined; next = comes.sort((a, b) => a.at - b.at).shift()) {
    clock.pass(Math.max(0, next.at - clock.monotonic()));
    const booking = await keeper.book({ host: 'host', bookingId: next.id, gapMilliseconds: 1_000 });
    if (booking.kind === 'booked') starts.push(clock.monotonic() + booking.inMilliseconds);
    else comes.push({ ...next, at: clock.monotonic() + booking.askAgainInMilliseconds });
  }
  expect(starts).toHaveLength(200);
  for (const [index, start] of starts.slice(1).entries()) expect(start - (starts[index] ?? 0)).toBeCloseTo(1_030, 3);
});

test('a gap that is longer than the horizon gives every caller his start all the same', async () => {
  const clock = testClock();
  const keeper = createMemoryPaceKeeper(clock);
  for (const bookingId of ['a', 'b', 'c']) {
    const request = { host: 'host', bookingId, gapMilliseconds: 3_600_000 };
    const first = await keeper.book(request);
    if (first.kind !== 'later') throw new Error('it was booked beyond the horizon');
    clock.pass(first.askAgainInMilliseconds);
    const second = await keeper.book(request);
    if (second.kind !== 'booked') throw new Error('it was told to come later when it came as told');
    clock.pass(second.inMilliseconds);
  }
});
