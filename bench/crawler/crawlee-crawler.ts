import { join } from 'node:path';
import { CheerioCrawler, Configuration, Dataset, LogLevel, log } from '@crawlee/cheerio';
import { PlaywrightCrawler } from '@crawlee/playwright';
import { z } from 'zod';
import { findChromium } from '../../crawler/fetch/chromium.js';
import { demand } from '../demand.js';
import { selectors } from './bench-platform.js';
import { answerParent } from './child-messages.js';
import {
  type CrawlRound,
  contestant,
  contestantRequest,
  type ExtractedPosting,
  type Preparation,
} from './contestant.js';
import { listPath } from './site-pages.js';

const builtFields = z.object({ title: z.string(), company: z.string(), salary: z.string(), text: z.string() });
const row = builtFields.extend({ url: z.string() });

/** Crawlee with its storage on disk. At least 16 pages at once over HTTP, 4 in the browser: 32 and 64 could not be told apart from 16. */
async function open({ folder, origin, by, places = by === 'http' ? 16 : 4 }: Preparation): Promise<CrawlRound> {
  log.setLevel(LogLevel.OFF);
  const config = new Configuration({
    persistStorage: true,
    storageClientOptions: { localDataDirectory: join(folder, 'crawlee') },
  });
  const crawler = by === 'http' ? cheerioCrawler(config, places) : await playwrightCrawler(config, places);
  return {
    async crawl() {
      const { requestsFailed } = await crawler.run([`${origin}${listPath(1)}`]);
      demand(requestsFailed === 0, `${requestsFailed} requests of Crawlee failed`);
    },
    async rows() {
      const dataset = await Dataset.open(undefined, { config });
      const { items } = await dataset.getData();
      return z.array(row).parse(items);
    },
    close: () => crawler.teardown(),
  };
}

/** No retries, no sessions, no look at robots.txt: the site answers everybody. */
const common = { maxRequestRetries: 0, useSessionPool: false, respectRobotsTxtFile: false, retryOnBlocked: false };

function cheerioCrawler(config: Configuration, minConcurrency: number): CheerioCrawler {
  return new CheerioCrawler(
    {
      ...common,
      minConcurrency,
      preNavigationHooks: [
        (_context, got) => {
          // Neither invented browser headers nor a try of HTTP/2: both cost time.
          got.useHeaderGenerator = false;
          got.http2 = false;
        },
      ],
      async requestHandler({ $, request, enqueueLinks, pushData }) {
        if (request.label !== 'detail') {
          await enqueueLinks({ selector: selectors.link, label: 'detail' });
          await enqueueLinks({ selector: selectors.next });
          return;
        }
        const textOf = (selector: string): string => $(selector).first().text().trim();
        await pushData({
          url: request.url,
          title: textOf(selectors.title),
          company: textOf(selectors.company),
          salary: textOf(selectors.salary),
          text: $(`${selectors.description} p`)
            .map((_, paragraph) => $(paragraph).text().trim())
            .get()
            .join('\n'),
        } satisfies ExtractedPosting);
      },
    },
    config,
  );
}

/** Pictures and fonts are not asked for; the fingerprints that Crawlee invents for each page are off. */
async function playwrightCrawler(config: Configuration, minConcurrency: number): Promise<PlaywrightCrawler> {
  const executablePath = await findChromium(process.env);
  if (executablePath === undefined) throw new RangeError('The machine has no Chromium.');
  return new PlaywrightCrawler(
    {
      ...common,
      minConcurrency,
      headless: true,
      launchContext: { launchOptions: { executablePath, chromiumSandbox: process.getuid?.() !== 0 } },
      browserPoolOptions: { useFingerprints: false },
      preNavigationHooks: [
        async ({ blockRequests }, goto) => {
          goto.waitUntil = 'domcontentloaded';
          await blockRequests();
        },
      ],
      async requestHandler({ page, request, enqueueLinks, pushData }) {
        await page.waitForSelector('html[data-built=yes]', { state: 'attached' });
        if (request.label !== 'detail') {
          await enqueueLinks({ selector: selectors.link, label: 'detail' });
          await enqueueLinks({ selector: selectors.next });
          return;
        }
        const fields = builtFields.parse(await page.evaluate(readBuiltPage));
        await pushData({ url: request.url, ...fields } satisfies ExtractedPosting);
      },
    },
    config,
  );
}

/** One call to the page reads all; as source text, for the compiler's additions to functions are not known in a page. */
const readBuiltPage = `(() => {
  const textOf = (selector) => document.querySelector(selector)?.textContent.trim() ?? '';
  return {
    title: textOf(${JSON.stringify(selectors.title)}),
    company: textOf(${JSON.stringify(selectors.company)}),
    salary: textOf(${JSON.stringify(selectors.salary)}),
    text: [...document.querySelectorAll(${JSON.stringify(`${selectors.description} p`)})].map((line) => line.textContent.trim()).join('\\n'),
  };
})()`;

answerParent(contestantRequest, contestant(open));
