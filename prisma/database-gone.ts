import { FatalError } from '../contracts/errors.js';

/** Codes and kinds, of Prisma, its driver adapter, PostgreSQL and the system, for a server that is away or goes away. */
const goneWords = new Set([
  'P1001',
  'P1002',
  'P1017',
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  // admin_shutdown, crash_shutdown, cannot_connect_now
  '57P01',
  '57P02',
  '57P03',
]);

/** The FatalError `database_gone` for an error that says so, or undefined when a query failed for another reason. */
export function databaseGone(thrown: unknown): FatalError | undefined {
  if (!saysGone(thrown)) return undefined;
  return new FatalError(
    'database_gone',
    'The connection to the database was lost; what was committed is safe. Check that PostgreSQL runs, then start again.',
    { cause: thrown },
  );
}

/** Prisma wraps the driver's error as `meta.driverAdapterError`, and that one PostgreSQL's as `cause`. */
function saysGone(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { code, originalCode, kind, message, meta, driverAdapterError, cause } = value as Record<string, unknown>;
  return (
    [code, originalCode, kind].some((word) => typeof word === 'string' && goneWords.has(word)) ||
    // node-postgres gives this one no code.
    (typeof message === 'string' && message.startsWith('Connection terminated')) ||
    [meta, driverAdapterError, cause].some(saysGone)
  );
}
