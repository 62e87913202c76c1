import { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from './client/client.js';
import { applicationName, connectTimeoutMilliseconds, describeDatabase } from './connect-client.js';

export * from './client/enums.js';
export { databaseGone } from './database-gone.js';
export { Prisma };

/** The record: Prisma's client on a pool of its own. Close it, or the process does not end. */
export type Database = PrismaClient & { close(): Promise<void> };

/** The client inside `database.$transaction(async (transaction) => …)`. */
export type Transaction = Prisma.TransactionClient;

/** Connections of one process. A server allows 100 unless told otherwise; web server and workers share them. */
const poolSize = 10;

/**
 * Opens a database without touching the network yet; the first query connects. Whether it can be reached is
 * `provideDatabase`'s question.
 *
 * @throws InputError `database_url_invalid`
 */
export function openDatabase(url: string): Database {
  describeDatabase(url);
  const client = new PrismaClient({
    adapter: new PrismaPg({
      connectionString: url,
      application_name: applicationName,
      max: poolSize,
      connectionTimeoutMillis: connectTimeoutMilliseconds,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
    }),
    // Prisma's 2 s and 5 s are for web requests; a transaction here may wait for the ledger behind many others.
    transactionOptions: { maxWait: 30_000, timeout: 60_000 },
  });
  return Object.assign(client, { close: () => client.$disconnect() });
}
