import { InputError } from '../contracts/errors.js';
import type { PlatformFile } from '../contracts/platform.js';
import { decode } from '../text/decode/decode.js';
import { readListPage } from './extract/read-page.js';
import { readSavedPage, type SavedPage } from './extract/read-saved-page.js';
import { createAddressGuard } from './fetch/address-guard.js';
import { createBrowserFetcher } from './fetch/browser-fetch.js';
import type { GuardSettings } from './fetch/guard-settings.js';
import { createHttpFetcher } from './fetch/http-fetch.js';
import { createRobots } from './fetch/robots.js';
import { createMemoryPaceKeeper } from './politeness/memory-pace-keeper.js';
import type { PaceKeeper } from './politeness/pace-keeper.js';
import { takeTurn } from './politeness/take-turn.js';
import type { BlobSink, DecisionLog } from './ports.js';

/** With what a platform file is tried. */
export interface TrialTools {
  readonly guard: GuardSettings;
  readonly blobs: BlobSink & { get(sha256: string): Promise<Uint8Array> };
  readonly userAgent: string;
  /** Where browsers keep their profiles. */
  readonly stateFolder: string;
  /** Chromium; without it a platform that is fetched in the browser cannot be tried. */
  readonly chromium: string | undefined;
  /** Shared with the workers where there is one; a pace of its own where absent. */
  readonly pace?: PaceKeeper | undefined;
  /** Ends the trial. */
  readonly signal?: AbortSignal | undefined;
}

/** A page as it was received, and what the platform file reads from it. */
export interface TriedPage extends SavedPage {
  /** Where it was found in the end. */
  readonly url: string;
  readonly status: number;
  readonly method: 'http' | 'browser';
  readonly bytes: number;
  /** The whole document, decoded: a stranger's. */
  readonly text: string;
}

/** A trial keeps no record: what robots.txt says is obeyed, and told by the error. */
const noLog: DecisionLog = { record: async () => undefined };

/**
 * Fetches the first list page and the first posting on it, as a crawl would: guard, robots.txt, pace, bytes stored before they are read.
 * @param tried told of each page as soon as it was read, so that the list is there when the posting fails
 * @throws what fetching and reading throw; InputError `browser_missing`
 */
export async function tryPlatform(
  platform: PlatformFile,
  { guard: settings, blobs, userAgent, stateFolder, chromium, pace, signal }: TrialTools,
  tried: (page: TriedPage) => void = () => undefined,
): Promise<TriedPage[]> {
  const guard = createAddressGuard(settings);
  const http = createHttpFetcher({ guard, blobs, userAgent });
  const browser =
    chromium === undefined
      ? undefined
      : createBrowserFetcher({ guard, blobs, userAgent, executablePath: chromium, stateFolder, decisions: noLog });
  const waitTurn = createTurns(pace ?? createMemoryPaceKeeper(), signal);
  const { gapMilliseconds: leastGap } = platform.pace;
  const robots = createRobots({
    read: http.read,
    waitTurn: (hostname) => waitTurn(hostname, leastGap),
    decisions: noLog,
    userAgent,
  });

  async function fetchPage(url: string): Promise<TriedPage> {
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
      ...(signal === undefined ? {} : { signal }),
      scroll: platform.scroll,
      waitTurn: (hostname) => waitTurn(hostname, gap),
      async admitRedirect(target) {
        await robots.check(target.href);
        await waitTurn(target.hostname, gap);
      },
    });
    const bytes = await blobs.get((record.dom ?? record.body).sha256);
    const isRendered = record.dom !== null;
    const contentType = isRendered ? 'text/html; charset=utf-8' : record.responseHeaders['content-type'];
    const page: TriedPage = {
      ...readSavedPage(platform, bytes, record.finalUrl, contentType),
      ...{ url: record.finalUrl, status: record.status, method: isRendered ? 'browser' : 'http', bytes: bytes.length },
      text: decode(bytes, {
        ...(contentType === undefined ? {} : { contentType }),
        ...(platform.encoding === undefined || isRendered ? {} : { override: platform.encoding }),
        kind: 'html',
      }).text,
    };
    tried(page);
    return page;
  }

  try {
    const entry = platform.entry[0] ?? '';
    const list = await fetchPage(entry);
    if (platform.detail.from === 'list') return [list];
    const { items } = readListPage(platform, { url: entry, text: list.text });
    const first = items.find((item) => item.url !== null)?.url ?? undefined;
    return first === undefined ? [list] : [list, await fetchPage(first)];
  } finally {
    await browser?.close();
    await http.close();
  }
}

/** Waits for the moment when the next request to a host may start; the gap is in milliseconds. */
function createTurns(
  pace: PaceKeeper,
  signal: AbortSignal = new AbortController().signal,
): (hostname: string, gapMilliseconds: number) => Promise<void> {
  let turns = 0;
  return (host, gapMilliseconds) => {
    turns += 1;
    const booking = { host, bookingId: `test/${process.pid}/${Date.now()}/${turns}`, gapMilliseconds };
    return takeTurn(pace, { ...booking, longestWaitMilliseconds: Number.POSITIVE_INFINITY, signal });
  };
}
