import { describe, expect, test } from 'vitest';
import {
  type Booking,
  confirmationMilliseconds,
  horizonMilliseconds,
  type PaceKeeper,
  toleranceOf,
} from '../../crawler/politeness/pace-keeper.js';
import { takeTurn } from '../../crawler/politeness/take-turn.js';

/** Milliseconds that may pass between two moments of a test. */
const slack = 500;
const untouched = { milliseconds: 0, slowDown: false };

/** How far ahead the start is. */
export function waitOf(booking: Booking): number {
  if (booking.kind === 'later')
    throw new Error(`no start is booked: come again in ${booking.askAgainInMilliseconds} ms`);
  return booking.inMilliseconds;
}

/**
 * What every pace keeper keeps to (crawler/politeness/pace-keeper.ts).
 * @param open a keeper that knows no host yet
 */
export function paceContract(name: string, open: () => Promise<PaceKeeper>): void {
  const book = async (keeper: PaceKeeper, bookingId: string, gapMilliseconds = 5_000, host = 'a.test') =>
    waitOf(await keeper.book({ host, bookingId, gapMilliseconds }));

  describe(name, () => {
    test('lets one gap pass before the first start of a host that it does not know', async () => {
      const keeper = await open();
      const wait = await book(keeper, 'one');
      expect(wait).toBeGreaterThanOrEqual(5_000);
      expect(wait).toBeLessThanOrEqual(5_000 + toleranceOf(5_000) + confirmationMilliseconds);
    });

    test('gives callers at one moment starts a gap and its tolerance apart', async () => {
      const keeper = await open();
      const ids = Array.from({ length: 50 }, (_, index) => `id ${index}`);
      const first = await book(keeper, 'first', 100);
      const waits = await Promise.all(ids.map((id) => book(keeper, id, 100)));
      waits.sort((a, b) => a - b);
      // From the first on 51 starts, less what has passed since it was told.
      expect(waits.at(-1)).toBeGreaterThan(first + 50 * 103 - slack);
      for (const [index, wait] of waits.slice(1).entries())
        expect(wait - (waits[index] ?? 0)).toBeGreaterThan(103 - slack / 10);
    });

    test('does not make one host wait for another', async () => {
      const keeper = await open();
      for (const id of ['one', 'two', 'three']) await book(keeper, id);
      expect(await book(keeper, 'four', 5_000, 'b.test')).toBeLessThan(5_000 + slack);
    });

    test('tells the same start when asked again, and frees none for others', async () => {
      const keeper = await open();
      await book(keeper, 'one');
      const two = await book(keeper, 'two');
      const again = await book(keeper, 'two');
      expect(again).toBeLessThanOrEqual(two);
      expect(again).toBeGreaterThan(two - slack);
      expect(await book(keeper, 'three')).toBeGreaterThan(two + 5_000 - slack);
    });

    test('gives an id whose start has passed another one', async () => {
      const keeper = await open();
      const { signal } = new AbortController();
      const turn = { host: 'a.test', bookingId: 'one', gapMilliseconds: 300, longestWaitMilliseconds: 1_000, signal };
      await takeTurn(keeper, turn);
      const taken = performance.now();
      await takeTurn(keeper, turn);
      expect(performance.now() - taken).toBeGreaterThanOrEqual(300 - 1);
    });

    test('tells those who find no start within the horizon when to come, each a gap after the other', async () => {
      const keeper = await open();
      const told = [];
      for (let index = 0; index < 8; index += 1)
        told.push(await keeper.book({ host: 'a.test', bookingId: `id ${index}`, gapMilliseconds: 9_000 }));
      expect(told.map(({ kind }) => kind)).toEqual([...Array(3).fill('booked'), ...Array(5).fill('later')]);
      const later = told.flatMap((booking) => (booking.kind === 'later' ? [booking.askAgainInMilliseconds] : []));
      expect(later[0]).toBeGreaterThan(horizonMilliseconds / 2 - slack);
      for (const [index, wait] of later.slice(1).entries()) {
        expect(wait - (later[index] ?? 0)).toBeGreaterThan(9_050 - slack);
        expect(wait - (later[index] ?? 0)).toBeLessThanOrEqual(9_050.01);
      }
    });

    test('gives a request of a page that is under way the earliest start that was booked for another page', async () => {
      const keeper = await open();
      const first = await book(keeper, 'one', 5_000);
      const second = await book(keeper, 'two', 5_000);
      const underWay = { host: 'a.test', gapMilliseconds: 5_000, underWay: true };
      const redirect = waitOf(await keeper.book({ ...underWay, bookingId: 'three/1' }));
      expect(Math.abs(redirect - first)).toBeLessThan(slack);
      // Another one that is under way is not robbed.
      const script = waitOf(await keeper.book({ ...underWay, bookingId: 'four/1' }));
      expect(Math.abs(script - second)).toBeLessThan(slack);
      // Those who were booked before book anew, behind.
      expect(await book(keeper, 'one', 5_000)).toBeGreaterThan(second + 5_000 - slack);
    });

    test('starts nothing in a pause, not even what was booked before', async () => {
      const keeper = await open();
      for (const id of ['one', 'two']) expect(await book(keeper, id, 3_000)).toBeLessThan(10_000);
      const end = Date.now() + 15_000;
      await keeper.answered('a.test', { milliseconds: 0, slowDown: true, notBefore: new Date(end) });
      const waits = [await book(keeper, 'two', 3_000), await book(keeper, 'one', 3_000)];
      expect(Date.now() + Math.min(...waits)).toBeGreaterThanOrEqual(end - 2);
      expect((waits[1] ?? 0) - (waits[0] ?? 0)).toBeGreaterThan(6_000 - slack);
    });

    test('makes no pause shorter by a later answer', async () => {
      const keeper = await open();
      const end = Date.now() + 20_000;
      await keeper.answered('a.test', { milliseconds: 0, slowDown: true, notBefore: new Date(end) });
      await keeper.answered('a.test', { milliseconds: 0, slowDown: true, notBefore: new Date(end - 15_000) });
      await keeper.answered('a.test', untouched);
      const wait = await book(keeper, 'one', 100);
      expect(Date.now() + wait).toBeGreaterThanOrEqual(end - 2);
    });

    test('keeps bookings that lie after the pause', async () => {
      const keeper = await open();
      await book(keeper, 'one');
      const two = await book(keeper, 'two');
      await keeper.answered('a.test', { milliseconds: 0, slowDown: true, notBefore: new Date(Date.now() + 6_000) });
      expect(await book(keeper, 'two')).toBeLessThanOrEqual(two);
    });

    test('doubles the gap at each answer that asks for less, to 32 times', async () => {
      const keeper = await open();
      const gaps: number[] = [];
      let before = await book(keeper, 'first', 100);
      for (let times = 1; times <= 7; times += 1) {
        await keeper.answered('a.test', { milliseconds: 0, slowDown: true });
        const wait = await book(keeper, `id ${times}`, 100);
        gaps.push(wait - before);
        before = wait;
      }
      for (const [index, factor] of [2, 4, 8, 16, 32, 32, 32].entries()) {
        expect(gaps[index]).toBeLessThanOrEqual(100 * factor + 3.01);
        expect(gaps[index]).toBeGreaterThan(100 * factor - slack / 5);
      }
    });

    test('shrinks the gap with good answers, but not below what was asked for', async () => {
      const keeper = await open();
      await keeper.answered('a.test', { milliseconds: 0, slowDown: true });
      await keeper.answered('a.test', untouched);
      const first = await book(keeper, 'first', 3_000);
      const second = await book(keeper, 'second', 3_000);
      expect(second - first).toBeLessThanOrEqual(2 * 0.9 * 3_000 + 50.01);
      expect(second - first).toBeGreaterThan(2 * 0.9 * 3_000 - slack);
      for (let times = 0; times < 20; times += 1) await keeper.answered('a.test', untouched);
      // The gap after a start is the one at its booking, if it was the greater.
      const third = await book(keeper, 'third', 3_000);
      const fourth = await book(keeper, 'fourth', 3_000);
      expect(fourth - third).toBeLessThanOrEqual(3_050.01);
      expect(fourth - third).toBeGreaterThan(3_050 - slack);
    });

    test('asks a host no oftener than it takes to answer, in a smoothed mean, and once a minute at the least', async () => {
      const keeper = await open();
      for (const milliseconds of [2_000, 7_000]) await keeper.answered('a.test', { milliseconds, slowDown: false });
      const first = await book(keeper, 'first', 100);
      const second = await book(keeper, 'second', 100);
      expect(second - first).toBeLessThanOrEqual(3_003.01);
      expect(second - first).toBeGreaterThan(3_003 - slack);
      await keeper.answered('a.test', { milliseconds: 900_000, slowDown: false });
      const third = await keeper.book({ host: 'a.test', bookingId: 'third', gapMilliseconds: 100 });
      if (third.kind === 'booked') throw new Error('a start is booked in spite of a gap of a minute');
      expect(third.askAgainInMilliseconds).toBeLessThanOrEqual(second + 60_003.01 - horizonMilliseconds / 2);
      expect(third.askAgainInMilliseconds).toBeGreaterThan(second + 60_003 - horizonMilliseconds / 2 - slack);
    });
  });
}
