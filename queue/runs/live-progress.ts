import type { Database } from '../../prisma/open-database.js';
import { pageSteps } from '../due-work.js';
import { readWaitingHosts, type WaitingHosts } from './waiting-hosts.js';

/** How far a run is, from rows that are counted in a moment: to be asked every second. */
export interface LiveProgress {
  readonly state: 'running' | 'finished' | 'cancelled';
  readonly pausedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly pages: Readonly<Record<'due' | 'fetched' | 'done' | 'dead' | 'refused', number>>;
  /** Pages under way on a worker. */
  readonly claimed: number;
  /** Detail pages that were read, or, where lists hold whole postings, the postings seen. */
  readonly postings: number;
  /** Other work of the run that is due: reading, judging, linking. */
  readonly otherWork: number;
  readonly waiting: WaitingHosts | undefined;
}

/** @returns undefined where there is no such run */
export async function readLiveProgress(
  database: Database,
  crawlRunId: string,
  now: Date,
): Promise<LiveProgress | undefined> {
  const run = await database.crawlRun.findUnique({
    where: { id: crawlRunId },
    select: {
      state: true,
      pausedAt: true,
      startedAt: true,
      finishedAt: true,
      platformVersion: { select: { platformId: true } },
    },
  });
  if (run === null) return undefined;
  const { state, pausedAt, startedAt, finishedAt } = run;
  const [tasks, work, waiting] = await Promise.all([
    database.crawlTask.groupBy({ by: ['kind', 'state'], where: { crawlRunId }, _count: true }),
    database.$queryRaw<{ claimed: number; otherWork: number }[]>`
      SELECT count(*) FILTER (WHERE "leaseUntil" > ${now} AND "step" = ANY(${[...pageSteps]}))::int AS "claimed",
             count(*) FILTER (WHERE "step" <> ALL(${[...pageSteps]}))::int AS "otherWork"
        FROM "DueWork" WHERE "crawlRunId" = ${crawlRunId} AND "state" = 'due'`,
    state === 'running' && pausedAt === null ? readWaitingHosts(database, [crawlRunId], now) : undefined,
  ]);
  const pages = { due: 0, fetched: 0, done: 0, dead: 0, refused: 0 };
  for (const task of tasks) pages[task.state] += task._count;
  const details = tasks.filter(({ kind }) => kind === 'detail');
  const postings =
    details.length > 0
      ? details.reduce((sum, task) => sum + (task.state === 'done' ? task._count : 0), 0)
      : await database.posting.count({
          where: {
            platformId: run.platformVersion.platformId,
            lastSeenAt: { gte: startedAt, ...(finishedAt === null ? {} : { lte: finishedAt }) },
          },
        });
  const { claimed = 0, otherWork = 0 } = work[0] ?? {};
  return { state, pausedAt, finishedAt, pages, claimed, postings, otherWork, waiting };
}
