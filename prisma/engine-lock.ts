import { hostname } from 'node:os';
import type { Client } from 'pg';
import { FatalError, InputError, systemCodeOf } from '../contracts/errors.js';
import { connectClient } from './connect-client.js';

export interface EngineClaim {
  /** Aborted with a FatalError `engine_claim_lost` when the connection breaks: the engine must stop at once. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** Arbitrary, and ours alone in a database: the characters `gzen`. */
const advisoryLock = 0x67_7a_65_6e;

/** How long a claim waits: PostgreSQL needs a moment to notice that a killed holder is gone. */
const patienceMilliseconds = 2_000;

const holderPrefix = 'guazheng-engine';

/**
 * Makes this process the one embedded queue engine on a database. The claim is an advisory lock of a connection
 * of its own, so it ends with the process, however that ends.
 *
 * @throws InputError `engine_running` when another engine works on it, with its process and host
 */
export async function claimEngine(databaseUrl: string): Promise<EngineClaim> {
  const client = await connectClient(databaseUrl, `${holderPrefix} ${process.pid}@${hostname()}`);
  try {
    await client.query(`SET lock_timeout = ${patienceMilliseconds}`);
    await client.query('SELECT pg_advisory_lock($1)', [advisoryLock]);
  } catch (error) {
    const holder = await findHolder(client).catch(() => undefined);
    await client.end();
    // 55P03: lock_not_available
    if (systemCodeOf(error) !== '55P03') throw error;
    throw new InputError(
      'engine_running',
      `Another engine already works on this database${holder === undefined ? '' : ` (process ${holder})`}; stop it first, or let this command run without an engine.`,
    );
  }

  const lost = new AbortController();
  let released = false;
  client.on('end', () => {
    if (released) return;
    lost.abort(
      new FatalError('engine_claim_lost', 'The connection that holds the engine claim broke; the engine stops.'),
    );
  });
  return {
    lost: lost.signal,
    release: async () => {
      if (released) return;
      released = true;
      await client.end();
    },
  };
}

/** `pid@host` of the connection that holds the claim. */
async function findHolder(client: Client): Promise<string | undefined> {
  const { rows } = await client.query<{ application_name: string }>(
    `SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
      WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = $1
        AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [advisoryLock],
  );
  const name = rows[0]?.application_name;
  return name?.startsWith(`${holderPrefix} `) ? name.slice(holderPrefix.length + 1) : undefined;
}
