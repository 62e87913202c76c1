import { describe, expect, test } from 'vitest';
import { gatherCalls } from '../../queue/gather-calls.js';

/** Calls that end when they are told to. */
function heldCalls() {
  const calls: { items: readonly number[]; end: () => void; fail: (error: Error) => void }[] = [];
  const call = gatherCalls<number, string>({
    most: 4,
    mayBeOnesFault: (error) => !(error instanceof Error && error.message === 'the server is gone'),
    together: (items) =>
      new Promise((resolve, reject) => {
        calls.push({ items, end: () => resolve(items.map(String)), fail: reject });
      }),
  });
  return { calls, call };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('calls that are gathered', () => {
  test('in one turn of the event loop go together, and each gets its own result', async () => {
    const { calls, call } = heldCalls();
    const results = Promise.all([1, 2, 3].map(call));
    await turn();
    calls[0]?.end();
    expect(await results).toEqual(['1', '2', '3']);
    expect(calls.map(({ items }) => items)).toEqual([[1, 2, 3]]);
  });

  test('wait while as many as may be are under way, and then go together, no more than fit', async () => {
    const { calls, call } = heldCalls();
    const results: Promise<string>[] = [];
    for (const item of [1, 2, 3]) {
      results.push(call(item));
      await turn();
    }
    for (const item of [4, 5, 6, 7, 8]) results.push(call(item));
    await turn();
    expect(calls.map(({ items }) => items)).toEqual([[1], [2], [3]]);
    calls[1]?.end();
    await turn();
    calls[0]?.end();
    await turn();
    expect(calls.map(({ items }) => items)).toEqual([[1], [2], [3], [4, 5, 6, 7], [8]]);
    for (const { end } of calls) end();
    expect(await Promise.all(results)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
  });

  test('are done one by one when they fail together, so that one spoils no other', async () => {
    const call = gatherCalls<number, number>({
      most: 10,
      mayBeOnesFault: () => true,
      together: async (items) => {
        if (items.includes(2)) throw new RangeError('not two');
        return items.map((item) => item * 10);
      },
    });
    const results = await Promise.allSettled([1, 2, 3].map(call));
    expect(results).toEqual([
      { status: 'fulfilled', value: 10 },
      { status: 'rejected', reason: new RangeError('not two') },
      { status: 'fulfilled', value: 30 },
    ]);
  });

  test('all fail at once with what is nobody’s fault', async () => {
    const { calls, call } = heldCalls();
    const results = Promise.allSettled([1, 2].map(call));
    await turn();
    calls[0]?.fail(new Error('the server is gone'));
    expect((await results).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(calls).toHaveLength(1);
  });
});
