import { parentPort, workerData } from 'node:worker_threads';
import { parseRelease } from '../../classifier/release/read-release.js';
import type { RunProgress } from '../../contracts/api/testing.js';
import { InputError } from '../../contracts/errors.js';
import { type ComparedReleases, compareReleases, type LatePosting } from './compare-releases.js';
import { type EvaluatedUpload, evaluateUpload, type UploadedFile } from './evaluate-upload.js';
import { UnusableUpload } from './unusable-upload.js';

/** What a thread is started for. Releases come as bytes: a thread has no memory in common with who starts it. */
export interface ThreadTasks {
  readonly evaluation: {
    readonly kind: 'evaluation';
    readonly file: UploadedFile;
    readonly releaseBytes: Uint8Array;
  };
  readonly comparison: {
    readonly kind: 'comparison';
    readonly championBytes: Uint8Array;
    readonly challengerBytes: Uint8Array;
    readonly frozenFolder: string;
    readonly lately: readonly LatePosting[];
  };
}
export interface ThreadResults {
  readonly evaluation: EvaluatedUpload;
  readonly comparison: ComparedReleases;
}

/** What a thread says: how far it is, any number of times, then its result or why there is none. Any other failure ends the thread. */
export type ThreadMessage =
  | { readonly kind: 'progress'; readonly progress: RunProgress }
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'unusable'; readonly code: string; readonly count: number };

const port = parentPort;
if (port === null) throw new Error('testing-thread.js is run by a thread of its own, never by itself');
const say = (message: ThreadMessage): void => port.postMessage(message);
const tell = (progress: RunProgress): void => say({ kind: 'progress', progress });

try {
  say({ kind: 'result', result: await run(workerData) });
} catch (error) {
  if (error instanceof UnusableUpload) say({ kind: 'unusable', code: error.code, count: error.count });
  else if (error instanceof InputError) say({ kind: 'unusable', code: error.code, count: 0 });
  else throw error;
}

function run(task: ThreadTasks[keyof ThreadTasks]): Promise<ThreadResults[keyof ThreadResults]> {
  if (task.kind === 'evaluation') return evaluateUpload(task.file, parseRelease(task.releaseBytes, 'in force'), tell);
  const { championBytes, challengerBytes, ...data } = task;
  return compareReleases(
    parseRelease(championBytes, 'in force'),
    parseRelease(challengerBytes, 'challenger'),
    data,
    tell,
  );
}
