import { createHash } from 'node:crypto';
import { z } from 'zod';

/** What is asked of a crawler that takes part, one after another for each round. */
export const contestantRequest = z.discriminatedUnion('ask', [
  z.strictObject({
    ask: z.literal('prepare'),
    /** Empty, and this round's own: everything that the crawler keeps goes there. */
    folder: z.string(),
    /** Of the site, without a slash at the end. */
    origin: z.string(),
    by: z.enum(['http', 'browser']),
    /** How many pages are crawled at once. Absent: as the crawler does by itself. */
    places: z.int().min(1).optional(),
  }),
  z.strictObject({ ask: z.literal('crawl') }),
  z.strictObject({ ask: z.literal('rows') }),
  z.strictObject({ ask: z.literal('close') }),
]);
export type ContestantRequest = z.infer<typeof contestantRequest>;
export type Preparation = Extract<ContestantRequest, { ask: 'prepare' }>;

export const contestantAnswer = z.object({
  /** From the start of the crawl to its end, in milliseconds. */
  milliseconds: z.number().optional(),
  /** Of the crawler's own process since it started: the greatest resident set, in megabytes. */
  peakMegabytes: z.number().optional(),
  /** How many postings were extracted, and the hash of them all. */
  postings: z.int().optional(),
  sha256: z.string().optional(),
});
export type ContestantAnswer = z.infer<typeof contestantAnswer>;

/** What both have to have extracted of each posting. */
export interface ExtractedPosting {
  readonly url: string;
  readonly title: string;
  readonly company: string;
  readonly salary: string;
  readonly text: string;
}

/** A crawl over a fresh record: the parts of one round. */
export interface CrawlRound {
  crawl(): Promise<void>;
  rows(): Promise<readonly ExtractedPosting[]>;
  close(): Promise<void>;
}

/** Answers a contestant's requests with what `open` makes ready. Only the crawl itself is timed. */
export function contestant(
  open: (preparation: Preparation) => Promise<CrawlRound>,
): (request: ContestantRequest) => Promise<ContestantAnswer> {
  let round: CrawlRound | undefined;
  return async (request) => {
    if (request.ask === 'prepare') {
      round = await open(request);
      return {};
    }
    if (round === undefined) throw new RangeError(`«${request.ask}» was asked before «prepare».`);
    if (request.ask === 'crawl') {
      const began = performance.now();
      await round.crawl();
      const milliseconds = performance.now() - began;
      return { milliseconds, peakMegabytes: process.resourceUsage().maxRSS / 1024 };
    }
    if (request.ask === 'rows') {
      const rows = await round.rows();
      return { postings: rows.length, sha256: hashOfRows(rows) };
    }
    await round.close();
    round = undefined;
    return {};
  };
}

/** The same for the same set of rows, in whatever order they come. */
export function hashOfRows(rows: readonly ExtractedPosting[]): string {
  const lines = rows.map(({ url, title, company, salary, text }) =>
    JSON.stringify([url, title, company, salary, text]),
  );
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
}
