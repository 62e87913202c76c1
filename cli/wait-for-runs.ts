import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../prisma/open-database.js';
import { type RunProgress, readRunProgress } from '../queue/run-progress.js';
import { readWaitingHosts, type WaitingHosts } from '../queue/runs/waiting-hosts.js';
import type { Pipeline } from '../queue/start-pipeline.js';
import { crawlRate } from './crawl-rate.js';
import type { Interruption } from './interruption.js';
import { momentText } from './moment.js';
import { showProgress } from './progress.js';

const pollMilliseconds = 250;
/** How often it is looked who waits. */
const waitingMilliseconds = 2_000;

/**
 * Shows progress until the runs have finished. Rejects when the pipeline cannot go on.
 * @returns undefined when it was interrupted.
 */
export async function waitForRuns(
  database: Database,
  pipeline: Pipeline,
  crawlRunIds: readonly string[],
  what: string,
  { signal, interrupted }: Interruption,
): Promise<RunProgress | undefined> {
  const progress = showProgress(what);
  const rate = crawlRate();
  let waiting = '';
  let lookAgainAt = 0;
  try {
    while (!signal.aborted) {
      const run = await Promise.race([readRunProgress(database, crawlRunIds), pipeline.fatal]);
      if (performance.now() >= lookAgainAt && !run.finished) {
        waiting = waitingText(
          await Promise.race([readWaitingHosts(database, crawlRunIds, new Date()), pipeline.fatal]),
        );
        lookAgainAt = performance.now() + waitingMilliseconds;
      }
      const ended = run.pagesDone + run.pagesFailed;
      const failed = run.pagesFailed === 0 ? '' : `, ${run.pagesFailed} failed or refused`;
      const perSecond = rate.update(ended, performance.now());
      const speed = perSecond === undefined ? '' : `, ${perSecond.toFixed(1)} pages/s`;
      progress.update(
        ended / Math.max(1, run.pagesKnown),
        `${ended} of ${run.pagesKnown} pages${failed}${speed}${waiting}`,
      );
      if (run.finished) return run;
      await Promise.race([sleep(pollMilliseconds), interrupted, pipeline.fatal]);
    }
    return undefined;
  } finally {
    progress.stop();
  }
}

/** Hosts named to a person. */
const mostNamed = 3;

/** Shorter waits are the ordinary pace. */
const shortestWait = 2_000;

function waitingText(waiting: WaitingHosts | undefined): string {
  if (waiting === undefined || waiting.firstAt.getTime() - Date.now() < shortestWait) return '';
  const { hosts, firstAt } = waiting;
  const more = hosts.length > mostNamed ? ` and ${hosts.length - mostNamed} more` : '';
  return `, waits for ${hosts.slice(0, mostNamed).join(', ')}${more} until ${momentText(firstAt)}`;
}
