import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demand } from '../demand.js';
import { interleavedRounds, type Rates } from '../interleaved-rounds.js';
import { type Child, startChild } from './child-messages.js';
import { type ContestantAnswer, type ContestantRequest, contestantAnswer, hashOfRows } from './contestant.js';
import { inventedPosting } from './invented-posting.js';
import { withSite } from './open-site.js';
import { detailPath, postingsOfAList } from './site-pages.js';

export interface Comparison {
  readonly by: 'http' | 'browser';
  /** Postings of the site; its list pages come on top. */
  readonly details: number;
  readonly rounds: number;
  /** Pages at once, where a contestant is not to choose. */
  readonly places?: { readonly guazheng?: number; readonly crawlee?: number };
}

/** The two by their names. */
type Name = 'guazheng' | 'crawlee';

/**
 * Pages per second of both crawlers over one site, by turns, each time in a new process and over an empty folder: as a command is run, and
 * so that nothing which one round leaves in memory burdens the next. Before a round counts, what it extracted is compared with what the site
 * holds.
 *
 * @throws FatalError `bench_wrong` when a crawler did not extract every posting as it is
 */
export async function compareCrawlers(comparison: Comparison): Promise<Rates<Name>> {
  const { by, details, rounds, places = {} } = comparison;
  return withSite(details, by === 'http' ? 'static' : 'script', async (origin) => {
    const expected = expectedHash(details, origin);
    const pages = details + Math.ceil(details / postingsOfAList);
    /** Time spent crawling; what is made ready in between, and checked afterwards, does not count. */
    let crawled = 0;
    const contestantOf = (name: Name) => ({
      name,
      async run() {
        const at = places[name];
        const round = { origin, by, ...(at === undefined ? {} : { places: at }) };
        const { milliseconds, sha256, postings } = await crawlInNewProcess(name, round);
        demand(
          sha256 === expected,
          `${name} extracted ${postings} postings of ${details}, or others than the site holds`,
        );
        crawled += milliseconds;
        return pages;
      },
    });
    return interleavedRounds([contestantOf('guazheng'), contestantOf('crawlee')], rounds, () => crawled);
  });
}

type Contestant = Child<ContestantRequest, ContestantAnswer>;

interface Round {
  /** Of the site, without a slash at the end. */
  readonly origin: string;
  readonly by: 'http' | 'browser';
  /** Pages at once; absent: as the crawler has it. */
  readonly places?: number;
}

interface CrawlOutcome {
  readonly milliseconds: number;
  readonly peakMegabytes: number;
  readonly postings: number;
  readonly sha256: string;
}

/** One crawl by a process that does nothing else, over an empty folder; both are gone afterwards. */
export async function crawlInNewProcess(name: Name, round: Round): Promise<CrawlOutcome> {
  const file = new URL(name === 'guazheng' ? './guazheng-crawler.ts' : './crawlee-crawler.ts', import.meta.url);
  const child = startChild(file, contestantAnswer);
  try {
    return await crawlOnce(child, round);
  } finally {
    await child.end();
  }
}

async function crawlOnce(child: Contestant, round: Round): Promise<CrawlOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'guazheng-bench-'));
  // The embedded PostgreSQL runs as another user where the bench runs as root.
  await chmod(folder, 0o755);
  try {
    await child.ask({ ask: 'prepare', folder, ...round });
    const { milliseconds = Number.NaN, peakMegabytes = Number.NaN } = await child.ask({ ask: 'crawl' });
    const { postings = 0, sha256 = '' } = await child.ask({ ask: 'rows' });
    await child.ask({ ask: 'close' });
    return { milliseconds, peakMegabytes, postings, sha256 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function expectedHash(details: number, origin: string): string {
  return hashOfRows(
    Array.from({ length: details }, (_, index) => {
      const { title, company, salary, lines } = inventedPosting(index + 1);
      return { url: `${origin}${detailPath(index + 1)}`, title, company, salary, text: lines.join('\n') };
    }),
  );
}
