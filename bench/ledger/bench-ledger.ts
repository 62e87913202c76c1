import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRecord } from '../../cli/open-record.js';
import type { ExitCode } from '../../cli/run-command.js';
import { readSettings } from '../../cli/settings.js';
import { sealLedger } from '../../evidence/ledger/seal-ledger.js';
import { verifyLedger } from '../../evidence/ledger/verify-ledger.js';
import type { Database } from '../../prisma/open-database.js';
import { demand } from '../demand.js';
import { median } from '../interleaved-rounds.js';
import { appendBatches } from './append-batches.js';
import { startCrawlWriter } from './crawl-writer.js';

/** How much is measured. */
export interface LedgerExtent {
  /** Entries of a round of appending. */
  readonly appended: number;
  /** Least entries of the ledger that is verified. */
  readonly verified: number;
  readonly rounds: number;
}
const usual: LedgerExtent = { appended: 20_000, verified: 200_000, rounds: 3 };

/** Entries of one transaction, and transactions under way at once, each on a connection of its own. */
const batch = 100;
const connections = 4;

export interface LedgerFigures {
  readonly appendedPerSecond: number;
  readonly verifiedPerSecond: number;
}

/** `npm run bench -- ledger [--json]` */
export async function benchLedger({ json }: { json: boolean }): Promise<ExitCode> {
  const figures = await measureLedger(usual, (line) => process.stderr.write(`bench: ${line}\n`));
  process.stdout.write(
    json
      ? `${JSON.stringify(figures)}\n`
      : `appended in batches of ${batch} while a crawl writes  ${figures.appendedPerSecond} entries/s\nverified  ${figures.verifiedPerSecond} entries/s\n`,
  );
  return 0;
}

/**
 * The ledger over a real PostgreSQL with fsync on: entries appended in batches by several connections while another one writes as a crawl
 * does, and a ledger of at least `verified` entries verified with its seals and the rows that it is about. The first round of each warms up
 * and is not counted. Before anything is timed a small ledger has to hold, and an edit in it has to be found.
 *
 * @throws FatalError `bench_wrong` when an entry is missing or the ledger does not hold
 */
export async function measureLedger(extent: LedgerExtent, tell: (line: string) => void): Promise<LedgerFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'guazheng-bench-'));
  // The embedded PostgreSQL runs as another user where the bench runs as root.
  await chmod(folder, 0o755);
  try {
    const record = await openRecord(readSettings({ GUAZHENG_HOME: join(folder, 'record') }), () => undefined);
    try {
      const { database } = record;
      await checkSmallLedger(database);
      tell(`${extent.appended} entries a round`);
      const appendedPerSecond = await measureAppending(database, extent);
      const held = await database.ledgerEntry.count();
      await appendBatches(database, { entries: Math.max(0, extent.verified - held), batch: 1000, connections: 2 });
      await sealLedger(database, new Date());
      tell(`${await database.ledgerEntry.count()} entries to verify a round`);
      const verifiedPerSecond = await measureVerifying(database, extent);
      return { appendedPerSecond: rounded(appendedPerSecond), verifiedPerSecond: rounded(verifiedPerSecond) };
    } finally {
      await record.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function checkSmallLedger(database: Database): Promise<void> {
  const [row] = await database.$queryRaw<{ fsync: string }[]>`SHOW fsync`;
  demand(row?.fsync === 'on', 'the database does not write through to the disk');
  const before = await database.ledgerEntry.count();
  await appendBatches(database, { entries: 1000, batch, connections });
  await demandWhole(database, before + 1000);
  const swap = (from: string, to: string) =>
    database.$transaction([
      database.$executeRaw`SET LOCAL session_replication_role = replica`,
      database.$executeRaw`UPDATE "LedgerEntry" SET "kind" = ${to} WHERE "sequence" = 700 AND "kind" = ${from}`,
    ]);
  await swap('bench.entry', 'verdict.edited');
  const { firstBad } = await verifyLedger(database);
  demand(firstBad?.sequence === 700, 'an edited entry was not found');
  await swap('verdict.edited', 'bench.entry');
}

async function measureAppending(database: Database, { appended, rounds }: LedgerExtent): Promise<number> {
  const crawl = await startCrawlWriter(database);
  const rates: number[] = [];
  try {
    for (let round = 0; round <= rounds; round++) {
      const before = await database.ledgerEntry.count({ where: { kind: 'bench.entry' } });
      const written = crawl.written();
      const began = performance.now();
      await appendBatches(database, { entries: appended, batch, connections });
      const seconds = (performance.now() - began) / 1000;
      const after = await database.ledgerEntry.count({ where: { kind: 'bench.entry' } });
      demand(after - before === appended, `${after - before} of ${appended} entries were appended`);
      demand(crawl.written() > written, 'the crawl wrote nothing meanwhile');
      if (round > 0) rates.push(appended / seconds);
    }
  } finally {
    await crawl.stop();
  }
  return median(rates);
}

async function measureVerifying(database: Database, { rounds }: LedgerExtent): Promise<number> {
  const entries = await database.ledgerEntry.count();
  const rates: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const began = performance.now();
    await demandWhole(database, entries);
    if (round > 0) rates.push((entries * 1000) / (performance.now() - began));
  }
  return median(rates);
}

async function demandWhole(database: Database, entries: number): Promise<void> {
  const report = await verifyLedger(database);
  demand(report.ok, `the ledger does not hold: ${report.firstBad?.why}`);
  demand(report.entries === entries, `${report.entries} of ${entries} entries were verified`);
}

/** Three significant digits are as many as a measurement holds. */
function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
