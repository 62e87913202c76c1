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
 * Pages per second of both crawlers over one site, by turns. Each works in a process of its own that is kept over the rounds, and over an
 * empty folder each time. Before a round counts, what it extracted is compared with what the site holds.
 *
 * @throws FatalError `bench_wrong` when a crawler did not extract every posting as it is
 */
export async function compareCrawlers(comparison: Comparison): Promise<Rates<Name>> {
  const { by, details, rounds, places = {} } = comparison;
  return withSite(details, by === 'http' ? 'static' : 'script', async (origin) => {
    const expected = expectedHash(details, origin);
    const pages = details + Math.ceil(details / postingsOfAList);
    const children = { guazheng: startContestant('guazheng'), crawlee: startContestant('crawlee') };
    /** Time spent crawling; what is made ready in between, and checked afterwards, does not count. */
    let crawled = 0;
    const contestantOf = (name: Name) => ({
      name,
      async run() {
        const at = places[name];
        const round = { origin, by, ...(at === undefined ? {} : { places: at }) };
        const { milliseconds, sha256, postings } = await crawlOnce(children[name], round);
        demand(
          sha256 === expected,
          `${name} extracted ${postings} postings of ${details}, or others than the site holds`,
        );
        crawled += milliseconds;
        return pages;
      },
    });
    try {
      return await interleavedRounds([contestantOf('guazheng'), contestantOf('crawlee')], rounds, () => crawled);
    } finally {
      await Promise.all(Object.values(children).map((child) => child.end()));
    }
  });
}

export function startContestant(
  name: Name,
  nodeArguments: readonly string[] = [],
): Child<ContestantRequest, ContestantAnswer> {
  const file = new URL(name === 'guazheng' ? './guazheng-crawler.ts' : './crawlee-crawler.ts', import.meta.url);
  return startChild(file, contestantAnswer, { nodeArguments });
}

interface CrawlOutcome {
  readonly milliseconds: number;
  readonly peakMegabytes: number;
  readonly postings: number;
  readonly sha256: string;
}

/** One crawl over an empty folder, which is gone afterwards. */
export async function crawlOnce(
  child: Child<ContestantRequest, ContestantAnswer>,
  round: { readonly origin: string; readonly by: 'http' | 'browser'; readonly places?: number },
): Promise<CrawlOutcome> {
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
