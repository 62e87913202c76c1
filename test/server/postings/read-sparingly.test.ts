import { describe, expect, test } from 'vitest';
import { readSparingly } from '../../../server/postings/read-sparingly.js';

/** A reading that takes so long on its own clock, and counts how often it is made. */
function counted(milliseconds: number) {
  let clock = 0;
  let reads = 0;
  const read = readSparingly(
    async () => {
      clock += milliseconds;
      reads += 1;
      return reads;
    },
    () => clock,
  );
  return {
    read,
    pass(more: number) {
      clock += more;
    },
  };
}

describe('a costly reading', () => {
  test('is given again for a hundred times as long as it took beyond 50 ms', async () => {
    const { read, pass } = counted(150);
    const database = {};
    expect(await read(database)).toBe(1);
    pass(9_999);
    expect(await read(database)).toBe(1);
    pass(1);
    expect(await read(database)).toBe(2);
  });

  test('is made anew each time where it is quick', async () => {
    const { read } = counted(50);
    const database = {};
    expect([await read(database), await read(database)]).toEqual([1, 2]);
  });

  test('is made once for all who ask meanwhile, and apart for each database', async () => {
    const { read } = counted(150);
    const database = {};
    expect(await Promise.all([read(database), read(database)])).toEqual([1, 1]);
    expect(await read({})).toBe(2);
  });

  test('is not kept when it fails', async () => {
    let fails = true;
    const read = readSparingly(async () => {
      if (fails) throw new Error('gone');
      return 'here';
    });
    const database = {};
    await expect(read(database)).rejects.toThrow('gone');
    fails = false;
    expect(await read(database)).toBe('here');
  });
});
