import { crawlInNewProcess } from './compare-crawlers.js';
import { withSite } from './open-site.js';
import { postingsOfAList } from './site-pages.js';

export interface MemoryFigures {
  readonly fewTasks: number;
  readonly manyTasks: number;
  /** Greatest resident set of the crawling process, in megabytes. */
  readonly fewPeakMegabytes: number;
  readonly manyPeakMegabytes: number;
  readonly ratio: number;
}

/** Peak memory of two crawls over HTTP, each in a process of its own. Tasks are list and detail pages together. */
export async function measureMemory(few: number, many: number, tell: (line: string) => void): Promise<MemoryFigures> {
  const peakOf = async (tasks: number): Promise<number> => {
    tell(`${tasks} tasks`);
    const details = Math.round((tasks * postingsOfAList) / (postingsOfAList + 1));
    return withSite(details, 'static', async (origin) => {
      const { peakMegabytes } = await crawlInNewProcess('guazheng', { origin, by: 'http' });
      return peakMegabytes;
    });
  };
  const fewPeak = await peakOf(few);
  const manyPeak = await peakOf(many);
  return {
    fewTasks: few,
    manyTasks: many,
    fewPeakMegabytes: Math.round(fewPeak),
    manyPeakMegabytes: Math.round(manyPeak),
    ratio: Number((manyPeak / fewPeak).toPrecision(3)),
  };
}
