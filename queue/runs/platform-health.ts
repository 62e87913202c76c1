import type { Database } from '../../prisma/open-database.js';
import { type RunStatistics, runStatistics } from './run-statistics.js';

/** The state of a platform in one word, the gravest first. */
export type Health = 'alarm' | 'failing' | 'overdue' | 'never crawled' | 'ok';

/** What an operator sees of a platform at a glance. */
export interface PlatformHealth {
  readonly id: string;
  readonly name: string;
  /** Number of its newest version. */
  readonly version: number;
  readonly postings: number;
  readonly health: Health;
  readonly lastRun: LastRun | null;
  /** Of the last finished run: postings for each detail page, or for each list page where there were none. */
  readonly yield: number | null;
  /** Next start by its schedule; null without one, or when it is paused. */
  readonly nextRunAt: Date | null;
  readonly paused: boolean;
  /** Reasons of the newest layout alarm that nobody has closed. */
  readonly alarm: readonly string[];
  /** The capture that shows it. */
  readonly alarmCaptureId: string | null;
}

export interface LastRun {
  readonly id: string;
  readonly state: 'running' | 'finished' | 'cancelled';
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly statistics: RunStatistics | null;
}

/** A start that is later than this, in milliseconds, waits for a scheduler that does not run. They look every minute. */
const overdueAfter = 5 * 60_000;

/** Health of all platforms, or of one, in the order of their ids. */
export async function readPlatformHealth(
  database: Database,
  now: Date,
  platformId?: string,
): Promise<PlatformHealth[]> {
  const platforms = await database.platform.findMany({
    where: { removedAt: null, ...(platformId === undefined ? {} : { id: platformId }) },
    orderBy: { id: 'asc' },
    include: {
      versions: { orderBy: { number: 'desc' }, take: 1, select: { number: true } },
      schedule: { select: { nextRunAt: true, pausedAt: true } },
      layoutAlarms: { where: { closedAt: null }, orderBy: { raisedAt: 'desc' }, take: 1 },
      _count: { select: { postings: true } },
    },
  });
  return Promise.all(
    platforms.map(async (platform): Promise<PlatformHealth> => {
      const { id, name, schedule } = platform;
      const lastRun = await readRun(database, id);
      // Of a run that goes on there is no statistics yet.
      const ended = lastRun?.state === 'finished' ? lastRun : await readRun(database, id, 'finished');
      const alarm = platform.layoutAlarms[0];
      const nextRunAt = schedule?.nextRunAt ?? null;
      return {
        id,
        name,
        version: platform.versions[0]?.number ?? 0,
        postings: platform._count.postings,
        health: healthOf({ isAlarmed: alarm !== undefined, ended: ended?.statistics ?? null, lastRun, nextRunAt }, now),
        lastRun,
        yield: ended?.statistics?.yield ?? ended?.statistics?.listYield ?? null,
        nextRunAt,
        paused: schedule?.pausedAt != null,
        alarm: alarm?.reasons ?? [],
        alarmCaptureId: alarm?.sampleCaptureId ?? null,
      };
    }),
  );
}

/** The gravest word that is true. Failing: of the last finished run fewer pages could be read than not. */
function healthOf(
  platform: {
    readonly isAlarmed: boolean;
    readonly ended: Pick<RunStatistics, 'lists' | 'details'> | null;
    readonly lastRun: object | null;
    readonly nextRunAt: Date | null;
  },
  now: Date,
): Health {
  const { isAlarmed, ended, lastRun, nextRunAt } = platform;
  if (isAlarmed) return 'alarm';
  if (ended !== null) {
    const { lists, details } = ended;
    const failed = lists.dead + lists.refused + details.dead + details.refused;
    if (failed > lists.done + details.done) return 'failing';
  }
  if (nextRunAt !== null && nextRunAt.getTime() < now.getTime() - overdueAfter) return 'overdue';
  return lastRun === null ? 'never crawled' : 'ok';
}

async function readRun(database: Database, platformId: string, state?: 'finished'): Promise<LastRun | null> {
  const run = await database.crawlRun.findFirst({
    where: { platformVersion: { platformId }, ...(state === undefined ? {} : { state }) },
    orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
    select: { id: true, state: true, startedAt: true, finishedAt: true, statistics: true },
  });
  if (run === null) return null;
  const statistics = runStatistics.safeParse(run.statistics);
  return { ...run, statistics: statistics.success ? statistics.data : null };
}
