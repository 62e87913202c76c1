import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { withSharedQueue } from '../../cli/shared-queue.js';
import { FatalError } from '../../contracts/errors.js';
import type { Database } from '../../prisma/open-database.js';
import { storePlatform } from '../../queue/platforms.js';
import { startCrawlRun } from '../../queue/start-crawl-run.js';
import { benchPlatform } from '../crawler/bench-platform.js';
import { withHosts } from '../crawler/open-site.js';
import { postingsOfAList } from '../crawler/site-pages.js';
import { demand } from '../demand.js';
import { cpuSecondsOf, parentOf } from './cpu-time.js';

export interface WorkerThroughput {
  readonly workers: number;
  readonly pagesPerSecond: number;
  /** Cores in use on average, of the parts by themselves. */
  readonly cores: { readonly workers: number; readonly postgresql: number; readonly redis: number };
}

/**
 * Platforms enough that together they allow 240 pages/s, more than two cores do; with a gap so long that its tolerance (12 ms) is longer than
 * a busy worker is mostly late.
 */
const hostCount = 100;
const gapMilliseconds = 400;
const commandLine = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
const pollMilliseconds = 50;
/** How long a worker may take to start. */
const startMilliseconds = 60_000;

/**
 * Pages per second of so many `guazheng worker` processes over one PostgreSQL and one Redis: every platform in its pace, captures in a folder,
 * rows and ledger entries committed. The clock runs from the start of the crawls until the last has finished.
 *
 * @param round tells runs over one database apart
 * @throws FatalError `bench_wrong` when a page was not read
 */
export async function measureWorkers(options: {
  readonly workers: number;
  readonly round: number;
  readonly detailsOfAHost: number;
  readonly database: Database;
  readonly databaseUrl: string;
  readonly redis: { readonly url: string; readonly pid: number };
  /** State and blobs of the workers; the same for every round, for a record has one blob store. */
  readonly folder: string;
}): Promise<WorkerThroughput> {
  const { round, detailsOfAHost: details, database, databaseUrl, redis, folder } = options;
  const ids = Array.from({ length: hostCount }, (_, index) => `round-${round}-host-${index + 1}`);
  const hosts = Object.fromEntries(
    ids.map((id, index) => [
      `${id}.test`,
      {
        details,
        pages: 'static' as const,
        firstPosting: 1 + (round * hostCount + index) * 1000,
        responseMilliseconds: 0,
      },
    ]),
  );
  return withHosts(hosts, async (port) => {
    for (const id of ids) {
      const yaml = benchPlatform({ id, origin: `http://${id}.test`, by: 'http', pages: details * 2, gapMilliseconds });
      await storePlatform(database, yaml, `${id}.yaml`, new Date());
    }
    const environment = {
      DATABASE_URL: databaseUrl,
      REDIS_URL: redis.url,
      GUAZHENG_HOME: join(folder, 'state'),
      BLOB_STORE: join(folder, 'blobs'),
      GUAZHENG_HOSTS: ids.map((id) => `${id}.test=127.0.0.1:${port}`).join(','),
    };
    const workers: ChildProcess[] = [];
    try {
      for (let count = 0; count < options.workers; count++) workers.push(await startWorker(environment));
      return await crawlAll(workers.map(({ pid = 0 }) => pid));
    } finally {
      await Promise.all(workers.map(stopWorker));
    }
  });

  async function crawlAll(pids: readonly number[]): Promise<WorkerThroughput> {
    const postmaster = await postmasterOf(database);
    const cpu = () => ({
      workers: pids.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0),
      postgresql: cpuSecondsOf(postmaster),
      redis: cpuSecondsOf(redis.pid),
    });
    const before = cpu();
    const began = performance.now();
    const runs = await startRuns();
    await finished(runs);
    const seconds = (performance.now() - began) / 1000;
    const after = cpu();
    const pages = await database.crawlTask.count({ where: { crawlRunId: { in: runs }, state: 'done' } });
    const expected = hostCount * (details + Math.ceil(details / postingsOfAList));
    demand(pages === expected, `${pages} of ${expected} pages were read`);
    const coresOf = (part: keyof typeof before): number => (after[part] - before[part]) / seconds;
    return {
      workers: pids.length,
      pagesPerSecond: pages / seconds,
      cores: { workers: coresOf('workers'), postgresql: coresOf('postgresql'), redis: coresOf('redis') },
    };
  }

  function startRuns(): Promise<string[]> {
    return withSharedQueue({ redisUrl: redis.url, redisPrefix: 'guazheng' }, async (engine) => {
      const runs: string[] = [];
      for (const platformId of ids) {
        const { crawlRunId, jobs } = await database.$transaction((transaction) =>
          startCrawlRun(transaction, { platformId, startedBy: 'command', now: new Date() }),
        );
        await engine.add(jobs);
        runs.push(crawlRunId);
      }
      return runs;
    });
  }

  async function finished(runs: readonly string[]): Promise<void> {
    for (;;) {
      const running = await database.crawlRun.count({ where: { id: { in: [...runs] }, state: 'running' } });
      if (running === 0) return;
      await sleep(pollMilliseconds);
    }
  }
}

/** PostgreSQL's first process: it is the parent of the one that answers us. */
async function postmasterOf(database: Database): Promise<number> {
  const rows = await database.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS "pid"`;
  return parentOf(rows[0]?.pid ?? 0) ?? 0;
}

async function startWorker(environment: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const words = ['--import', import.meta.resolve('tsx'), commandLine, 'worker', '--captures', '0'];
  const worker = spawn(process.execPath, words, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  const lines = createInterface({ input: worker.stderr });
  const ready = new Promise<void>((resolve, reject) => {
    const fail = (why: string): void =>
      reject(new FatalError('bench_worker_failed', `A worker ${why}: ${said.slice(-5).join(' ')}`));
    const overdue = setTimeout(() => fail('is not ready in time'), startMilliseconds);
    worker.once('exit', (code) => fail(`ended (${code})`));
    lines.on('line', (line) => {
      said.push(line);
      if (!line.includes('The worker is ready')) return;
      clearTimeout(overdue);
      resolve();
    });
  });
  await ready.catch(async (error: unknown) => {
    await stopWorker(worker);
    throw error;
  });
  return worker;
}

async function stopWorker(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const ended = once(worker, 'exit');
  worker.kill('SIGTERM');
  const overdue = setTimeout(() => worker.kill('SIGKILL'), startMilliseconds);
  await ended;
  clearTimeout(overdue);
}
