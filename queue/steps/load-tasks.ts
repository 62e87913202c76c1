import { findLegalBases, type ValidLegalBasis } from '../../casework/legal-basis/find-legal-basis.js';
import { captureRecord } from '../../contracts/capture.js';
import type { PlatformFile } from '../../contracts/platform.js';
import { type Validators, validatorsOf } from '../../crawler/fetch/conditional-request.js';
import type { Database } from '../../prisma/open-database.js';
import type { ClaimedWork } from '../due-work.js';
import type { RunWindow } from '../run-window.js';
import { platformsOfVersions } from './platforms-of-versions.js';

/** A page of the frontier, with what is known of it. */
export interface Task {
  readonly id: string;
  readonly url: string;
  readonly crawlRunId: string;
  readonly platform: PlatformFile;
  /** Set where a known posting is visited again. */
  readonly postingId: string | null;
  readonly window: RunWindow | null;
  /** The newest capture that showed the posting: its validators make the request conditional. */
  readonly earlier: (Validators & { readonly captureId: string }) | null;
  /** The supervisor's act that allows what robots.txt does not. */
  readonly legalBasis: { readonly id: string; readonly basis: string } | null;
  /** It has been captured already, and is fetched the other way to compare. */
  readonly isComparison: boolean;
  /** Its address was named by a complaint: where that leads off the platform it is not followed. */
  readonly staysOnSite: boolean;
}

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
  readonly staysOnSite: boolean;
  readonly platformId: string;
}

/** The pages that claimed work is to fetch, by the work's id. */
export async function loadTasks(
  database: Database,
  work: readonly ClaimedWork[],
  now: Date,
): Promise<ReadonlyMap<string, Task>> {
  const rows = await database.$queryRaw<TaskRow[]>`
    SELECT due."workId", task."id", task."url", task."crawlRunId", task."postingId", version."id" AS "versionId", version."platformId",
           run."windowFrom", run."windowTo", run."timeZone", run."complaintId" IS NOT NULL AS "staysOnSite",
           EXISTS (SELECT 1 FROM "Capture" own WHERE own."crawlTaskId" = task."id") AS "isComparison",
           earlier."id" AS "earlierId", earlier."record" AS "earlierRecord"
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
      ) earlier ON true`;
  const platforms = await platformsOfVersions(
    database,
    rows.map(({ versionId }) => versionId),
  );
  const bases = await findLegalBases(database, [...new Set(rows.map(({ platformId }) => platformId))], now);
  return new Map(rows.map((row) => [row.workId, taskOf(row, platforms, bases.get(row.platformId) ?? null)]));
}

function taskOf(row: TaskRow, platforms: ReadonlyMap<string, PlatformFile>, basis: ValidLegalBasis | null): Task {
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
    staysOnSite: row.staysOnSite,
    legalBasis: basis === null ? null : { id: basis.id, basis: basis.basis },
  };
}

/** Nothing may answer "not modified" to a comparison: it is there to be read. */
function earlierOf({ earlierId, earlierRecord, isComparison }: TaskRow): Task['earlier'] {
  if (earlierId === null || isComparison) return null;
  const validators = validatorsOf(captureRecord.parse(earlierRecord));
  return validators === undefined ? null : { captureId: earlierId, ...validators };
}
