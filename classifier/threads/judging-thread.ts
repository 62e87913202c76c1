import { parentPort, workerData } from 'node:worker_threads';
import type { PostingRow } from '../../contracts/posting-row.js';
import { createJudge } from '../judge.js';
import { parseRelease } from '../release/read-release.js';
import { judgeRows } from './judge-rows.js';

/** What a thread is started with: the release as the command has read it, so that all threads judge by the same one. */
export interface ThreadStart {
  readonly releaseBytes: Uint8Array;
  readonly releaseFile: string;
}

/** A thread's first message; after it comes one JudgedRows for each batch, in the order in which they were sent. */
export const threadReady = 'ready';

const port = parentPort;
if (port === null) throw new Error('judging-thread.js is run by a thread of its own, never by itself');
const { releaseBytes, releaseFile }: ThreadStart = workerData;
const judge = createJudge(parseRelease(releaseBytes, releaseFile));
port.on('message', (rows: readonly PostingRow[]) => port.postMessage(judgeRows(judge, rows)));
port.postMessage(threadReady);
