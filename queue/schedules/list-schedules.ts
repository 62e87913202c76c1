import { formatOffPeakWindow } from '../../crawler/politeness/off-peak-window.js';
import type { Database } from '../../prisma/open-database.js';
import { cronTimes } from './cron-times.js';

/** A schedule as an operator sees it. */
export interface ListedSchedule {
  readonly platformId: string;
  readonly name: string;
  readonly cron: string;
  readonly timeZone: string;
  /** Such as `22:00-06:30`. */
  readonly window: string | null;
  readonly pageBudget: number | null;
  readonly paused: boolean;
  /** The next five starts; none when paused. The first is the stored one, which may be overdue. */
  readonly next: readonly Date[];
  /** Start of a run that still goes on: while it does, the schedule starts no other. */
  readonly runningSince: Date | null;
}

const shown = 5;

/** @param organisationIds those of their platforms alone */
export async function listSchedules(
  database: Database,
  organisationIds?: readonly string[],
): Promise<ListedSchedule[]> {
  const owned = organisationIds === undefined ? {} : { organisationId: { in: [...organisationIds] } };
  const [schedules, running] = await Promise.all([
    database.schedule.findMany({
      where: { platform: { removedAt: null, ...owned } },
      orderBy: { platformId: 'asc' },
      include: { platform: { select: { name: true } } },
    }),
    database.crawlRun.findMany({
      where: { state: 'running', complaintId: null },
      select: { startedAt: true, platformVersion: { select: { platformId: true } } },
    }),
  ]);
  const since = new Map(running.map((run) => [run.platformVersion.platformId, run.startedAt]));
  return schedules.map((row) => ({
    platformId: row.platformId,
    name: row.platform.name,
    cron: row.cron,
    timeZone: row.timeZone,
    window:
      row.windowFrom === null || row.windowTo === null
        ? null
        : formatOffPeakWindow({ from: row.windowFrom, to: row.windowTo }),
    pageBudget: row.pageBudget,
    paused: row.pausedAt !== null,
    next:
      row.nextRunAt === null
        ? []
        : [row.nextRunAt, ...cronTimes(row.cron, row.timeZone).nextAfter(row.nextRunAt, shown - 1)],
    runningSince: since.get(row.platformId) ?? null,
  }));
}
