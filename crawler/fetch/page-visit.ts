import type { CaptureRecord } from '../../contracts/capture.js';
import { maxBytesOf } from './fetcher.js';
import { openPage, type Visit } from './open-page.js';
import { renderedDom, takePicture } from './rendered-page.js';
import { unwantedRequests } from './unwanted-requests.js';
import type { VisitorTab } from './visitor-tabs.js';

/**
 * Opens the page, lets it settle and scrolls it, then stores what was received, what was rendered and, if wanted, how it looked
 * (light capture).
 */
export async function visitPage(tab: VisitorTab, visit: Visit, screenshot: boolean): Promise<CaptureRecord> {
  const { url, limits, blobs, clock, tool } = visit;
  const startedAt = clock.now().toISOString();
  const opened = await openPage(tab, visit, { unwanted: unwantedRequests(screenshot) });
  const { received } = await opened.received();
  const dom = await blobs.put(await renderedDom(tab, url, maxBytesOf(limits)));
  const picture = screenshot ? await takePicture(tab.page, limits.seconds * 1000) : null;
  const record: CaptureRecord = {
    ...received,
    dom,
    screenshot: picture && (await blobs.put(picture.png)),
    startedAt,
    finishedAt: clock.now().toISOString(),
    method: 'browser',
    tool,
  };
  opened.end();
  return record;
}
