import type { CaptureRecord } from '../../contracts/capture.js';
import { DelayedError, RefusedError } from '../../contracts/errors.js';
import type { Step } from '../../contracts/jobs.js';
import type { PlatformFile } from '../../contracts/platform.js';
import { canonicalJson } from '../../evidence/canonical-json.js';
import { appendLedgerEntries } from '../../evidence/ledger.js';
import { sha256 } from '../../postings/hash-content.js';
import { addDueWork, endDueWork } from '../due-work.js';
import { platformOf } from './platform-of-run.js';
import type { PageFetcher, RunStep, StepContext } from './step.js';

/**
 * CrawlTask → Capture. Order under a crash: the bytes are in the blob store before the row that names them; a crash in between leaves
 * blobs that no row names, and the page is fetched again.
 */
export const fetchPage: RunStep = async (context, work, signal) => {
  const { database, clock } = context;
  const task = await database.crawlTask.findUniqueOrThrow({
    where: { id: work.subjectId },
    include: { crawlRun: { include: { platformVersion: true } } },
  });
  const platform = platformOf(task.crawlRun.platformVersion);
  const record = await fetchPolitely(context, platform, task.url, signal);

  return database.$transaction(async (transaction) => {
    const now = clock.now();
    await endDueWork(transaction, work, context.holder, now);
    const capture = await transaction.capture.create({
      data: {
        crawlTaskId: task.id,
        finalUrl: record.finalUrl,
        status: record.status,
        method: record.method,
        remoteAddress: record.remoteAddress,
        bodySha256: record.body.sha256,
        bodyBytes: record.body.bytes,
        domSha256: record.dom?.sha256 ?? null,
        screenshotSha256: record.screenshot?.sha256 ?? null,
        record,
        capturedAt: new Date(record.finishedAt),
      },
      select: { id: true },
    });
    await transaction.crawlTask.update({
      where: { id: task.id },
      data: { state: 'fetched', errorCode: null, errorMessage: null },
    });
    const next = await addDueWork(
      transaction,
      [{ step: 'read_capture', subjectId: capture.id, crawlRunId: task.crawlRunId }],
      now,
    );
    const subjectSha256 = sha256(canonicalJson(record));
    await appendLedgerEntries(transaction, [{ kind: 'capture.stored', subjectId: capture.id, subjectSha256 }], now);
    return next;
  });
};

/** In milliseconds. Pages wait for their host's turn on a worker: a longer pause would keep it from the other platforms. */
const longestPause = 30_000;

/** robots.txt first, then the host's turn, then the page: a refused page costs the platform nothing. */
async function fetchPolitely(
  context: StepContext,
  platform: PlatformFile,
  url: string,
  signal: AbortSignal,
): Promise<CaptureRecord> {
  const { robots, pace, clock } = context;
  const { crawlDelaySeconds } = await robots.check(url);
  const gap = Math.max(platform.pace.gapMilliseconds, (crawlDelaySeconds ?? 0) * 1000);
  const waitTurn = (hostname: string): Promise<void> => pace.waitTurn(hostname, gap, signal);
  const fetcher = fetcherFor(context, platform);
  const { hostname } = new URL(url);
  await waitTurn(hostname);
  try {
    return await fetcher.fetch(url, platform.limits, {
      signal,
      scroll: platform.scroll,
      waitTurn,
      admitRedirect: async (target) => {
        await robots.check(target.href);
        await waitTurn(target.hostname);
      },
    });
  } catch (error) {
    // What the host asks of one page it asks of all.
    if (error instanceof DelayedError) {
      const until = Math.min(error.notBefore.getTime(), clock.now().getTime() + longestPause);
      await pace.slowDown(hostname, new Date(until));
    }
    throw error;
  }
}

function fetcherFor(context: StepContext, platform: PlatformFile): PageFetcher {
  if (platform.fetch === 'http') return context.http;
  if ('absent' in context.browser) throw new RefusedError('browser_missing', context.browser.absent);
  return context.browser;
}

/** The step that fetches a platform's pages. */
export function fetchStepOf(platform: PlatformFile): Step {
  return platform.fetch === 'browser' ? 'render_page' : 'fetch_page';
}
