import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningBrowser } from './browser-process.js';

/** A browser that cannot close a page by then does not answer any more. */
const closeMilliseconds = 5000;

/** Waits until a page is left, and kills the browser that does not get there. */
export async function closeOrKill(leaving: Promise<unknown>, running: RunningBrowser): Promise<void> {
  // A failure has no news: what the visit came to is known, and a browser that fails here is replaced.
  const left = leaving.then(
    () => true,
    () => true,
  );
  const answered = await Promise.race([left, sleep(closeMilliseconds, false, { ref: false })]);
  if (!answered) await running.kill();
}

/** Playwright's calls wait for a browser that hangs; this does not. */
export function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
