import type { Judge } from '../../classifier/judge.js';
import type { Release } from '../../classifier/release/read-release.js';
import { judgeInOrder } from '../../classifier/threads/judge-in-order.js';
import { judgeRows } from '../../classifier/threads/judge-rows.js';
import { createJudgingThreads, type JudgingThreads } from '../../classifier/threads/judging-threads.js';
import type { PostingRow } from '../../contracts/posting-row.js';
import { demand } from '../demand.js';
import { interleavedRounds, type Rates, timesWithin } from '../interleaved-rounds.js';

/**
 * Judges the same rows on one thread and on two, in order, as `guazheng scan` does between reading and writing. The second thread has started
 * before anything is timed: a long scan starts it once.
 *
 * @throws FatalError `bench_wrong` when two threads do not give what one gives
 */
export async function compareTwoCores({
  rows,
  judge,
  release,
  releaseFile,
  rounds,
  roundMilliseconds,
}: {
  readonly rows: readonly PostingRow[];
  readonly judge: Judge;
  readonly release: Release;
  readonly releaseFile: string;
  readonly rounds: number;
  /** How long one thread works in a round. */
  readonly roundMilliseconds: number;
}): Promise<Rates<'one' | 'two'>> {
  const start = { startAfter: 0, releaseBytes: release.bytes, releaseFile };
  const [alone, beside] = [
    createJudgingThreads({ ...start, most: 0 }),
    createJudgingThreads({ ...start, most: 1 }),
  ] as const;
  const expected = judgeRows(judge, rows).lines;
  const rowsOfARound = rows.length * timesWithin(roundMilliseconds, () => judgeRows(judge, rows));
  const run = (threads: JudgingThreads) => async (): Promise<number> => {
    let judged = 0;
    for await (const { bands } of judgeInOrder(repeated(rows, rowsOfARound), judge, threads))
      judged += bands.flagged + bands.borderline + bands.clear;
    return judged;
  };
  try {
    while (beside.offer({ rows: [], characters: 0 }) === undefined) await new Promise(setImmediate);
    let judged = '';
    for await (const { lines } of judgeInOrder(repeated(rows, rows.length * 4), judge, beside)) judged += lines;
    demand(judged === expected.repeat(4), 'two threads give other verdicts than one, or in another order');
    return await interleavedRounds(
      [
        { name: 'one', run: run(alone) },
        { name: 'two', run: run(beside) },
      ],
      rounds,
    );
  } finally {
    await beside.close();
  }
}

async function* repeated(rows: readonly PostingRow[], count: number): AsyncGenerator<PostingRow> {
  for (let given = 0; given < count; ) {
    for (const row of rows) {
      if (given++ >= count) return;
      yield row;
    }
  }
}
