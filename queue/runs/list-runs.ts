import type { Database } from '../../prisma/open-database.js';
import { countRun, type RunStatistics, runStatistics } from './run-statistics.js';

/** A run with what it has yielded so far. */
export interface ListedRun {
  readonly id: string;
  readonly platformId: string;
  readonly state: 'running' | 'finished' | 'cancelled';
  readonly startedBy: string;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  /** Pages that are still to be fetched or read. */
  readonly pagesLeft: number;
  readonly statistics: RunStatistics;
  readonly isAlarmed: boolean;
}

const shown = 30;

/** The newest runs, of one platform or all, those that go on first. What goes on is counted now. */
export async function listRuns(database: Database, now: Date, platformId?: string): Promise<ListedRun[]> {
  const runs = await database.crawlRun.findMany({
    where: platformId === undefined ? {} : { platformVersion: { platformId } },
    // running is the first of its enumeration
    orderBy: [{ state: 'asc' }, { startedAt: 'desc' }, { id: 'desc' }],
    take: shown,
    select: {
      id: true,
      state: true,
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
