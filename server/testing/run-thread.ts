import { Worker } from 'node:worker_threads';
import { threadEntry } from '../../classifier/threads/thread-entry.js';
import type { RunProgress } from '../../contracts/api/testing.js';
import { FatalError, systemCodeOf } from '../../contracts/errors.js';
import type { ThreadMessage, ThreadResults, ThreadTasks } from './testing-thread.js';
import { UnusableUpload } from './unusable-upload.js';

/** A workbook of 20 MB and a release with its automaton need half of it; what needs more is stopped, and the server goes on. */
const mostMegabytes = 1_024;

/**
 * Does one task in a thread of its own, so that the server answers others meanwhile and a file that exhausts memory takes nothing with it.
 *
 * @throws UnusableUpload; the signal's reason when it aborts, the thread is then ended at once
 */
export function runThread<K extends keyof ThreadTasks>(
  task: ThreadTasks[K],
  tell: (progress: RunProgress) => void,
  signal: AbortSignal,
): Promise<ThreadResults[K]> {
  signal.throwIfAborted();
  const worker = new Worker(threadEntry(import.meta.url, 'testing-thread'), {
    workerData: task,
    name: 'testing',
    resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
  });
  return new Promise<ThreadResults[K]>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    // Both ends of this port are this program: what comes is what testing-thread.ts sends.
    worker.on('message', (message: ThreadMessage) => {
      if (message.kind === 'progress') tell(message.progress);
      else if (message.kind === 'result') resolve(message.result as ThreadResults[K]);
      else reject(new UnusableUpload(message.code, message.count));
    });
    worker.on('error', (error: unknown) => {
      const isMemory = systemCodeOf(error) === 'ERR_WORKER_OUT_OF_MEMORY';
      reject(isMemory ? new UnusableUpload('out_of_memory') : error);
    });
    worker.on('exit', (code) => reject(new FatalError('thread_ended', `A testing thread ended by itself (${code}).`)));
  }).finally(() => worker.terminate());
}
