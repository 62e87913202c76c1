import { setImmediate } from 'node:timers/promises';
import { type PostingRow, textFields } from '../../contracts/posting-row.js';
import type { Judge } from '../judge.js';
import { type JudgedRows, judgeRows } from './judge-rows.js';
import type { Batch, JudgingThreads } from './judging-threads.js';

/** A batch ends at either bound: rows enough that sending it costs little, and never more than one long text. */
const mostRows = 64;
const mostCharacters = 65_536;

/**
 * Bounds of what is between reading and writing, judged or not. What a slow batch keeps from being written waits there, and reading waits
 * when either is reached.
 */
const mostUnderWay = { batches: 32, characters: 4_000_000 };

interface UnderWay {
  readonly judged: Promise<JudgedRows>;
  readonly characters: number;
  done: boolean;
}

/**
 * Judges rows on all threads, this one included, and gives the batches in the order of the rows. Memory is bounded by the batches under way,
 * however many rows there are and however long one takes.
 */
export async function* judgeInOrder(
  rows: AsyncIterable<PostingRow>,
  judge: Judge,
  threads: JudgingThreads,
): AsyncGenerator<JudgedRows> {
  const underWay: UnderWay[] = [];
  let held = 0;
  for await (const batch of batchesOf(rows)) {
    const { characters } = batch;
    const elsewhere = threads.offer(batch);
    if (elsewhere === undefined) {
      underWay.push({ judged: Promise.resolve(judgeRows(judge, batch.rows)), characters, done: true });
      // Answers of the threads, signals and files have been waiting for this one.
      await setImmediate();
    } else underWay.push(following(elsewhere, characters));
    held += characters;
    for (let first = underWay[0]; first !== undefined; first = underWay[0]) {
      const hasRoom = underWay.length < mostUnderWay.batches && held < mostUnderWay.characters;
      if (!first.done && hasRoom) break;
      yield await first.judged;
      underWay.shift();
      held -= first.characters;
    }
  }
  for (const { judged } of underWay) yield await judged;
}

/** A failure is told where the batch is awaited, which may be much later. */
function following(judged: Promise<JudgedRows>, characters: number): UnderWay {
  const batch: UnderWay = { judged, characters, done: false };
  const settle = (): void => {
    batch.done = true;
  };
  judged.then(settle, settle);
  return batch;
}

async function* batchesOf(rows: AsyncIterable<PostingRow>): AsyncGenerator<Batch> {
  let batch: PostingRow[] = [];
  let characters = 0;
  for await (const row of rows) {
    batch.push(row);
    characters += charactersOf(row);
    if (batch.length < mostRows && characters < mostCharacters) continue;
    yield { rows: batch, characters };
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) yield { rows: batch, characters };
}

function charactersOf(row: PostingRow): number {
  let characters = 0;
  for (const field of textFields) characters += row[field]?.length ?? 0;
  return characters;
}
