import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRecord } from '../../cli/open-record.js';
import type { ExitCode } from '../../cli/run-command.js';
import { readSettings } from '../../cli/settings.js';
import { applyMigrations } from '../../prisma/apply-migrations.js';
import { projectMigrationsFolder } from '../../prisma/migrations-folder.js';
import { type Database, openDatabase } from '../../prisma/open-database.js';
import { demand } from '../demand.js';
import { type Kind, type ListKind, listKinds, listRequests, openKinds } from './list-requests.js';
import { workAtOnce } from './many-reviewers.js';
import { growPostings, seedGround } from './seed-record.js';
import { type ServedRecord, serveRecord } from './serve-record.js';
import { percentile, type TimedRequest, timeRequests } from './time-requests.js';

/** How much is measured. */
export interface ApiExtent {
  /** Postings of the two databases that are compared. */
  readonly small: number;
  readonly large: number;
  /** Requests of each kind to each database: so many blocks of so many. */
  readonly blocks: number;
  readonly rounds: number;
  /** Requests of each kind before a block that are not counted. */
  readonly warmUp: number;
  readonly reviewers: number;
  /** Decisions of each reviewer. */
  readonly decisions: number;
}
const usual: ApiExtent = {
  ...{ small: 100_000, large: 1_000_000 },
  ...{ blocks: 5, rounds: 300, warmUp: 20 },
  ...{ reviewers: 50, decisions: 10 },
};

export interface ApiFigures {
  readonly listP95Milliseconds: number;
  readonly openP95Milliseconds: number;
  readonly lookupP95Milliseconds: number;
  readonly listRatioToLookup: number;
  readonly openRatioToLookup: number;
  readonly growth: number;
}

/** `npm run bench -- api [--json]` */
export async function benchApi({ json }: { json: boolean }): Promise<ExitCode> {
  const figures = await measureApi(usual, (line) => process.stderr.write(`bench: ${line}\n`));
  process.stdout.write(json ? `${JSON.stringify(figures)}\n` : inWords(figures));
  return 0;
}

/**
 * The server over two databases of one PostgreSQL (fsync on), a small and a large one, with the same kinds of rows: pages of lists and
 * advertisements, each beside a look-up by primary key through the same server. Before anything is timed many reviewers work at once, and
 * what they did is checked.
 *
 * @throws FatalError `bench_wrong` when a decision is lost, or two reviewers have one advertisement open
 */
export async function measureApi(extent: ApiExtent, tell: (line: string) => void): Promise<ApiFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'guazheng-bench-'));
  // The embedded PostgreSQL runs as another user where the bench runs as root.
  await chmod(folder, 0o755);
  try {
    const record = await openRecord(readSettings({ GUAZHENG_HOME: join(folder, 'record') }), () => undefined);
    try {
      const [settings] = await record.database.$queryRaw<{ fsync: string }[]>`SHOW fsync`;
      demand(settings?.fsync === 'on', 'the database does not write through to the disk');
      const smallUrl = await createDatabase(record.database, record.databaseUrl);
      const small = openDatabase(smallUrl);
      try {
        await seed(smallUrl, extent.small, tell);
        await seed(record.databaseUrl, extent.large, tell);
        return await measureBoth(small, record.database, folder, extent, tell);
      } finally {
        await small.close();
      }
    } finally {
      await record.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Another database of the same server, brought to this version. */
async function createDatabase(database: Database, databaseUrl: string): Promise<string> {
  await database.$executeRaw`CREATE DATABASE "bench_small"`;
  const url = new URL(databaseUrl);
  url.pathname = '/bench_small';
  await applyMigrations(url.href, projectMigrationsFolder());
  return url.href;
}

async function seed(databaseUrl: string, postings: number, tell: (line: string) => void): Promise<void> {
  const began = performance.now();
  await seedGround(databaseUrl);
  await growPostings(databaseUrl, 1, postings);
  tell(`${postings} postings were written in ${Math.round((performance.now() - began) / 1000)} s`);
}

async function measureBoth(
  small: Database,
  large: Database,
  folder: string,
  extent: ApiExtent,
  tell: (line: string) => void,
): Promise<ApiFigures> {
  const served: ServedRecord[] = [];
  try {
    for (const [name, database] of [['small', small] as const, ['large', large] as const]) {
      await mkdir(join(folder, name));
      served.push(await serveRecord(database, join(folder, name)));
    }
    const [ofSmall, ofLarge] = served;
    if (ofSmall === undefined || ofLarge === undefined) throw new RangeError('Nothing is served.');
    const { seconds } = await workAtOnce(large, ofLarge, extent);
    tell(
      `${extent.reviewers} reviewers took ${extent.reviewers * extent.decisions} decisions in ${seconds.toFixed(1)} s; none was lost`,
    );
    const perDatabase = extent.blocks * (extent.rounds + extent.warmUp);
    const times = await timeBlocks(
      await listRequests(small, ofSmall, perDatabase),
      await listRequests(large, ofLarge, perDatabase),
      extent,
    );
    return figuresOf(times.small, times.large, tell);
  } finally {
    for (const { close } of served) await close();
  }
}

type Milliseconds = ReadonlyMap<Kind, number[]>;

/** Blocks of the one and of the other database by turns: within a block caches are warm, and noise of the machine comes over both. */
async function timeBlocks(
  small: readonly TimedRequest<Kind>[],
  large: readonly TimedRequest<Kind>[],
  { blocks, rounds, warmUp }: ApiExtent,
): Promise<{ small: Milliseconds; large: Milliseconds }> {
  const times = { small: new Map<Kind, number[]>(), large: new Map<Kind, number[]>() };
  for (let block = 0; block < blocks; block++) {
    const from = block * (rounds + warmUp);
    for (const [name, requests] of [['small', small] as const, ['large', large] as const]) {
      await timeRequests(requests, { from, to: from + warmUp });
      const timed = await timeRequests(requests, { from: from + warmUp, to: from + warmUp + rounds });
      for (const [kind, values] of timed) times[name].set(kind, [...(times[name].get(kind) ?? []), ...values]);
    }
  }
  return times;
}

/** Of each figure the worst kind of request counts. */
export function figuresOf(small: Milliseconds, large: Milliseconds, tell: (line: string) => void): ApiFigures {
  const p95 = (times: Milliseconds, kind: Kind) => percentile(times.get(kind) ?? [], 0.95);
  const lookup = p95(large, 'look-up');
  const growthOf = (kind: Kind) => p95(large, kind) / p95(small, kind);
  for (const [kind, values] of large)
    tell(
      `${kind}: p50 ${percentile(values, 0.5).toFixed(2)} ms, p95 ${p95(large, kind).toFixed(2)} ms, ${(p95(large, kind) / lookup).toFixed(2)} of a look-up, ${growthOf(kind).toFixed(2)} of the small database`,
    );
  const worst = (kinds: readonly Kind[], value: (kind: Kind) => number) => Math.max(...kinds.map(value));
  const list = worst(listKinds, (kind) => p95(large, kind));
  const open = worst(openKinds, (kind) => p95(large, kind));
  return {
    listP95Milliseconds: rounded(list),
    openP95Milliseconds: rounded(open),
    lookupP95Milliseconds: rounded(lookup),
    listRatioToLookup: rounded(list / lookup),
    openRatioToLookup: rounded(open / lookup),
    growth: rounded(worst(listKinds satisfies readonly ListKind[], growthOf)),
  };
}

function inWords(figures: ApiFigures): string {
  return [
    `look-up  p95 ${figures.lookupP95Milliseconds} ms\n`,
    `list     p95 ${figures.listP95Milliseconds} ms, ${figures.listRatioToLookup} of a look-up; ${figures.growth} of the small database\n`,
    `open     p95 ${figures.openP95Milliseconds} ms, ${figures.openRatioToLookup} of a look-up\n`,
  ].join('');
}

/** Three significant digits are as many as a measurement holds. */
function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
