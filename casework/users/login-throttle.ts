import { createHash } from 'node:crypto';
import type { Database } from '../../prisma/open-database.js';

/** How failures of one kind are slowed. Times are in milliseconds. */
interface Rule {
  /** From this failure on the next attempt has to wait. */
  readonly from: number;
  /** For the first of these; each further one doubles it. */
  readonly delay: number;
  readonly longestDelay: number;
  /** Failures are forgotten when the last of them, or for a `fixed` window the first, is so long ago. */
  readonly window: number;
  readonly fixed: boolean;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Who guesses at one name from one place. */
const ofPlace: Rule = { from: 5, delay: 15 * second, longestDelay: 15 * minute, window: 24 * hour, fixed: false };
/** Who guesses at one name from many places: it is slowed for strangers. */
const ofName: Rule = { from: 30, delay: 15 * second, longestDelay: 15 * minute, window: hour, fixed: false };
/** Who guesses at many names from one address, which may be a whole office's. */
const ofAddress: Rule = { from: 100, delay: hour, longestDelay: hour, window: hour, fixed: true };

/** What is counted so far. */
export interface Counted {
  readonly failures: number;
  readonly blockedUntil: Date | null;
  readonly updatedAt: Date;
}

/** What the count is after one more attempt that may fail; a date when it must wait until then. */
export function countAttempt(counted: Counted | undefined, rule: Rule, now: Date): Counted | Date {
  if (counted?.blockedUntil != null && counted.blockedUntil > now) return counted.blockedUntil;
  const isOver = counted === undefined || now.getTime() - counted.updatedAt.getTime() >= rule.window;
  const failures = isOver ? 1 : counted.failures + 1;
  const start = isOver || !rule.fixed ? now : counted.updatedAt;
  const delay = Math.min(rule.longestDelay, rule.delay * 2 ** (failures - rule.from));
  return { failures, updatedAt: start, blockedUntil: failures < rule.from ? null : new Date(start.getTime() + delay) };
}

/** An attempt to log in. */
export interface Attempt {
  readonly username: string;
  readonly address: string;
  /** The browser, where this name has logged in from it before. */
  readonly device?: string | undefined;
}

/**
 * Counts an attempt as failed before it is made, so that many at once do not slip through.
 * @returns until when to wait, where it must not be made
 */
export function beginAttempt(database: Database, attempt: Attempt, now: Date): Promise<Date | undefined> {
  const buckets = bucketsOf(attempt);
  const ids = buckets.map(({ id }) => id);
  return database.$transaction(async (transaction) => {
    await transaction.loginThrottle.deleteMany({ where: { updatedAt: { lt: new Date(now.getTime() - 24 * hour) } } });
    // In one order, so that two attempts do not wait for each other.
    await transaction.loginThrottle.createMany({
      data: ids.map((id) => ({ id, failures: 0, updatedAt: now })),
      skipDuplicates: true,
    });
    const rows = await transaction.$queryRaw<(Counted & { id: string })[]>`
      SELECT "id", "failures", "blockedUntil", "updatedAt" FROM "LoginThrottle"
       WHERE "id" = ANY(${ids}) ORDER BY "id" FOR UPDATE`;
    const found = new Map(rows.map((row) => [row.id, row]));
    const counts = buckets.map(({ id, rule }) => ({ id, counted: countAttempt(found.get(id), rule, now) }));
    const waits = counts.flatMap(({ counted }) => (counted instanceof Date ? [counted.getTime()] : []));
    if (waits.length > 0) return new Date(Math.max(...waits));
    for (const { id, counted } of counts)
      if (!(counted instanceof Date)) await transaction.loginThrottle.update({ where: { id }, data: counted });
    return undefined;
  });
}

/** The attempt was right: it is taken off again, and what was counted for this person in this place is forgotten. */
export async function attemptSucceeded(database: Database, attempt: Attempt): Promise<void> {
  const [own, ...others] = bucketsOf(attempt);
  await database.loginThrottle.deleteMany({ where: { id: own.id } });
  await database.loginThrottle.updateMany({
    where: { id: { in: others.map(({ id }) => id) }, failures: { gt: 0 } },
    data: { failures: { decrement: 1 }, blockedUntil: null },
  });
}

/**
 * A browser that is known is counted by itself alone: strangers who fail at the same name, or in the same office, do not lock it out
 * (OWASP, slow down online guessing attacks with device cookies).
 */
function bucketsOf({ username, address, device }: Attempt): [Bucket, ...Bucket[]] {
  if (device !== undefined) return [{ id: idOf('device', username, device), rule: ofPlace }];
  const own = { id: idOf('place', username, address), rule: ofPlace };
  return [own, { id: idOf('address', address), rule: ofAddress }, { id: idOf('name', username), rule: ofName }];
}

interface Bucket {
  readonly id: string;
  readonly rule: Rule;
}

function idOf(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
