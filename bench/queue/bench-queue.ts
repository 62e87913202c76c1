import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRecord } from '../../cli/open-record.js';
import type { ExitCode } from '../../cli/run-command.js';
import { readSettings } from '../../cli/settings.js';
import { median } from '../interleaved-rounds.js';
import { carryEmptyJobs, carryJobsWithRows } from './carry-jobs.js';
import { withRedis } from './with-redis.js';
import { measureWorkers, type WorkerThroughput } from './worker-throughput.js';

/** How much is measured. */
export interface QueueExtent {
  readonly emptyJobs: number;
  readonly jobsWithRows: number;
  readonly rounds: number;
  /** How many worker processes, one after another. */
  readonly workers: readonly number[];
  readonly detailsOfAHost: number;
}
const usual: QueueExtent = { emptyJobs: 20_000, jobsWithRows: 4000, rounds: 3, workers: [1, 2, 4], detailsOfAHost: 29 };

export interface QueueFigures {
  readonly emptyJobsPerSecond: number;
  readonly jobsWithRowsPerSecond: number;
  readonly workers: readonly WorkerThroughput[];
  readonly cpus: number;
}

/** `npm run bench -- queue [--json]` */
export async function benchQueue({ json }: { json: boolean }): Promise<ExitCode> {
  const figures = await measureQueue(usual, (line) => process.stderr.write(`bench: ${line}\n`));
  process.stdout.write(json ? `${JSON.stringify(figures)}\n` : inWords(figures));
  return 0;
}

/**
 * What the queue costs over a real Redis and PostgreSQL (fsync on): jobs that are nothing, jobs whose row is claimed and ended, and worker
 * processes that crawl. The first round of jobs warms up and is not counted.
 */
export async function measureQueue(extent: QueueExtent, tell: (line: string) => void): Promise<QueueFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'guazheng-bench-'));
  // The embedded PostgreSQL runs as another user where the bench runs as root.
  await chmod(folder, 0o755);
  try {
    const record = await openRecord(readSettings({ GUAZHENG_HOME: join(folder, 'record') }), () => undefined);
    try {
      return await withRedis(async (redis) => {
        const { database, databaseUrl } = record;
        tell(`${extent.emptyJobs} empty jobs a round`);
        const empty = await rounds(extent.rounds, () => carryEmptyJobs(redis.url, extent.emptyJobs));
        tell(`${extent.jobsWithRows} jobs with their rows a round`);
        const rows = await rounds(extent.rounds, () => carryJobsWithRows(redis.url, database, extent.jobsWithRows));
        const workers: WorkerThroughput[] = [];
        for (const [round, count] of extent.workers.entries()) {
          tell(`${count} worker process(es)`);
          const { detailsOfAHost } = extent;
          const measured = await measureWorkers({
            workers: count,
            round,
            detailsOfAHost,
            database,
            databaseUrl,
            redis,
            folder,
          });
          workers.push({
            ...measured,
            pagesPerSecond: rounded(measured.pagesPerSecond),
            cores: roundedAll(measured.cores),
          });
        }
        return {
          emptyJobsPerSecond: rounded(empty),
          jobsWithRowsPerSecond: rounded(rows),
          workers,
          cpus: cpus().length,
        };
      });
    } finally {
      await record.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function rounds(count: number, run: () => Promise<number>): Promise<number> {
  await run();
  const rates: number[] = [];
  for (let round = 0; round < count; round++) rates.push(await run());
  return median(rates);
}

function inWords({ emptyJobsPerSecond, jobsWithRowsPerSecond, workers, cpus }: QueueFigures): string {
  return [
    `empty jobs           ${emptyJobsPerSecond} jobs/s\n`,
    `with rows            ${jobsWithRowsPerSecond} jobs/s\n`,
    ...workers.map(
      ({ workers, pagesPerSecond, cores }) =>
        `${workers} worker process(es)  ${pagesPerSecond} pages/s; cores: workers ${cores.workers}, PostgreSQL ${cores.postgresql}, Redis ${cores.redis} (of ${cpus}, which the site shares)\n`,
    ),
  ].join('');
}

function roundedAll(cores: WorkerThroughput['cores']): WorkerThroughput['cores'] {
  return { workers: rounded(cores.workers), postgresql: rounded(cores.postgresql), redis: rounded(cores.redis) };
}

/** Three significant digits are as many as a measurement holds. */
function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
