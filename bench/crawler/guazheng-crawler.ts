import { setTimeout as sleep } from 'node:timers/promises';
import { readRelease } from '../../classifier/release/read-release.js';
import { concurrencyOf } from '../../cli/open-pipeline.js';
import { openRecord } from '../../cli/open-record.js';
import { readSettings } from '../../cli/settings.js';
import { readGuardSettings } from '../../crawler/fetch/guard-settings.js';
import type { Database } from '../../prisma/open-database.js';
import { storePlatform } from '../../queue/platforms.js';
import { startPipeline } from '../../queue/start-pipeline.js';
import { demand } from '../demand.js';
import { benchPlatform } from './bench-platform.js';
import { answerParent } from './child-messages.js';
import {
  type CrawlRound,
  contestant,
  contestantRequest,
  type ExtractedPosting,
  type Preparation,
} from './contestant.js';
import { noPace } from './no-pace.js';

/** More pages than any site of the bench has. */
const noBudget = 1_000_000;
const pollMilliseconds = 50;

/** What `guazheng crawl` opens, over a record of the round's own, without politeness. */
async function open({ folder, origin, by, places }: Preparation): Promise<CrawlRound> {
  const settings = readSettings({ GUAZHENG_HOME: folder });
  const notices: string[] = [];
  const record = await openRecord(settings, (sentence) => notices.push(sentence));
  const { database } = record;
  const yaml = benchPlatform({ id: 'bench', origin, by, pages: noBudget, gapMilliseconds: 1 });
  await storePlatform(database, yaml, 'bench.yaml', new Date());
  const pipeline = await startPipeline({
    database,
    databaseUrl: record.databaseUrl,
    blobs: record.blobs,
    release: readRelease(settings.releaseFile),
    stateFolder: settings.stateFolder,
    ledgerHeadsFolder: settings.ledgerHeadsFolder,
    guard: { ...readGuardSettings({}), allow: ['127.0.0.1'] },
    userAgent: settings.userAgent,
    environment: process.env,
    // What is flagged is captured in full by another worker: the peer takes no evidence.
    concurrency: concurrencyOf(places, 0),
    pace: noPace,
    onNotice: (sentence) => notices.push(sentence),
  });
  return {
    async crawl() {
      const { crawlRunId } = await pipeline.crawl('bench');
      await Promise.race([finished(database, crawlRunId), pipeline.fatal]);
      const left = await database.crawlTask.count({ where: { state: { not: 'done' } } });
      demand(left === 0, `${left} pages were not read${notices.map((sentence) => `; ${sentence}`).join('')}`);
    },
    rows: () => readRows(database),
    async close() {
      await pipeline.close();
      await record.close();
    },
  };
}

async function finished(database: Database, id: string): Promise<void> {
  for (;;) {
    const { state } = await database.crawlRun.findUniqueOrThrow({ where: { id }, select: { state: true } });
    if (state !== 'running') return;
    await sleep(pollMilliseconds);
  }
}

/** A statement holds so many parameters, and Prisma asks for the versions of all postings in one. */
const rowsAtOnce = 10_000;

async function readRows(database: Database): Promise<ExtractedPosting[]> {
  const rows: ExtractedPosting[] = [];
  for (let last: string | undefined; ; ) {
    const postings = await database.posting.findMany({
      ...(last === undefined ? {} : { cursor: { id: last }, skip: 1 }),
      orderBy: { id: 'asc' },
      take: rowsAtOnce,
      select: {
        ...{ id: true, url: true, band: true },
        versions: {
          select: { title: true, company: true, salary: true, text: true },
          orderBy: { number: 'desc' },
          take: 1,
        },
      },
    });
    for (const { url, band, versions } of postings) {
      const [version] = versions;
      if (version === undefined || band === null) throw new RangeError(`${url} has no verdict.`);
      rows.push({ url, ...version });
    }
    last = postings.at(-1)?.id;
    if (postings.length < rowsAtOnce) return rows;
  }
}

answerParent(contestantRequest, contestant(open));
