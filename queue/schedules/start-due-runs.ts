import type { Database, Transaction } from '../../prisma/open-database.js';
import type { QueuedJob } from '../engine.js';
import { cronTimes } from './cron-times.js';
import { nextRun } from './next-run.js';
import { startScheduledRun } from './start-scheduled-run.js';

/**
 * Starts the runs that are due by their schedules, each in one transaction with its schedule's next start. Fires that were missed are
 * not made up: one run starts, however many there were. A platform whose last run still goes on gets no second one.
 * Safe by several at once: a schedule that another has in hand is left to it.
 *
 * Call it every minute, also when nothing is due: where the clock was ahead for a while and is right again, next starts that lie
 * too far off are put right.
 *
 * @returns the jobs to put on the queue; `reconcile` brings those that are lost.
 * @throws what kept one schedule's run from starting, after all the others were started
 */
export async function startDueRuns(database: Database, now: Date): Promise<QueuedJob[]> {
  const jobs: QueuedJob[] = [];
  const failures: unknown[] = [];
  for (const platformId of await schedulesToLookAt(database, now)) {
    try {
      jobs.push(...(await database.$transaction((transaction) => startDueRun(transaction, platformId, now))));
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return jobs;
}

/** Those that are due, and those whose next start is not the one that their expression says. */
async function schedulesToLookAt(database: Database, now: Date): Promise<string[]> {
  const schedules = await database.schedule.findMany({
    where: { pausedAt: null, platform: { removedAt: null } },
    orderBy: { nextRunAt: 'asc' },
    select: { platformId: true, cron: true, timeZone: true, nextRunAt: true },
  });
  return schedules
    .filter(({ cron, timeZone, nextRunAt }) => {
      if (nextRunAt === null || nextRunAt <= now) return true;
      const fire = cronTimes(cron, timeZone).after(now);
      return fire !== undefined && fire < nextRunAt;
    })
    .map(({ platformId }) => platformId);
}

interface LockedSchedule {
  readonly cron: string;
  readonly timeZone: string;
  readonly nextRunAt: Date | null;
}

async function startDueRun(transaction: Transaction, platformId: string, now: Date): Promise<readonly QueuedJob[]> {
  const rows = await transaction.$queryRaw<LockedSchedule[]>`
    SELECT "cron", "timeZone", "nextRunAt" FROM "Schedule"
     WHERE "platformId" = ${platformId} AND "pausedAt" IS NULL FOR UPDATE SKIP LOCKED`;
  const schedule = rows[0];
  if (schedule === undefined) return [];
  const { cron, timeZone, nextRunAt } = schedule;
  const times = cronTimes(cron, timeZone);
  const isDue = nextRunAt !== null && nextRunAt <= now;
  const lastFire = times.upTo(now);
  const startsSince = await transaction.crawlRun.findMany({
    where: {
      startedBy: 'schedule',
      startedAt: lastFire === undefined ? { gt: now } : { gte: lastFire },
      platformVersion: { platformId },
    },
    select: { startedAt: true },
  });
  // A machine whose clock was slow may have set the next start to a fire that is past and served.
  const isServed = startsSince.some(({ startedAt }) => startedAt <= now);
  const later = startsSince.map(({ startedAt }) => startedAt).filter((startedAt) => startedAt > now);
  const next = nextRun(times, now, later);
  let jobs: readonly QueuedJob[] = [];
  if (isDue && !isServed) {
    const started = await startScheduledRun(transaction, platformId, now);
    jobs = started.jobs;
  }
  if (next?.getTime() !== nextRunAt?.getTime())
    await transaction.schedule.update({ where: { platformId }, data: { nextRunAt: next ?? null } });
  return jobs;
}
