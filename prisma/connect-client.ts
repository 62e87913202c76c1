import pg from 'pg';
import { InputError, messageOf, systemCodeOf } from '../contracts/errors.js';

/** Every connection of ours carries it, so that an administrator can tell them apart in pg_stat_activity. */
export const applicationName = 'guazheng';
export const connectTimeoutMilliseconds = 10_000;

/**
 * One connection of its own, outside any pool: for session-level locks and for work before the pool exists.
 *
 * @throws InputError `database_url_invalid` or `database_unreachable`; neither message holds the password
 */
export async function connectClient(databaseUrl: string, name: string = applicationName): Promise<pg.Client> {
  const place = describeDatabase(databaseUrl);
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: name,
    connectionTimeoutMillis: connectTimeoutMilliseconds,
    keepAlive: true,
  });
  // A server that goes away also fails the query in flight; without a listener the idle case would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw new InputError('database_unreachable', `Cannot use the database ${place}: ${reasonOf(error)}.`, {
      cause: error,
    });
  }
}

/**
 * `user@host:port/name` of a PostgreSQL URL: what a message may say of it.
 *
 * @throws InputError `database_url_invalid`
 */
export function describeDatabase(databaseUrl: string): string {
  const url = URL.canParse(databaseUrl) ? new URL(databaseUrl) : undefined;
  const host = url?.hostname || url?.searchParams.get('host');
  if (url === undefined || !/^postgres(ql)?:$/.test(url.protocol) || !host) {
    throw new InputError(
      'database_url_invalid',
      'DATABASE_URL is not a PostgreSQL address; write postgresql://user:password@host:5432/name, with special characters of the password percent-encoded.',
    );
  }
  return `${url.username}@${host}:${url.port || '5432'}${url.pathname}`;
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there; is PostgreSQL running?',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name cannot be resolved now',
  ETIMEDOUT: 'no answer in time',
  '28P01': 'user name or password is wrong',
  '28000': 'this user may not log in from here (pg_hba.conf)',
  '3D000': 'it does not exist; create it with CREATE DATABASE',
  '53300': 'the server has no connection left (max_connections)',
  '57P03': 'the server is starting or stopping; try again in a moment',
};

/** A host with several addresses fails with an AggregateError whose own message is empty. */
function reasonOf(error: unknown): string {
  const code = systemCodeOf(error);
  return (code !== undefined ? reasons[code] : undefined) ?? (messageOf(error) || (code ?? 'no connection'));
}
