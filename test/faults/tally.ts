import type { Database } from '../../prisma/open-database.js';

/** What became of the pages that were due, after a fault. */
export interface Tally {
  /** Pages that were ever due. */
  readonly due: number;
  readonly done: number;
  readonly dead: number;
  readonly refused: number;
  /** Pages and pieces of work that have no end, an end without a reason, or an effect of which a part is missing. */
  readonly lost: number;
  /** Effects that are in the record more than once. */
  readonly doubled: number;
}

/** @param captures how many full captures the workers take at once; where none, those are left due */
export async function tally(database: Database, captures = 1): Promise<Tally> {
  const counts = await database.$queryRaw<Record<keyof Tally, bigint>[]>`
    SELECT (SELECT count(*) FROM "CrawlTask") AS "due",
           (SELECT count(*) FROM "CrawlTask" WHERE "state" = 'done') AS "done",
           (SELECT count(*) FROM "CrawlTask" WHERE "state" = 'dead') AS "dead",
           (SELECT count(*) FROM "CrawlTask" WHERE "state" = 'refused') AS "refused",
           (SELECT count(*) FROM "CrawlTask" WHERE "state" NOT IN ('done', 'dead', 'refused'))
           + (SELECT count(*) FROM "CrawlTask" WHERE "state" IN ('dead', 'refused')
                                                  AND (coalesce("errorCode", '') = '' OR coalesce("errorMessage", '') = ''))
           + (SELECT count(*) FROM "DueWork" WHERE "state" = 'due' AND (${captures} > 0 OR "step" <> 'capture_full'))
           + (SELECT count(*) FROM "DueWork" WHERE "state" IN ('dead', 'refused')
                                                AND (coalesce("errorCode", '') = '' OR coalesce("errorMessage", '') = ''))
           + (SELECT count(*) FROM "CrawlTask" task WHERE "state" = 'done' AND "postingId" IS NULL
                AND NOT EXISTS (SELECT 1 FROM "Capture" WHERE "crawlTaskId" = task."id"))
           + (SELECT count(*) FROM "Capture" capture WHERE NOT EXISTS (
                SELECT 1 FROM "DueWork" WHERE "step" = 'read_capture' AND "subjectId" = capture."id"))
           + (SELECT count(*) FROM "Capture" capture WHERE NOT EXISTS (
                SELECT 1 FROM "LedgerEntry" WHERE "kind" = 'capture.stored' AND "subjectId" = capture."id"))
           + (SELECT count(*) FROM "PostingVersion" version WHERE NOT EXISTS (
                SELECT 1 FROM "Verdict" WHERE "postingVersionId" = version."id"))
           + (SELECT count(*) FROM "PostingVersion" version WHERE NOT EXISTS (
                SELECT 1 FROM "DueWork" WHERE "step" = 'link_posting' AND "subjectId" = version."id"))
           + (SELECT count(*) FROM "Verdict" verdict WHERE NOT EXISTS (
                SELECT 1 FROM "LedgerEntry" WHERE "kind" = 'verdict.given' AND "subjectId" = verdict."id"))
           + (SELECT count(*) FROM "Verdict" verdict WHERE "band" = 'flagged' AND NOT EXISTS (
                SELECT 1 FROM "FullCaptureOrder" WHERE "postingVersionId" = verdict."postingVersionId"))
           + (SELECT count(*) FROM "FullCaptureOrder" ordered WHERE NOT EXISTS (
                SELECT 1 FROM "DueWork" WHERE "step" = 'capture_full' AND "subjectId" = ordered."id"))
           + (SELECT count(*) FROM "DueWork" work WHERE "step" = 'capture_full' AND "state" = 'done' AND NOT EXISTS (
                SELECT 1 FROM "FullCapture" WHERE "orderId" = work."subjectId"))
           + (SELECT count(*) FROM "FullCapture" capture WHERE NOT EXISTS (
                SELECT 1 FROM "LedgerEntry" WHERE "kind" = 'evidence.captured' AND "subjectId" = capture."id")) AS "lost",
           (SELECT count(*) - count(DISTINCT ("crawlTaskId", "method")) FROM "Capture")
           + (SELECT count(*) - count(DISTINCT ("postingId", "contentSha256")) FROM "PostingVersion")
           + (SELECT count(*) - count(DISTINCT "postingVersionId") FROM "Verdict")
           + (SELECT count(*) - count(DISTINCT "postingId") FROM "PostingEvent" WHERE "kind" = 'first_seen')
           + (SELECT count(*) - count(DISTINCT ("kind", "subjectId")) FROM "LedgerEntry") AS "doubled"`;
  const row = counts[0];
  if (row === undefined) throw new RangeError('PostgreSQL answered without a row.');
  const { due, done, dead, refused, lost, doubled } = row;
  return {
    due: Number(due),
    done: Number(done),
    dead: Number(dead),
    refused: Number(refused),
    lost: Number(lost),
    doubled: Number(doubled),
  };
}

/** Prints one line for an operator: what a fault has cost. */
export function printTally(fault: string, counted: Tally): void {
  const figures = Object.entries(counted).map(([name, count]) => `${name} ${count}`);
  process.stdout.write(`fault: ${fault}: ${figures.join(', ')}\n`);
}
