import type { FullPageRecord } from '../../contracts/full-capture.js';
import { certificateChain } from './certificate-chain.js';
import { maxBytesOf } from './fetcher.js';
import { openPage, type Visit } from './open-page.js';
import { printPage, readVisibleText, renderedDom, takePicture } from './rendered-page.js';
import { collectResources } from './resource-collector.js';
import { unwantedRequests } from './unwanted-requests.js';
import type { VisitorTab } from './visitor-tabs.js';

/**
 * All resources of one page together, in times of the largest one. Chosen: with the usual 10 MB for one that is 100 MB, many times
 * what a page of advertisements weighs, and still a file that is handed over on any medium.
 */
const totalFactor = 10;

/** That a page is gone is worth showing. */
const goneStatuses = [404, 410];

/**
 * Shows a page in a tab that has shown nothing before, and stores all that it asked for, what was rendered, how it looked and how it
 * prints (full capture).
 */
export async function captureInFull(tab: VisitorTab, visit: Visit): Promise<FullPageRecord> {
  const { page, devTools } = tab;
  const { url, limits, session, blobs, clock, tool } = visit;
  const maxBytes = maxBytesOf(limits);
  const startedAt = clock.now().toISOString();
  const responses = collectResources(tab, { session, blobs, clock, maxBytes, maxTotalBytes: maxBytes * totalFactor });
  const unwanted = unwantedRequests(true);
  const opened = await openPage(tab, visit, { unwanted, alsoShown: goneStatuses, responses });
  const resources = await responses.settle();
  const { received, peer } = await opened.received();
  const chain = received.tls ? await certificateChain(devTools, new URL(received.finalUrl).origin) : [];
  const dom = await blobs.put(await renderedDom(tab, url, maxBytes));
  const title = await page.title();
  const visibleText = await readVisibleText(tab);
  const { png, pageHeight, pictureHeight } = await takePicture(page, limits.seconds * 1000);
  const screenshot = await blobs.put(png);
  const pdf = await blobs.put(await printPage(page));
  const record: FullPageRecord = {
    ...received,
    dom,
    title,
    visibleText,
    screenshot,
    pageHeight,
    pictureHeight,
    pdf,
    resolvedAddresses: [...peer.resolvedAddresses],
    certificateChain: chain.map((certificate) => certificate.toString()),
    resources,
    startedAt,
    finishedAt: clock.now().toISOString(),
    method: 'browser',
    tool,
  };
  opened.end();
  return record;
}
