import { Worker } from 'node:worker_threads';
import { FatalError } from '../../contracts/errors.js';
import type { PostingRow } from '../../contracts/posting-row.js';
import type { JudgedRows } from './judge-rows.js';
import type { ThreadStart } from './judging-thread.js';
import { threadEntry } from './thread-entry.js';

/** Rows that are judged together, and how many characters they hold. */
export interface Batch {
  readonly rows: readonly PostingRow[];
  readonly characters: number;
}

/** Threads that judge beside the calling one. */
export interface JudgingThreads {
  /**
   * Gives a batch to the thread with the least to do. Undefined when none has room: judge the batch yourself; meanwhile one more thread may
   * start. The promise is rejected when the thread fails.
   *
   * @throws what ended a thread, if one has failed
   */
  offer(batch: Batch): Promise<JudgedRows> | undefined;
  /** Ends them at once, whatever they are doing. */
  close(): Promise<void>;
}

export interface JudgingThreadsOptions extends ThreadStart {
  /** Most threads that run beside the calling one. */
  readonly most: number;
  /** Characters that were offered before the first thread starts. */
  readonly startAfter?: number;
}

/**
 * A thread needs 0.2 s to load code and release, and is slow until its code is compiled; meanwhile the calling one judges about so much (some
 * thousand postings, measured by `guazheng scan` of the first rows of a file). A smaller file ends sooner alone.
 */
const worthAThread = 1_000_000;

/** One being judged and some to go on with while the calling thread judges a batch that takes longer (with 2, a twentieth of the time is lost). */
const mostBatches = 4;

interface Thread {
  readonly worker: Worker;
  ready: boolean;
  /** Who waits for its answers, in the order of the batches. */
  readonly waiting: { resolve(judged: JudgedRows): void; reject(reason: unknown): void }[];
}

/**
 * Starts threads one at a time, each only when those that run are all busy: so many as help, on a machine with any number of cores.
 */
export function createJudgingThreads({
  most,
  startAfter = worthAThread,
  releaseBytes,
  releaseFile,
}: JudgingThreadsOptions): JudgingThreads {
  const threads: Thread[] = [];
  let offered = 0;
  let failure: { readonly reason: unknown } | undefined;
  let closed = false;

  function fail(reason: unknown): void {
    if (closed) return;
    failure ??= { reason };
    for (const { waiting } of threads) for (const { reject } of waiting.splice(0)) reject(failure.reason);
  }

  function start(): void {
    const workerData: ThreadStart = { releaseBytes, releaseFile };
    const worker = new Worker(threadEntry(import.meta.url, 'judging-thread'), { workerData, name: 'judging' });
    const thread: Thread = { worker, ready: false, waiting: [] };
    // Both ends of this port are this program: what comes is what judging-thread.ts sends.
    worker.on('message', (judged: JudgedRows) => {
      if (thread.ready) thread.waiting.shift()?.resolve(judged);
      thread.ready = true;
    });
    worker.on('error', fail);
    worker.on('messageerror', fail);
    worker.on('exit', (code) => fail(new FatalError('thread_ended', `A judging thread ended by itself (${code}).`)));
    threads.push(thread);
  }

  return {
    offer({ rows, characters }) {
      if (failure !== undefined) throw failure.reason;
      offered += characters;
      const free = threads
        .filter(({ ready, waiting }) => ready && waiting.length < mostBatches)
        .sort((a, b) => a.waiting.length - b.waiting.length)[0];
      if (free === undefined) {
        if (offered >= startAfter && threads.length < most && threads.every(({ ready }) => ready)) start();
        return undefined;
      }
      return new Promise((resolve, reject) => {
        free.waiting.push({ resolve, reject });
        free.worker.postMessage(rows);
      });
    },
    async close() {
      closed = true;
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}
