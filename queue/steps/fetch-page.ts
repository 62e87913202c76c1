import { v7 as newId } from 'uuid';
import { type CaptureRecord, captureRecord } from '../../contracts/capture.js';
import { DeadError, RefusedError } from '../../contracts/errors.js';
import type { PlatformFile } from '../../contracts/platform.js';
import { type Validators, validatorsOf } from '../../crawler/fetch/conditional-request.js';
import { canonicalJson, type JsonValue } from '../../evidence/canonical-json.js';
import type { NewLedgerEntry } from '../../evidence/ledger.js';
import { sha256 } from '../../postings/hash-content.js';
import { recordAbsences } from '../../postings/life/record-absences.js';
import type { Database, Transaction } from '../../prisma/open-database.js';
import type { ClaimedWork } from '../due-work.js';
import type { RunWindow } from '../run-window.js';
import { fetchPolitely } from './fetch-politely.js';
import { linksAfterRemoval } from './link-posting.js';
import { platformsOfVersions } from './platforms-of-versions.js';
import type { Acted, PageFetcher, PipelineStep, StepContext } from './step.js';

/** A page of the frontier, with what is known of it. */
interface Task {
  readonly id: string;
  readonly url: string;
  readonly crawlRunId: string;
  readonly platform: PlatformFile;
  /** Set where a known posting is visited again. */
  readonly postingId: string | null;
  readonly window: RunWindow | null;
  /** The newest capture that showed the posting: its validators make the request conditional. */
  readonly earlier: (Validators & { readonly captureId: string }) | null;
  readonly legalBasis: { readonly id: string; readonly basis: string } | null;
  /** It has been captured already, and is fetched the other way to compare. */
  readonly isComparison: boolean;
}

type Fetched = { readonly record: CaptureRecord } | { readonly goneAt: Date };

/**
 * CrawlTask → Capture. Order under a crash: the bytes are in the blob store before the row that names them; a crash in between leaves
 * blobs that no row names, and the page is fetched again.
 */
export const fetchPage: PipelineStep<Task, Fetched> = {
  load: ({ database, clock }, work) => loadTasks(database, work, clock.now()),

  async act(context, work, task, signal) {
    const { url, platform, window, earlier, legalBasis } = task;
    try {
      const record = await fetchPolitely(context, fetcherFor(context, work), {
        ...{ bookingId: work.id, url, platform, window, legalBasis, signal },
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

interface TaskRow {
  readonly workId: string;
  readonly id: string;
  readonly url: string;
  readonly crawlRunId: string;
  readonly postingId: string | null;
  readonly versionId: string;
  readonly windowFrom: number | null;
  readonly windowTo: number | null;
  readonly timeZone: string | null;
  readonly earlierId: string | null;
  readonly earlierRecord: unknown;
  readonly isComparison: boolean;
  readonly basisId: string | null;
  readonly basis: string | null;
}

async function loadTasks(
  database: Database,
  work: readonly ClaimedWork[],
  now: Date,
): Promise<ReadonlyMap<string, Task>> {
  const rows = await database.$queryRaw<TaskRow[]>`
    SELECT due."workId", task."id", task."url", task."crawlRunId", task."postingId", version."id" AS "versionId",
           run."windowFrom", run."windowTo", run."timeZone",
           EXISTS (SELECT 1 FROM "Capture" own WHERE own."crawlTaskId" = task."id") AS "isComparison",
           earlier."id" AS "earlierId", earlier."record" AS "earlierRecord",
           act."id" AS "basisId", act."basis"
      FROM unnest(${work.map(({ id }) => id)}::text[], ${work.map(({ subjectId }) => subjectId)}::text[]) AS due("workId", "taskId")
      JOIN "CrawlTask" task ON task."id" = due."taskId"
      JOIN "CrawlRun" run ON run."id" = task."crawlRunId"
      JOIN "PlatformVersion" version ON version."id" = run."platformVersionId"
      LEFT JOIN LATERAL (
        SELECT before."id" FROM "CrawlTask" visit JOIN "Capture" before ON before."crawlTaskId" = visit."id"
         WHERE visit."postingId" = task."postingId" AND visit."errorCode" IS NULL AND before."status" = 200
         ORDER BY before."id" DESC LIMIT 1
      ) seen ON true
      LEFT JOIN LATERAL (
        SELECT shown."id", shown."record" FROM "Capture" shown
          JOIN "CrawlTask" visit ON visit."id" = shown."crawlTaskId" JOIN "CrawlRun" past ON past."id" = visit."crawlRunId"
         WHERE shown."id" = COALESCE(seen."id", task."comparedToId")
           -- Another platform file may read other words from the same bytes.
           AND past."platformVersionId" = run."platformVersionId"
           -- Of a page that was fetched both ways it is not known which one showed the posting.
           AND NOT EXISTS (SELECT 1 FROM "Capture" o WHERE o."crawlTaskId" = visit."id" AND o."id" <> shown."id")
      ) earlier ON true
      LEFT JOIN LATERAL (
        SELECT "id", "basis" FROM "LegalBasis"
         WHERE "platformId" = version."platformId" AND "revokedAt" IS NULL AND "validUntil" > ${now}
         ORDER BY "grantedAt" DESC LIMIT 1
      ) act ON true`;
  const platforms = await platformsOfVersions(
    database,
    rows.map(({ versionId }) => versionId),
  );
  return new Map(rows.map((row) => [row.workId, taskOf(row, platforms)]));
}

function taskOf(row: TaskRow, platforms: ReadonlyMap<string, PlatformFile>): Task {
  const { id, url, crawlRunId, postingId, windowFrom, windowTo, timeZone } = row;
  const platform = platforms.get(row.versionId);
  if (platform === undefined) throw new RangeError(`The platform version ${row.versionId} is not in the record.`);
  return {
    ...{ id, url, crawlRunId, postingId, platform },
    window:
      windowFrom === null || windowTo === null || timeZone === null
        ? null
        : { from: windowFrom, to: windowTo, timeZone },
    earlier: earlierOf(row),
    isComparison: row.isComparison,
    legalBasis: row.basisId === null || row.basis === null ? null : { id: row.basisId, basis: row.basis },
  };
}

/** Nothing may answer "not modified" to a comparison: it is there to be read. */
function earlierOf({ earlierId, earlierRecord, isComparison }: TaskRow): Task['earlier'] {
  if (earlierId === null || isComparison) return null;
  const validators = validatorsOf(captureRecord.parse(earlierRecord));
  return validators === undefined ? null : { captureId: earlierId, ...validators };
}

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
