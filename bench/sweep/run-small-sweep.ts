import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readRelease } from '../../classifier/release/read-release.js';
import { openRecord } from '../../cli/open-record.js';
import { readSettings } from '../../cli/settings.js';
import { readGuardSettings } from '../../crawler/fetch/guard-settings.js';
import type { Database } from '../../prisma/open-database.js';
import { storePlatform } from '../../queue/platforms.js';
import { startPipeline } from '../../queue/start-pipeline.js';
import { benchPlatform } from '../crawler/bench-platform.js';
import { withHosts } from '../crawler/open-site.js';
import { postingsOfAList } from '../crawler/site-pages.js';
import { demand } from '../demand.js';
import type { PlannedPlatform } from './province-file.js';
import type { Workforce } from './simulate-sweep.js';

export interface MeasuredSweep {
  /** From the start of the crawls until the last one has finished. */
  readonly seconds: number;
  /** The same for each platform, in the order of the platforms. */
  readonly endOfPlatform: readonly number[];
}

const pollMilliseconds = 50;

/**
 * Crawls platforms on loopback, each a host name of its own with its own pace and answering time, by the pipeline of `guazheng crawl`:
 * embedded PostgreSQL, blobs in a folder, its real pace keeper.
 *
 * @param platforms without windows: nobody waits for a night
 * @throws FatalError `bench_wrong` when a page was not read
 */
export async function runSmallSweep(
  platforms: readonly PlannedPlatform[],
  places: Workforce['places'],
): Promise<MeasuredSweep> {
  const hosts = Object.fromEntries(
    platforms.map(({ platform, pages, responseSeconds, browserShare }, index) => [
      hostOf(platform),
      {
        details: detailsOf(pages),
        pages: browserShare > 0 ? ('script' as const) : ('static' as const),
        firstPosting: 1 + index * 10_000,
        responseMilliseconds: responseSeconds * 1000,
      },
    ]),
  );
  const folder = await mkdtemp(join(tmpdir(), 'guazheng-bench-'));
  // The embedded PostgreSQL runs as another user where the bench runs as root.
  await chmod(folder, 0o755);
  try {
    return await withHosts(hosts, (port) => crawlAll(platforms, places, folder, port));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function crawlAll(
  platforms: readonly PlannedPlatform[],
  places: Workforce['places'],
  folder: string,
  port: number,
): Promise<MeasuredSweep> {
  const settings = readSettings({ GUAZHENG_HOME: folder });
  const notices: string[] = [];
  const onNotice = (sentence: string): void => void notices.push(sentence);
  const record = await openRecord(settings, onNotice);
  const { database } = record;
  try {
    for (const { platform: id, pages, gapMilliseconds, browserShare } of platforms) {
      const by = browserShare > 0 ? 'browser' : 'http';
      const yaml = benchPlatform({ id, origin: `http://${hostOf(id)}`, by, pages, gapMilliseconds });
      await storePlatform(database, yaml, `${id}.yaml`, new Date());
    }
    const pipeline = await startPipeline({
      database,
      databaseUrl: record.databaseUrl,
      blobs: record.blobs,
      release: readRelease(settings.releaseFile),
      stateFolder: settings.stateFolder,
      ledgerHeadsFolder: settings.ledgerHeadsFolder,
      guard: {
        ...readGuardSettings({}),
        hosts: Object.fromEntries(platforms.map(({ platform }) => [hostOf(platform), `127.0.0.1:${port}`])),
      },
      userAgent: settings.userAgent,
      environment: process.env,
      concurrency: {
        ...{ fetch_page: places.http, render_page: places.browser },
        // As many as cli/open-pipeline.ts gives them: what waits there together is stored together.
        ...{ read_capture: 32, judge_posting: 32, link_posting: 32, capture_full: 0, stamp_seal: 1 },
        recapture_case: 1,
        capture_complaint: 1,
      },
      onNotice,
    });
    try {
      const began = Date.now();
      const runs = await Promise.all(platforms.map(({ platform }) => pipeline.crawl(platform)));
      const ids = runs.map(({ crawlRunId }) => crawlRunId);
      const ends = await Promise.race([endsOf(database, ids), pipeline.fatal]);
      const unread = await database.crawlTask.count({ where: { state: { not: 'done' } } });
      const read = await database.crawlTask.count({ where: { state: 'done' } });
      const planned = platforms.reduce((sum, { pages }) => sum + pages, 0);
      demand(
        unread === 0 && read === planned,
        `${read} pages of ${planned} were read${notices.map((each) => `; ${each}`).join('')}`,
      );
      const endOfPlatform = ids.map((id) => ((ends.get(id) ?? began) - began) / 1000);
      return { seconds: Math.max(...endOfPlatform), endOfPlatform };
    } finally {
      await pipeline.close();
    }
  } finally {
    await record.close();
  }
}

async function endsOf(database: Database, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  for (;;) {
    const runs = await database.crawlRun.findMany({
      where: { id: { in: [...ids] }, finishedAt: { not: null } },
      select: { id: true, finishedAt: true },
    });
    if (runs.length === ids.length) return new Map(runs.map(({ id, finishedAt }) => [id, finishedAt?.getTime() ?? 0]));
    await sleep(pollMilliseconds);
  }
}

function hostOf(platform: string): string {
  return `${platform}.test`;
}

/** A site of so many pages in all has so many postings: `pages` are details and the lists that link them. */
export function detailsOf(pages: number): number {
  let details = Math.max(1, Math.floor((pages * postingsOfAList) / (postingsOfAList + 1)));
  while (details + Math.ceil(details / postingsOfAList) > pages) details--;
  return details;
}
