import { type Database, Prisma } from '../../prisma/open-database.js';
import { type RunStatistics, runStatistics } from './run-statistics.js';

/** The state of a platform in one word, the gravest first. */
export type Health = 'alarm' | 'failing' | 'paused' | 'overdue' | 'never crawled' | 'ok';

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
  /** While a person has it wait. */
  readonly pausedAt: Date | null;
  readonly statistics: RunStatistics | null;
}

/** A start that is later than this, in milliseconds, waits for a scheduler that does not run. They look every minute. */
const overdueAfter = 5 * 60_000;

/** Which platforms: one, or those of some organisations; all that are not removed without either. */
export interface PlatformScope {
  readonly platformId?: string | undefined;
  readonly organisationIds?: readonly string[] | undefined;
}

/** Health of platforms, in the order of their ids. */
export async function readPlatformHealth(
  database: Database,
  now: Date,
  { platformId, organisationIds }: PlatformScope = {},
): Promise<PlatformHealth[]> {
  const platforms = await database.platform.findMany({
    where: {
      removedAt: null,
      ...(platformId === undefined ? {} : { id: platformId }),
      ...(organisationIds === undefined ? {} : { organisationId: { in: [...organisationIds] } }),
    },
    orderBy: { id: 'asc' },
    include: {
      versions: { orderBy: { number: 'desc' }, take: 1, select: { number: true } },
      schedule: { select: { nextRunAt: true, pausedAt: true } },
      layoutAlarms: { where: { closedAt: null }, orderBy: { raisedAt: 'desc' }, take: 1 },
      _count: { select: { postings: true } },
    },
  });
  const ids = platforms.map(({ id }) => id);
  const [lastRuns, endedRuns] = await Promise.all([
    readLastRuns(database, ids),
    readLastRuns(database, ids, 'finished'),
  ]);
  return platforms.map((platform): PlatformHealth => {
    const { id, name, schedule } = platform;
    const lastRun = lastRuns.get(id) ?? null;
    // Of a run that goes on there is no statistics yet.
    const ended = endedRuns.get(id)?.statistics ?? null;
    const alarm = platform.layoutAlarms[0];
    const nextRunAt = schedule?.nextRunAt ?? null;
    return {
      id,
      name,
      version: platform.versions[0]?.number ?? 0,
      postings: platform._count.postings,
      health: healthOf({ isAlarmed: alarm !== undefined, ended, lastRun, nextRunAt }, now),
      lastRun,
      yield: ended?.yield ?? ended?.listYield ?? null,
      nextRunAt,
      paused: schedule?.pausedAt != null,
      alarm: alarm?.reasons ?? [],
      alarmCaptureId: alarm?.sampleCaptureId ?? null,
    };
  });
}

/**
 * The gravest word that is true. Failing: of the last finished run fewer pages could be read than not. Paused: its run waits for a person, and
 * until it goes on no other one starts.
 */
function healthOf(
  platform: {
    readonly isAlarmed: boolean;
    readonly ended: Pick<RunStatistics, 'lists' | 'details'> | null;
    readonly lastRun: Pick<LastRun, 'state' | 'pausedAt'> | null;
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
  if (lastRun !== null && lastRun.state === 'running' && lastRun.pausedAt !== null) return 'paused';
  if (nextRunAt !== null && nextRunAt.getTime() < now.getTime() - overdueAfter) return 'overdue';
  return lastRun === null ? 'never crawled' : 'ok';
}

/** The newest run of each platform, or its newest finished one. */
async function readLastRuns(
  database: Database,
  platformIds: readonly string[],
  state?: 'finished',
): Promise<ReadonlyMap<string, LastRun>> {
  const runs = await database.$queryRaw<(Omit<LastRun, 'statistics'> & { platformId: string; statistics: unknown })[]>`
    SELECT platform."id" AS "platformId", run.*
      FROM unnest(${[...platformIds]}::text[]) AS platform("id")
      CROSS JOIN LATERAL (
        SELECT r."id", r."state"::text, r."startedAt", r."finishedAt", r."pausedAt", r."statistics"
          FROM "PlatformVersion" v JOIN "CrawlRun" r ON r."platformVersionId" = v."id"
         WHERE v."platformId" = platform."id" AND r."complaintId" IS NULL
           ${state === undefined ? Prisma.empty : Prisma.sql`AND r."state" = 'finished'`}
         ORDER BY r."startedAt" DESC, r."id" DESC LIMIT 1) run`;
  return new Map(
    runs.map(({ platformId, statistics, ...run }) => {
      const read = runStatistics.safeParse(statistics);
      return [platformId, { ...run, statistics: read.success ? read.data : null }];
    }),
  );
}
