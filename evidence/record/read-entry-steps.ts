import type { EvidenceRecord } from '../../contracts/evidence-record.js';
import type { Database } from '../../prisma/open-database.js';

interface StepRow {
  readonly url: string;
  readonly kind: 'list' | 'detail';
  readonly captureId: string;
  readonly bodySha256: string;
  readonly capturedAt: Date;
}

/** From the entry page to the posting: the pages that led to it, each as it was captured first. */
export async function readEntrySteps(database: Database, taskId: string): Promise<EvidenceRecord['entrySteps']> {
  const rows = await database.$queryRaw<StepRow[]>`
    WITH RECURSIVE way AS (
      SELECT "id", "url", "kind"::text AS "kind", "foundOnId", 0 AS "back" FROM "CrawlTask" WHERE "id" = ${taskId}
      UNION ALL
      SELECT task."id", task."url", task."kind"::text, task."foundOnId", way."back" + 1
        FROM way JOIN "CrawlTask" task ON task."id" = way."foundOnId" WHERE way."back" < 100
    )
    SELECT way."url", way."kind", shown."id" AS "captureId", shown."bodySha256", shown."capturedAt"
      FROM way JOIN LATERAL (
        SELECT "id", "bodySha256", "capturedAt" FROM "Capture" WHERE "crawlTaskId" = way."id" ORDER BY "id" LIMIT 1
      ) shown ON true
     ORDER BY way."back" DESC`;
  return rows.map(({ url, kind, captureId, bodySha256, capturedAt }) => ({
    ...{ url, captureId, bodySha256, at: capturedAt.toISOString() },
    what: kind === 'list' ? '列表页' : '详情页',
  }));
}
