import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import {
  confirmationMilliseconds,
  horizonMilliseconds,
  type PaceKeeper,
  toleranceOf,
} from '../../crawler/politeness/pace-keeper.js';
import { patientTurn } from '../crawler/politeness/patient-turn.js';
import { ask, leastBetween, mostBetween, type Told, waitOf } from './booked-starts.js';

/** What sums of milliseconds may lose, in the keeper and on their way: Redis tells thousandths. */
const rounding = 0.01;
const untouched = { milliseconds: 0, slowDown: false };

/** So much lies between two starts, as far as the moments can be known at which they were told. */
function expectBetween(first: Told, second: Told, milliseconds: number): void {
  expect(mostBetween(first, second)).toBeGreaterThan(milliseconds - rounding);
  expect(leastBetween(first, second)).toBeLessThan(milliseconds + rounding);
}

/**
 * What every pace keeper keeps to (crawler/politeness/pace-keeper.ts).
 * @param open a keeper that knows no host yet
 */
export function paceContract(name: string, open: () => Promise<PaceKeeper>): void {
  const tell = (keeper: PaceKeeper, bookingId: string, gapMilliseconds = 5_000, host = 'a.test') =>
    ask(keeper, { host, bookingId, gapMilliseconds });
  const book = async (keeper: PaceKeeper, bookingId: string, gapMilliseconds = 5_000, host = 'a.test') =>
    waitOf((await tell(keeper, bookingId, gapMilliseconds, host)).booking);

  describe(name, () => {
    test('lets one gap pass before the first start of a host that it does not know', async () => {
      const keeper = await open();
      const wait = await book(keeper, 'one');
      expect(wait).toBeGreaterThan(5_000 - rounding);
      expect(wait).toBeLessThan(5_000 + toleranceOf(5_000) + confirmationMilliseconds + rounding);
    });

    test('gives callers at one moment starts a gap and its tolerance apart', async () => {
      const keeper = await open();
      const ids = Array.from({ length: 50 }, (_, index) => `id ${index}`);
      const first = await tell(keeper, 'first', 100);
      // In the order in which they were asked for.
      const starts = await Promise.all(ids.map((id) => tell(keeper, id, 100)));
      for (const [index, start] of starts.entries())
        expect(mostBetween(starts[index - 1] ?? first, start)).toBeGreaterThan(103 - rounding);
      const last = starts.at(-1) ?? first;
      expect(mostBetween(first, last)).toBeGreaterThan(50 * 103 - rounding);
    });

    test('does not make one host wait for another', async () => {
      const keeper = await open();
      for (const id of ['one', 'two', 'three']) await book(keeper, id);
      expect(await book(keeper, 'four', 5_000, 'b.test')).toBeLessThan(5_500);
    });

    test('tells the same start when asked again, and frees none for others', async () => {
      const keeper = await open();
      await book(keeper, 'one');
      const two = await tell(keeper, 'two');
      expectBetween(two, await tell(keeper, 'two'), 0);
      expectBetween(two, await tell(keeper, 'three'), 5_050);
    });

    test('gives an id whose start has passed another one', async () => {
      const keeper = await open();
      const turn = { host: 'a.test', bookingId: 'one', gapMilliseconds: 300, longestWaitMilliseconds: 1_000 };
      const begun = performance.now();
      await patientTurn(keeper, turn);
      await patientTurn(keeper, turn);
      // The first one waits for a gap, too.
      expect(performance.now() - begun).toBeGreaterThan(2 * 300);
    });

    test('tells those who find no start within the horizon when to come, each a gap after the other', async () => {
      const keeper = await open();
      const told = [];
      for (let index = 0; index < 8; index += 1) told.push(await tell(keeper, `id ${index}`, 9_000));
      expect(told.map(({ booking }) => booking.kind)).toEqual([...Array(3).fill('booked'), ...Array(5).fill('later')]);
      const [last, ...later] = told.slice(2);
      if (last === undefined) throw new Error('no start is booked');
      // He comes when his start is given out.
      for (const [index, each] of later.entries())
        expectBetween(last, each, (index + 1) * 9_050 - horizonMilliseconds / 2);
    });

    test('lets a request of a page that is under way go before the row, which waits for it', async () => {
      const keeper = await open();
      for (let times = 0; ; times += 1) {
        const host = `${times}.test`;
        const one = await tell(keeper, 'one', 900, host);
        const two = await tell(keeper, 'two', 900, host);
        const underWay = { host, bookingId: 'three/1', gapMilliseconds: 900, underWay: true };
        expectBetween(one, await ask(keeper, underWay), 0);
        expectBetween(two, await tell(keeper, 'two', 900, host), 0);
        await sleep(waitOf(one.booking) - confirmationMilliseconds / 2);
        const started = await ask(keeper, underWay);
        // Where this process had to wait for a processor until the row itself was late, it is tried with another host.
        if (waitOf(started.booking) === 0 && times < 20) continue;
        const after = await tell(keeper, 'one', 900, host);
        expectBetween(started, after, 927);
        expectBetween(after, await tell(keeper, 'two', 900, host), 927);
        return;
      }
    });

    test('lets who is late go as soon as the host is free, and the row waits', async () => {
      const keeper = await open();
      const one = await tell(keeper, 'one', 900);
      const two = await tell(keeper, 'two', 900);
      await sleep(waitOf(one.booking) + 200);
      const late = await tell(keeper, 'one', 900);
      expect(late.booking).toMatchObject({ kind: 'booked', isLate: true, inMilliseconds: 0 });
      expect(leastBetween(one, late)).toBeGreaterThan(190);
      const after = await tell(keeper, 'two', 900);
      expectBetween(late, after, 927);
      expect(leastBetween(two, after)).toBeGreaterThan(190);
    });

    test('gives who has missed his start another at once, and the host loses none', async () => {
      const keeper = await open();
      const one = await tell(keeper, 'one', 900);
      const two = await tell(keeper, 'two', 900);
      await sleep(waitOf(one.booking) - confirmationMilliseconds / 2);
      await tell(keeper, 'one', 900);
      await sleep(confirmationMilliseconds);
      const again = await ask(keeper, { host: 'a.test', bookingId: 'one', gapMilliseconds: 900, missed: true });
      expect(again.booking).toMatchObject({ kind: 'booked', inMilliseconds: 0 });
      expectBetween(again, await tell(keeper, 'two', 900), 927);
      // Nobody else can take a start back that was given to another.
      const other = await ask(keeper, { host: 'a.test', bookingId: 'three', gapMilliseconds: 900, missed: true });
      expectBetween(again, other, 927);
      expect(leastBetween(two, other)).toBeGreaterThan(0);
    });

    test('starts nothing in a pause, not even what was booked before', async () => {
      const keeper = await open();
      for (const id of ['one', 'two']) expect(await book(keeper, id, 3_000)).toBeLessThan(10_000);
      const end = Date.now() + 15_000;
      await keeper.answered('a.test', { milliseconds: 0, slowDown: true, notBefore: new Date(end) });
      const two = await tell(keeper, 'two', 3_000);
      const one = await tell(keeper, 'one', 3_000);
      expect(Date.now() + Math.min(waitOf(two.booking), waitOf(one.booking))).toBeGreaterThanOrEqual(end - 2);
      expectBetween(one, two, 3_050);
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

    test('moves a row that lies after the pause nowhere', async () => {
      const keeper = await open();
      await book(keeper, 'one');
      const two = await book(keeper, 'two');
      await keeper.answered('a.test', { milliseconds: 0, slowDown: true, notBefore: new Date(Date.now() + 2_000) });
      expect(await book(keeper, 'two')).toBeLessThanOrEqual(two);
    });

    test('doubles the gap at each answer that asks for less, to 32 times', async () => {
      const keeper = await open();
      // So far ahead that no start passes before the next one is booked.
      await book(keeper, 'before', 4_000);
      let before = await tell(keeper, 'first', 100);
      for (const [index, factor] of [2, 4, 8, 16, 32, 32, 32].entries()) {
        await keeper.answered('a.test', { milliseconds: 0, slowDown: true });
        const start = await tell(keeper, `id ${index}`, 100);
        expectBetween(before, start, 100 * factor + 3);
        before = start;
      }
    });

    test('shrinks the gap with good answers, but not below what was asked for', async () => {
      const keeper = await open();
      await keeper.answered('a.test', { milliseconds: 0, slowDown: true });
      await keeper.answered('a.test', untouched);
      const first = await tell(keeper, 'first', 3_000);
      const second = await tell(keeper, 'second', 3_000);
      expectBetween(first, second, 2 * 0.9 * 3_000 + 50);
      for (let times = 0; times < 20; times += 1) await keeper.answered('a.test', untouched);
      // The gap after a start is the one at its booking, if it was the greater.
      const third = await tell(keeper, 'third', 3_000);
      const fourth = await tell(keeper, 'fourth', 3_000);
      expectBetween(third, fourth, 3_050);
    });

    test('asks a host no oftener than it takes to answer, in a smoothed mean, and once a minute at the least', async () => {
      const keeper = await open();
      for (const milliseconds of [2_000, 7_000]) await keeper.answered('a.test', { milliseconds, slowDown: false });
      const first = await tell(keeper, 'first', 100);
      const second = await tell(keeper, 'second', 100);
      expectBetween(first, second, 3_003);
      await keeper.answered('a.test', { milliseconds: 900_000, slowDown: false });
      const third = await tell(keeper, 'third', 100);
      if (third.booking.kind === 'booked') throw new Error('a start is booked in spite of a gap of a minute');
      expectBetween(second, third, 60_003 - horizonMilliseconds / 2);
    });
  });
}
