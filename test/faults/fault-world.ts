import { chmod, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { createFolderBlobStore } from '../../evidence/blobs/folder-blob-store.js';
import { verifyLedger } from '../../evidence/ledger/verify-ledger.js';
import type { Database } from '../../prisma/open-database.js';
import { createBullmqEngine } from '../../queue/bullmq/bullmq-engine.js';
import { storePlatform } from '../../queue/platforms.js';
import { reconcile } from '../../queue/reconcile.js';
import { startCrawlRun } from '../../queue/start-crawl-run.js';
import { createTestDatabase } from '../prisma/test-database.js';
import { type RedisServer, startRedis } from '../queue/redis-server.js';
import { findLeftovers, processesOf } from './leftovers.js';
import { platformYaml, type RecruitmentSite, startRecruitmentSite } from './recruitment-site.js';
import { printTally, type Tally, tally } from './tally.js';
import { startWorkerProcess, type WorkerProcess } from './worker-process.js';

/** The long forms of the faults run by `npm run test:long` (vitest.long.config.ts). */
export const isLong = process.env.GUAZHENG_FAULTS === 'long';

/** A deployment of a test's own: PostgreSQL, Redis, a blob folder, a site, and workers as processes. */
export interface FaultWorld {
  readonly database: Database;
  readonly redis: RedisServer;
  readonly site: RecruitmentSite;
  readonly folder: string;
  readonly blobs: string;
  readonly home: string;
  /** Those that were started, in their order. */
  readonly workers: readonly WorkerProcess[];
  /** Starts a worker and waits until it works. */
  startWorker(name: string, more?: WorkerOptions): Promise<WorkerProcess>;
  /** Makes a run due in the rows: workers find it at their start. */
  addRun(yaml?: string): Promise<string>;
  /** What every worker does each minute, now. */
  reconcile(): Promise<void>;
  /** Waits for a run's end while a worker lives. */
  finished(crawlRunId: string, options?: { readonly meanwhile?: () => Promise<void> }): Promise<void>;
  /**
   * Stops the workers that still run and holds the record against what a fault may not do: nothing lost, nothing doubled, a
   * ledger that verifies, every blob there, nothing left behind. Prints what became of the pages.
   */
  expectWhole(fault: string): Promise<Tally>;
  /** Every page of the site was read, and every posting is there with its verdict. */
  expectEverythingRead(): Promise<void>;
  /** No process, no profile, no temporary file and no part of a blob is left, once all workers have ended. */
  expectNothingLeft(): Promise<void>;
  close(): Promise<void>;
}

export interface WorkerOptions {
  readonly concurrency?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly preload?: URL;
}

export interface FaultWorldOptions {
  readonly postings: number;
  /** Whether some of them rent out credentials, and what is flagged is captured in full. Default not. */
  readonly rentals?: boolean;
  /** Instead of one in the tests' PostgreSQL. */
  readonly record?: { readonly database: Database; readonly url: string; close(): Promise<void> };
  /** Instead of a folder below the world's. */
  readonly blobs?: string;
}

export async function openFaultWorld(options: FaultWorldOptions): Promise<FaultWorld> {
  // Short names: Chromium makes sockets below these folders, and a socket's path has at most 107 bytes.
  const folder = await mkdtemp(join(tmpdir(), 'gz-'));
  await chmod(folder, 0o755);
  const { blobs = join(folder, 'blobs') } = options;
  const [home, temporary] = [join(folder, 'h'), join(folder, 't')];
  await mkdir(home);
  await mkdir(temporary);
  await shareLoaderCache(temporary);
  const { database, url, close: closeRecord } = options.record ?? (await testRecord());
  const redis = await startRedis();
  const site = await startRecruitmentSite(options.postings, options.rentals);
  const workers: WorkerProcess[] = [];
  const captures = options.rentals === true ? 1 : 0;
  const environment = {
    DATABASE_URL: url,
    REDIS_URL: redis.url,
    BLOB_STORE: blobs,
    GUAZHENG_HOME: home,
    GUAZHENG_HOSTS: `${site.host}=127.0.0.1:${site.port}`,
    TMPDIR: temporary,
  };
  const expectNothingLeft = async (): Promise<void> => {
    // The processes of a browser take a moment to end.
    const look = () => findLeftovers({ blobs, home, temporary });
    await expect.poll(look, { timeout: 15_000, interval: 100 }).toEqual([]);
  };

  return {
    ...{ database, redis, site, folder, blobs, home, workers, expectNothingLeft },
    async startWorker(name, { concurrency = 4, environment: more, preload } = {}) {
      const worker = startWorkerProcess({
        ...{ name, concurrency, captures, environment: { ...environment, ...more } },
        ...(preload === undefined ? {} : { preload }),
      });
      workers.push(worker);
      await worker.ready;
      return worker;
    },
    async addRun(yaml = platformYaml()) {
      const { id: platformId } = await storePlatform(database, yaml, 'faulty.yaml', new Date());
      const { crawlRunId } = await database.$transaction((transaction) =>
        startCrawlRun(transaction, { platformId, startedBy: 'command', now: new Date() }),
      );
      return crawlRunId;
    },
    async reconcile() {
      const engine = await createBullmqEngine({ url: redis.url });
      try {
        await reconcile(database, engine, new Date());
      } finally {
        await engine.close();
      }
    },
    async finished(crawlRunId, { meanwhile } = {}) {
      for (;;) {
        const { state } = await database.crawlRun.findUniqueOrThrow({ where: { id: crawlRunId } });
        if (state === 'finished') return;
        await meanwhile?.();
        if (!workers.some(isRunning)) {
          const last = await workers.at(-1)?.ended;
          throw new Error(`No worker runs any more; the last one said: ${last?.stderr}`);
        }
        await sleep(100);
      }
    },
    async expectWhole(fault) {
      for (const worker of workers.filter(isRunning)) expect(await worker.stop()).toMatchObject({ code: 0 });
      const counted = await tally(database, captures);
      printTally(fault, counted);
      const step = captures === 0 ? { step: { not: 'capture_full' } } : {};
      const open = await database.dueWork.findMany({ where: { state: 'due', ...step }, take: 5 });
      expect({ lost: counted.lost, doubled: counted.doubled, open }).toEqual({ lost: 0, doubled: 0, open: [] });
      expect(await verifyLedger(database)).toMatchObject({ ok: true });
      // Before a blob store is opened here, which would clear up.
      await expectNothingLeft();
      await expectBlobs(database, blobs);
      return counted;
    },
    async expectEverythingRead() {
      const read = await database.crawlTask.findMany({ where: { state: 'done' }, select: { url: true } });
      expect(read.map((task) => task.url).sort()).toEqual([...site.urls].sort());
      expect(await database.posting.count({ where: { band: { not: null } } })).toBe(site.postings);
    },
    async close() {
      for (const worker of workers) worker.child.kill('SIGKILL');
      // What a failed test left behind: only processes of this folder.
      for (const { pid } of await processesOf(home)) process.kill(pid, 'SIGKILL');
      await site.close();
      await redis.close();
      await closeRecord();
      await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

export function isRunning({ child }: WorkerProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

async function testRecord(): Promise<NonNullable<FaultWorldOptions['record']>> {
  const { db: database, url, close } = await createTestDatabase();
  return { database, url, close };
}

/** A worker of another temporary folder would translate the whole program anew. */
async function shareLoaderCache(temporary: string): Promise<void> {
  const name = `tsx-${process.geteuid?.() ?? 0}`;
  const cache = join(tmpdir(), name);
  await mkdir(cache, { recursive: true });
  await symlink(cache, join(temporary, name));
}

/** Every blob that a capture names is there, whole: the store checks its hash. */
async function expectBlobs(database: Database, folder: string): Promise<void> {
  const store = await createFolderBlobStore(folder);
  const captures = await database.capture.findMany({
    select: { bodySha256: true, domSha256: true, screenshotSha256: true },
  });
  for (const { bodySha256, domSha256, screenshotSha256 } of captures)
    for (const name of [bodySha256, domSha256, screenshotSha256]) if (name !== null) await store.get(name);
}
