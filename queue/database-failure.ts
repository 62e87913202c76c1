import { z } from 'zod';
import { DelayedError, FatalError, GuazhengError, PutOffError, systemCodeOf } from '../contracts/errors.js';
import { databaseGone } from '../prisma/open-database.js';

/** Two transactions stood in each other's way: serialization_failure, deadlock_detected, and unique_violation when both created one row. */
const conflictStates = new Set(['40001', '40P01', '23505']);
/** PostgreSQL's classes of trouble that no statement is to blame for: insufficient resources (a full disk), system error, internal error. */
const machineClasses = new Set(['53', '58', 'XX']);

/** Prisma's codes for no connection in time, and a transaction over its time: the machine is busy, no statement is to blame. */
const busyCodes = new Set(['P2024', 'P2028']);
/** In milliseconds, from and to. */
const busyDelay = [2_000, 10_000] as const;
/** In milliseconds, from and to: wide enough that a dozen who met do not meet again. */
const conflictDelay = [50, 500] as const;

/** Where Prisma keeps PostgreSQL's own code (SQLSTATE, appendix A of its manual). */
const withSqlState = z.object({
  meta: z.object({
    driverAdapterError: z.object({ cause: z.object({ originalCode: z.string(), originalMessage: z.string() }) }),
  }),
});

/**
 * What an error of the database means for the work that met it: a FatalError when the server is gone or its machine cannot go on,
 * a DelayedError when another transaction was quicker. Any other error is returned as it is.
 * @param random 0 to 1; spreads those who met
 */
export function databaseFailure(thrown: unknown, now: Date, random: number): unknown {
  // A platform that resets its connections is one of ours already, and has the words of a database that is gone as its cause.
  if (thrown instanceof GuazhengError) return thrown;
  const gone = databaseGone(thrown);
  if (gone !== undefined) return gone;
  if (busyCodes.has(systemCodeOf(thrown) ?? ''))
    return new PutOffError(
      'database_busy',
      'The database has no connection free; the work waits.',
      later(now, random, busyDelay),
      { cause: thrown },
    );
  const parsed = withSqlState.safeParse(thrown);
  if (!parsed.success) return thrown;
  const { originalCode, originalMessage } = parsed.data.meta.driverAdapterError.cause;
  if (conflictStates.has(originalCode)) {
    const again = later(now, random, conflictDelay);
    return new DelayedError('conflict', `Another worker wrote the same rows first: ${originalMessage}`, again, {
      cause: thrown,
    });
  }
  if (machineClasses.has(originalCode.slice(0, 2))) {
    return new FatalError(
      'database_failed',
      `The database cannot go on (${originalMessage}); see to its machine, then start again. What was committed is safe.`,
      { cause: thrown },
    );
  }
  return thrown;
}

/** Spread between the two, so that those who met do not meet again. */
function later(now: Date, random: number, [shortest, longest]: readonly [number, number]): Date {
  return new Date(now.getTime() + shortest + random * (longest - shortest));
}
