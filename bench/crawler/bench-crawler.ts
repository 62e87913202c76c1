import type { ExitCode } from '../../cli/run-command.js';
import { median, medianRatio } from '../interleaved-rounds.js';
import { type Comparison, compareCrawlers } from './compare-crawlers.js';
import { type MemoryFigures, measureMemory } from './measure-memory.js';

/** How much is measured. */
export interface CrawlerExtent {
  readonly http: Omit<Comparison, 'by'>;
  readonly browser: Omit<Comparison, 'by'>;
}
const usual: CrawlerExtent = { http: { details: 3000, rounds: 3 }, browser: { details: 150, rounds: 3 } };

export interface CrawlerFigures {
  readonly pagesPerSecond: number;
  readonly crawleePerSecond: number;
  readonly ratioToCrawlee: number;
}

/** `npm run bench -- crawler [--json]`, or with `--memory` the memory of a small and a large crawl in place of speed. */
export async function benchCrawler({ json, memory }: { json: boolean; memory: boolean }): Promise<ExitCode> {
  const tell = (line: string): void => void process.stderr.write(`bench: ${line}\n`);
  if (memory) {
    const figures = await measureMemory(5000, 50_000, tell);
    process.stdout.write(json ? `${JSON.stringify(figures)}\n` : memoryInWords(figures));
    return 0;
  }
  const figures = await measureCrawler(usual, tell);
  process.stdout.write(json ? `${JSON.stringify(figures)}\n` : inWords(figures));
  return 0;
}

/**
 * Pages per second of `guazheng crawl` beside Crawlee's, over HTTP and in the browser: ours with blobs, rows, ledger entries, verdicts and
 * links committed, Crawlee with its storage on disk.
 */
export async function measureCrawler(
  extent: CrawlerExtent,
  tell: (line: string) => void,
): Promise<Readonly<Record<'http' | 'browser', CrawlerFigures>>> {
  const measure = async (by: 'http' | 'browser'): Promise<CrawlerFigures> => {
    const { details, rounds } = extent[by];
    tell(`${by}: ${details} postings, ${rounds} rounds after one to warm up`);
    const { guazheng, crawlee } = await compareCrawlers({ by, ...extent[by] });
    return {
      pagesPerSecond: rounded(median(guazheng)),
      crawleePerSecond: rounded(median(crawlee)),
      ratioToCrawlee: rounded(medianRatio(guazheng, crawlee)),
    };
  };
  return { http: await measure('http'), browser: await measure('browser') };
}

function inWords(figures: Readonly<Record<'http' | 'browser', CrawlerFigures>>): string {
  const lines = Object.entries(figures).map(
    ([by, { pagesPerSecond, crawleePerSecond, ratioToCrawlee }]) =>
      `${by.padEnd(8)} ${pagesPerSecond} pages/s, Crawlee ${crawleePerSecond} pages/s, ratio ${ratioToCrawlee}\n`,
  );
  return lines.join('');
}

function memoryInWords({ fewTasks, manyTasks, fewPeakMegabytes, manyPeakMegabytes, ratio }: MemoryFigures): string {
  return `${fewTasks} tasks: ${fewPeakMegabytes} MB, ${manyTasks} tasks: ${manyPeakMegabytes} MB, ratio ${ratio}\n`;
}

/** Three significant digits are as many as a measurement holds. */
function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
