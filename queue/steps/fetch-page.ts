import type { CaptureRecord } from '../../contracts/capture.js';
import { RefusedError } from '../../contracts/errors.js';
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

/** robots.txt first, then the host's turn, then the page: a refused page costs the platform nothing. */
async function fetchPolitely(
  context: StepContext,
  platform: PlatformFile,
  url: string,
  signal: AbortSignal,
): Promise<CaptureRecord> {
  const { crawlDelaySeconds } = await context.robots.check(url);
  const gap = Math.max(platform.pace.gapMilliseconds, (crawlDelaySeconds ?? 0) * 1000);
  const fetcher = fetcherFor(context, platform);
  await context.pace.waitTurn(new URL(url).host, gap, signal);
  return fetcher.fetch(url, platform.limits, {
    signal,
    ...(platform.scroll === undefined ? {} : { scroll: platform.scroll }),
    admitRedirect: async (target) => {
      await context.robots.check(target.href);
      await context.pace.waitTurn(target.host, gap, signal);
    },
  });
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
