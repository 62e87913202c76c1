import { parseOffPeakWindow } from '../../crawler/politeness/off-peak-window.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Database, Transaction } from '../../prisma/open-database.js';
import { readCronTimes } from './cron-times.js';
import { scheduleMissing } from './start-scheduled-run.js';

export interface NewSchedule {
  readonly platformId: string;
  /** Five fields. */
  readonly cron: string;
  /** IANA name. */
  readonly timeZone: string;
  /** Off-peak window, such as `22:00-06:30`; at any hour without it. */
  readonly window?: string | undefined;
  /** Pages of a run; the platform file's where absent. */
  readonly pageBudget?: number | undefined;
}

/**
 * Sets when a platform is crawled, in the place of what was set before. A paused schedule stays paused.
 * @param by the person, where one did it in the browser
 * @throws InputError when an expression, a time zone or a window is not usable: nothing is stored then
 */
export async function setSchedule(database: Database, schedule: NewSchedule, now: Date, by?: string): Promise<void> {
  const { platformId, cron, timeZone, pageBudget } = schedule;
  const times = readCronTimes(cron, timeZone, now);
  const window = schedule.window === undefined ? undefined : parseOffPeakWindow(schedule.window);
  const columns = {
    cron: cron.trim().split(/\s+/).join(' '),
    timeZone,
    windowFrom: window?.from ?? null,
    windowTo: window?.to ?? null,
    pageBudget: pageBudget ?? null,
  };
  await database.$transaction(async (transaction) => {
    const before = await lockSchedule(transaction, platformId);
    const nextRunAt = before?.pausedAt == null ? (times.after(now) ?? null) : null;
    await transaction.schedule.upsert({
      where: { platformId },
      create: { platformId, ...columns, nextRunAt },
      update: { ...columns, nextRunAt },
    });
    await record(transaction, 'schedule.set', platformId, columns, now, by);
  });
}

/** Starts no run by the clock until it is resumed. @returns false when it was paused already. @throws InputError `schedule_missing` */
export async function pauseSchedule(database: Database, platformId: string, now: Date, by?: string): Promise<boolean> {
  return database.$transaction(async (transaction) => {
    const schedule = await requireSchedule(transaction, platformId);
    if (schedule.pausedAt !== null) return false;
    await transaction.schedule.update({ where: { platformId }, data: { pausedAt: now, nextRunAt: null } });
    await record(transaction, 'schedule.paused', platformId, { platformId }, now, by);
    return true;
  });
}

/** Goes on with the next fire; what was missed is not made up. @returns false when it was not paused. @throws InputError `schedule_missing` */
export async function resumeSchedule(database: Database, platformId: string, now: Date, by?: string): Promise<boolean> {
  return database.$transaction(async (transaction) => {
    const schedule = await requireSchedule(transaction, platformId);
    if (schedule.pausedAt === null) return false;
    const nextRunAt = readCronTimes(schedule.cron, schedule.timeZone, now).after(now) ?? null;
    await transaction.schedule.update({ where: { platformId }, data: { pausedAt: null, nextRunAt } });
    await record(transaction, 'schedule.resumed', platformId, { platformId }, now, by);
    return true;
  });
}

interface StoredSchedule {
  readonly cron: string;
  readonly timeZone: string;
  readonly pausedAt: Date | null;
}

/** Two who change one schedule, or a scheduler that starts its run meanwhile, wait for each other at its row. */
async function lockSchedule(transaction: Transaction, platformId: string): Promise<StoredSchedule | undefined> {
  const rows = await transaction.$queryRaw<StoredSchedule[]>`
    SELECT "cron", "timeZone", "pausedAt" FROM "Schedule" WHERE "platformId" = ${platformId} FOR UPDATE`;
  return rows[0];
}

async function requireSchedule(transaction: Transaction, platformId: string): Promise<StoredSchedule> {
  const schedule = await lockSchedule(transaction, platformId);
  if (schedule !== undefined) return schedule;
  throw scheduleMissing(platformId);
}

async function record(
  transaction: Transaction,
  kind: 'schedule.set' | 'schedule.paused' | 'schedule.resumed',
  subjectId: string,
  contents: Readonly<Record<string, string | number | null>>,
  now: Date,
  by: string | undefined,
): Promise<void> {
  const subjectSha256 = sha256(canonicalJson({ ...contents, ...(by === undefined ? {} : { by }) }));
  await appendLedgerEntries(transaction, [{ kind, subjectId, subjectSha256 }], now);
}
