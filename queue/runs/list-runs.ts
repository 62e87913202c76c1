import type { Database } from '../../prisma/open-database.js';
import { countRun, type RunStatistics, runStatistics } from './run-statistics.js';

/** A run with what it has yielded so far. */
export interface ListedRun {
  readonly id: string;
  readonly platformId: string;
  readonly state: 'running' | 'finished' | 'cancelled';
  /** While a person has it wait. */
  readonly pausedAt: Date | null;
  readonly startedBy: string;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  /** Pages that are still to be fetched or read. */
  readonly pagesLeft: number;
  readonly statistics: RunStatistics;
  readonly isAlarmed: boolean;
}

/** Which runs, and from where on. */
export interface RunSelection {
  readonly platformId?: string | undefined;
  readonly organisationIds?: readonly string[] | undefined;
  readonly state?: ListedRun['state'] | undefined;
  /** A single one. */
  readonly crawlRunId?: string | undefined;
  /** Those that come after this one in the order. */
  readonly after?: string | undefined;
  /** 30 where absent. */
  readonly limit?: number | undefined;
}

const shown = 30;

/** The newest runs, those that go on first. What goes on is counted now. */
export async function listRuns(database: Database, now: Date, selection: RunSelection = {}): Promise<ListedRun[]> {
  const { platformId, organisationIds, state, crawlRunId, after, limit = shown } = selection;
  const platform = {
    ...(platformId === undefined ? {} : { id: platformId }),
    ...(organisationIds === undefined ? {} : { organisationId: { in: [...organisationIds] } }),
  };
  const runs = await database.crawlRun.findMany({
    where: {
      platformVersion: { platform },
      ...(state === undefined ? {} : { state }),
      ...(crawlRunId === undefined ? {} : { id: crawlRunId }),
    },
    // running is the first of its enumeration
    orderBy: [{ state: 'asc' }, { startedAt: 'desc' }, { id: 'desc' }],
    ...(after === undefined ? {} : { cursor: { id: after }, skip: 1 }),
    take: limit,
    select: {
      id: true,
      state: true,
      pausedAt: true,
      startedBy: true,
      startedAt: true,
      finishedAt: true,
      statistics: true,
      platformVersion: { select: { platformId: true } },
      layoutAlarm: { select: { closedAt: true } },
      _count: { select: { tasks: { where: { state: { in: ['due', 'fetched'] } } } } },
    },
  });
  return Promise.all(
    runs.map(async ({ statistics, platformVersion, layoutAlarm, _count, ...run }) => {
      const stored = runStatistics.safeParse(statistics);
      return {
        ...run,
        platformId: platformVersion.platformId,
        pagesLeft: _count.tasks,
        statistics: stored.success ? stored.data : await countRun(database, run.id, now),
        isAlarmed: layoutAlarm !== null && layoutAlarm.closedAt === null,
      };
    }),
  );
}
