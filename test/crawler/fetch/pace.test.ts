import { describe, expect, it } from 'vitest';
import { createMemoryPaceKeeper } from '../../../crawler/pace.js';

describe('the pace keeper of one process', () => {
  it('gives callers that come together successive slots, in order', async () => {
    const pace = createMemoryPaceKeeper();
    const starts: { caller: number; at: number }[] = [];
    const callers = [0, 1, 2, 3];
    await Promise.all(
      callers.map(async (caller) => {
        await pace.waitTurn('a.test', 50);
        starts.push({ caller, at: Date.now() });
      }),
    );
    expect(starts.map(({ caller }) => caller)).toEqual(callers);
    const first = starts[0]?.at ?? 0;
    starts.forEach(({ at }, index) => {
      // Each start is recorded a little after its slot, the first one too.
      expect(at - first).toBeGreaterThanOrEqual(50 * index - 15);
    });
  });

  it('keeps hosts apart', async () => {
    const pace = createMemoryPaceKeeper();
    await pace.waitTurn('a.test', 3_600_000);
    await pace.waitTurn('b.test', 3_600_000);
  });

  it('lets nobody start before a pause is over, not even one that already had its slot', async () => {
    const pace = createMemoryPaceKeeper();
    await pace.waitTurn('a.test', 30);
    const waiting = pace.waitTurn('a.test', 30);
    const until = Date.now() + 150;
    await pace.slowDown('a.test', new Date(until));
    await pace.slowDown('a.test', new Date(until - 100));
    await waiting;
    expect(Date.now()).toBeGreaterThanOrEqual(until);
  });

  it('stops waiting with the reason of its caller', async () => {
    const pace = createMemoryPaceKeeper();
    await pace.waitTurn('a.test', 3_600_000);
    const controller = new AbortController();
    const waiting = pace.waitTurn('a.test', 1, controller.signal);
    controller.abort(new Error('the worker stops'));
    await expect(waiting).rejects.toThrow('the worker stops');
  });
});
