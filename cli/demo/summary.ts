import type { Database } from '../../prisma/open-database.js';

export interface DemoSummary {
  readonly platforms: number;
  readonly pages: number;
  readonly captures: number;
  readonly postings: number;
  readonly flagged: number;
  readonly borderline: number;
  readonly clear: number;
  readonly precision: number;
  readonly recall: number;
  readonly seconds: number;
}

/**
 * Figures of the demo: pages and captures of its runs, postings of its platforms by band, and precision and recall of «flagged»
 * against the truth by posting URL. A posting that was never reached counts against recall.
 */
export async function summariseDemo(
  database: Database,
  platformIds: readonly string[],
  crawlRunIds: readonly string[],
  truth: ReadonlyMap<string, { label: 'rental' | 'genuine' }>,
  seconds: number,
): Promise<DemoSummary> {
  const runs = { in: [...crawlRunIds] };
  const [pages, captures, postings] = await Promise.all([
    database.crawlTask.count({ where: { crawlRunId: runs } }),
    database.capture.count({ where: { crawlTask: { crawlRunId: runs } } }),
    database.posting.findMany({ where: { platformId: { in: [...platformIds] } }, select: { url: true, band: true } }),
  ]);
  const inBand = (band: string): number => postings.filter((posting) => posting.band === band).length;
  const flaggedUrls = new Set(postings.filter((posting) => posting.band === 'flagged').map((posting) => posting.url));
  const rentals = [...truth].filter(([, { label }]) => label === 'rental');
  const hits = rentals.filter(([url]) => flaggedUrls.has(url)).length;
  return {
    platforms: platformIds.length,
    pages,
    captures,
    postings: postings.length,
    flagged: inBand('flagged'),
    borderline: inBand('borderline'),
    clear: inBand('clear'),
    precision: share(hits, flaggedUrls.size),
    recall: share(hits, rentals.length),
    seconds,
  };
}

export function summaryInWords(summary: DemoSummary): string {
  const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
  return [
    `${summary.platforms} platforms, ${summary.pages} pages, ${summary.captures} captures, ${summary.postings} postings in ${summary.seconds} s`,
    `flagged ${summary.flagged} · borderline ${summary.borderline} · clear ${summary.clear}`,
    `against the known truth: precision ${percent(summary.precision)}, recall ${percent(summary.recall)}`,
    '',
  ].join('\n');
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 10_000;
}
