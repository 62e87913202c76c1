import type { ComplaintCaptureState } from '../../contracts/api/complaints.js';
import type { Database, Transaction } from '../../prisma/open-database.js';

/** How far the page at an address that a complaint names has been taken. */
export interface ComplaintCapture {
  readonly state: ComplaintCaptureState;
  /** The address that is taken; null before that is known. */
  readonly url: string | null;
  /** Of the last failure, or of why it waits or is not taken. */
  readonly errorCode: string | null;
  /** While it waits: not before then. */
  readonly nextAt: Date | null;
}

interface WorkRow {
  readonly complaintId: string;
  readonly workState: string;
  readonly workError: string | null;
  readonly workDueAt: Date;
  readonly url: string | null;
  readonly pageState: string | null;
  readonly pageError: string | null;
  readonly pageDueAt: Date | null;
  readonly isLinked: boolean;
  readonly isJudged: boolean;
}

/** By complaint, of those that named an address at which no advertisement was known. Of a page that was taken again the newest try counts. */
export async function readComplaintCaptures(
  database: Database | Transaction,
  complaintIds: readonly string[],
): Promise<ReadonlyMap<string, ComplaintCapture>> {
  const rows = await database.$queryRaw<WorkRow[]>`
    SELECT work."subjectId" AS "complaintId", work."state"::text AS "workState", work."errorCode" AS "workError",
           work."dueAt" AS "workDueAt", page."url", page."state"::text AS "pageState", page."errorCode" AS "pageError",
           page."dueAt" AS "pageDueAt", link."id" IS NOT NULL AS "isLinked", posting."band" IS NOT NULL AS "isJudged"
      FROM "DueWork" work
      LEFT JOIN "ComplaintLink" link ON link."complaintId" = work."subjectId"
      LEFT JOIN "Posting" posting ON posting."id" = link."postingId"
      LEFT JOIN LATERAL (
        SELECT task."url", task."state", task."errorCode", due."dueAt"
          FROM "CrawlRun" run JOIN "CrawlTask" task ON task."crawlRunId" = run."id"
          LEFT JOIN "DueWork" due
            ON due."step" IN ('fetch_page', 'render_page') AND due."subjectId" = task."id" AND due."state" = 'due'
         WHERE run."complaintId" = work."subjectId" ORDER BY run."id" DESC LIMIT 1
      ) page ON true
     WHERE work."step" = 'capture_complaint' AND work."subjectId" = ANY(${[...complaintIds]})`;
  return new Map(rows.map((row) => [row.complaintId, captureOf(row)]));
}

function captureOf(row: WorkRow): ComplaintCapture {
  const { workState, workError, workDueAt, url, pageState, pageError, pageDueAt, isLinked, isJudged } = row;
  const of = (state: ComplaintCaptureState, errorCode: string | null, nextAt: Date | null = null): ComplaintCapture => {
    return { state, url: workState === 'done' ? url : null, errorCode, nextAt };
  };
  if (isLinked) return of(isJudged ? 'judged' : 'taken', null);
  if (workState === 'due') return of('waiting', workError, workDueAt);
  if (workState !== 'done') return of(workState === 'refused' ? 'refused' : 'failed', workError);
  if (pageState === 'due') return of('waiting', pageError, pageDueAt);
  if (pageState === 'fetched') return of('taken', pageError);
  return of(pageState === 'refused' ? 'refused' : 'failed', pageError ?? 'no_posting');
}
