import { v7 as newId } from 'uuid';
import type { CaptureRecord } from '../../contracts/capture.js';
import { DeadError, RefusedError } from '../../contracts/errors.js';
import type { NewLedgerEntry } from '../../evidence/ledger/append-entries.js';
import { canonicalJson, type JsonValue } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import { recordAbsences } from '../../postings/life/record-absences.js';
import type { Transaction } from '../../prisma/open-database.js';
import type { ClaimedWork } from '../due-work.js';
import { fetchPolitely } from './fetch-politely.js';
import { linksAfterRemoval } from './link-posting.js';
import { loadTasks, type Task } from './load-tasks.js';
import type { Acted, PageFetcher, PipelineStep, StepContext } from './step.js';

type Fetched = { readonly record: CaptureRecord } | { readonly goneAt: Date };

/**
 * CrawlTask → Capture. Order under a crash: the bytes are in the blob store before the row that names them; a crash in between leaves
 * blobs that no row names, and the page is fetched again.
 */
export const fetchPage: PipelineStep<Task, Fetched> = {
  load: ({ database, clock }, work) => loadTasks(database, work, clock.now()),

  async act(context, work, task, signal) {
    const { url, platform, window, earlier, legalBasis, staysOnSite } = task;
    try {
      const record = await fetchPolitely(context, fetcherFor(context, work), {
        ...{ bookingId: work.id, url, platform, window, legalBasis, staysOnSite, signal },
        unless: earlier,
      });
      return { record };
    } catch (error) {
      // For a posting that is visited again this is an answer, not a failure.
      if (task.postingId !== null && !task.isComparison && error instanceof DeadError && error.code === 'gone')
        return { goneAt: context.clock.now() };
      throw error;
    }
  },

  async store(transaction, acted) {
    const captures = await storeCaptures(transaction, acted);
    const gone = acted.flatMap(({ loaded: { id, postingId }, effect }) =>
      'goneAt' in effect && postingId !== null ? [{ taskId: id, postingId, at: effect.goneAt }] : [],
    );
    await setState(
      transaction,
      gone.map(({ taskId }) => taskId),
      'done',
    );
    const absences = gone.map(({ postingId, at }) => ({ postingId, captureId: null, reason: 'gone' as const, at }));
    const removed = gone.length === 0 ? [] : await recordAbsences(transaction, absences);
    return {
      due: [
        ...captures.map(({ id, crawlRunId }) => ({ step: 'read_capture' as const, subjectId: id, crawlRunId })),
        ...linksAfterRemoval(removed),
      ],
      ledger: [...captures.map(({ entry }) => entry), ...removed],
    };
  },
};

function fetcherFor(context: StepContext, { step }: ClaimedWork): PageFetcher {
  if (step === 'fetch_page') return context.http;
  if ('absent' in context.browser) throw new RefusedError('browser_missing', context.browser.absent);
  return context.browser;
}

async function storeCaptures(
  transaction: Transaction,
  acted: readonly Acted<Task, Fetched>[],
): Promise<{ id: string; crawlRunId: string; entry: NewLedgerEntry }[]> {
  const stored = acted.flatMap(({ loaded, effect }) => {
    if (!('record' in effect)) return [];
    // As JSON holds it: what is absent has no key.
    const record: JsonValue = JSON.parse(JSON.stringify(effect.record));
    return [{ id: newId(), task: loaded, received: effect.record, record }];
  });
  if (stored.length === 0) return [];
  const rows = stored.map(({ id, task, received, record }) => ({
    ...{ id, record, crawlTaskId: task.id, legalBasisId: received.legalBasis?.id ?? null },
    ...{ finalUrl: received.finalUrl, status: received.status, method: received.method },
    ...{ remoteAddress: received.remoteAddress, bodySha256: received.body.sha256, bodyBytes: received.body.bytes },
    domSha256: received.dom?.sha256 ?? null,
    screenshotSha256: received.screenshot?.sha256 ?? null,
    capturedAt: received.finishedAt,
  }));
  await transaction.$executeRaw`
    INSERT INTO "Capture" ("id", "crawlTaskId", "finalUrl", "status", "method", "remoteAddress", "bodySha256", "bodyBytes",
                           "domSha256", "screenshotSha256", "record", "legalBasisId", "capturedAt")
    SELECT "id", "crawlTaskId", "finalUrl", "status", "method", "remoteAddress", "bodySha256", "bodyBytes",
           "domSha256", "screenshotSha256", "record", "legalBasisId", "capturedAt"
      FROM jsonb_populate_recordset(NULL::"Capture", ${JSON.stringify(rows)}::jsonb)`;
  await setState(
    transaction,
    stored.map(({ task }) => task.id),
    'fetched',
  );
  return stored.map(({ id, task, record }) => ({
    id,
    crawlRunId: task.crawlRunId,
    entry: { kind: 'capture.stored', subjectId: id, subjectSha256: sha256(canonicalJson(record)) },
  }));
}

/** A page that was read already stays so: it was fetched again to compare. */
async function setState(transaction: Transaction, ids: readonly string[], state: 'fetched' | 'done'): Promise<void> {
  if (ids.length === 0) return;
  await transaction.$executeRaw`
    UPDATE "CrawlTask" SET "state" = ${state}::"CrawlTaskState", "errorCode" = NULL, "errorMessage" = NULL, "errorClass" = NULL
     WHERE "id" = ANY(${[...ids]}) AND "state" <> 'done'`;
}
