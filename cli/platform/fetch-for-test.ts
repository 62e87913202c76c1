import { InputError } from '../../contracts/errors.js';
import type { PlatformFile } from '../../contracts/platform.js';
import { readListPage } from '../../crawler/extract/read-page.js';
import { readSavedPage, type SavedPage } from '../../crawler/extract/read-saved-page.js';
import { createAddressGuard } from '../../crawler/fetch/address-guard.js';
import { createBrowserFetcher } from '../../crawler/fetch/browser-fetch.js';
import { findChromium } from '../../crawler/fetch/chromium.js';
import { readGuardSettings } from '../../crawler/fetch/guard-settings.js';
import { createHttpFetcher } from '../../crawler/fetch/http-fetch.js';
import { createRobots } from '../../crawler/fetch/robots.js';
import { createMemoryPaceKeeper } from '../../crawler/politeness/memory-pace-keeper.js';
import { takeTurn } from '../../crawler/politeness/take-turn.js';
import type { DecisionLog } from '../../crawler/ports.js';
import { findBlobStore } from '../../evidence/blobs/find-blob-store.js';
import { decode } from '../../text/decode/decode.js';
import { readSettings } from '../settings.js';

/** A test keeps no record: what robots.txt says is obeyed, and told by the error. */
const noLog: DecisionLog = { record: async () => undefined };

/** Fetches the first list page and the first posting on it, as a crawl would: guard, robots.txt, pace, bytes stored before they are read. */
export async function fetchForTest(platform: PlatformFile): Promise<SavedPage[]> {
  const settings = readSettings();
  const guard = createAddressGuard(readGuardSettings(process.env));
  const blobs = await (await findBlobStore(settings.blobStore)).open();
  const { userAgent, stateFolder } = settings;
  const http = createHttpFetcher({ guard, blobs, userAgent });
  const executablePath = await findChromium(process.env);
  const browser =
    executablePath === undefined
      ? undefined
      : createBrowserFetcher({ guard, blobs, userAgent, executablePath, stateFolder, decisions: noLog });
  const waitTurn = createTurns();
  const { gapMilliseconds: leastGap } = platform.pace;
  const robots = createRobots({
    read: http.read,
    waitTurn: (hostname) => waitTurn(hostname, leastGap),
    decisions: noLog,
    userAgent,
  });

  async function fetchPage(
    url: string,
  ): Promise<{ saved: SavedPage; bytes: Uint8Array; contentType: string | undefined; rendered: boolean }> {
    const { crawlDelaySeconds } = await robots.check(url);
    if (platform.fetch === 'browser' && browser === undefined)
      throw new InputError(
        'browser_missing',
        `${platform.id} needs a browser and Chromium is not installed; npm run setup says how to install it.`,
      );
    const fetcher = platform.fetch === 'browser' && browser !== undefined ? browser : http;
    const gap = Math.max(leastGap, (crawlDelaySeconds ?? 0) * 1000);
    await waitTurn(new URL(url).hostname, gap);
    const record = await fetcher.fetch(url, platform.limits, {
      scroll: platform.scroll,
      waitTurn: (hostname) => waitTurn(hostname, gap),
      async admitRedirect(target) {
        await robots.check(target.href);
        await waitTurn(target.hostname, gap);
      },
    });
    const bytes = await blobs.get((record.dom ?? record.body).sha256);
    const contentType = record.dom === null ? record.responseHeaders['content-type'] : 'text/html; charset=utf-8';
    return {
      saved: readSavedPage(platform, bytes, record.finalUrl, contentType),
      bytes,
      contentType,
      rendered: record.dom !== null,
    };
  }

  try {
    const entry = platform.entry[0] ?? '';
    const list = await fetchPage(entry);
    if (platform.detail.from === 'list') return [list.saved];
    const hints = {
      ...(list.contentType === undefined ? {} : { contentType: list.contentType }),
      kind: 'html' as const,
    };
    const text = decode(
      list.bytes,
      platform.encoding === undefined || list.rendered ? hints : { ...hints, override: platform.encoding },
    ).text;
    const first = readListPage(platform, { url: entry, text }).items.find((item) => item.url !== null)?.url;
    return first === undefined || first === null ? [list.saved] : [list.saved, (await fetchPage(first)).saved];
  } finally {
    await browser?.close();
    await http.close();
  }
}

/** Waits for the moment when the next request to a host may start; the gap is in milliseconds. */
function createTurns(): (hostname: string, gapMilliseconds: number) => Promise<void> {
  const pace = createMemoryPaceKeeper();
  // Ctrl-C ends the whole command, so nothing else does.
  const { signal } = new AbortController();
  let turns = 0;
  return (host, gapMilliseconds) => {
    turns += 1;
    const booking = { host, bookingId: `test/${turns}`, gapMilliseconds };
    return takeTurn(pace, { ...booking, longestWaitMilliseconds: Number.POSITIVE_INFINITY, signal });
  };
}
