import { v7 as newId } from 'uuid';
import type { Band } from '../../contracts/verdict.js';
import type { Transaction } from '../../prisma/open-database.js';
import { settleTask } from './review-rows.js';

export interface JudgedVersion {
  readonly postingVersionId: string;
  readonly postingId: string;
  readonly band: Band;
  readonly probability: number;
}

/**
 * Enters what was judged flagged or borderline into the review queue. A version that is there already gets its new rank while nobody has
 * decided on it, unless it was sampled: its place must go on telling nothing. Tasks of the posting's older versions close without outcome
 * while they are at the first stage and nobody has them open; a newer version that is clear closes nothing, for what was advertised before
 * it was edited stays to be decided on.
 *
 * A version that was decided on before it is entered stands where those decisions leave it.
 *
 * Call it after the postings are locked, in the order of their ids, and before ledger entries. Tasks are locked in that order too, so that
 * it waits for decisions without a circle.
 */
export async function enterTasks(transaction: Transaction, judged: readonly JudgedVersion[], now: Date): Promise<void> {
  if (judged.length === 0) return;
  const candidates = judged.map((version) => ({ ...version, id: newId() }));
  const rows = JSON.stringify(candidates);
  await transaction.$executeRaw`
    SELECT 1 FROM "ReviewTask"
     WHERE "postingId" = ANY(${[...new Set(judged.map(({ postingId }) => postingId))]}::text[])
     ORDER BY "id" FOR UPDATE`;
  await transaction.$executeRaw`
    INSERT INTO "ReviewTask" ("id", "postingVersionId", "postingId", "platformId", "organisationId", "band", "rank", "certainty",
                              "enteredAt", "decidedByIds")
    SELECT row."id", row."postingVersionId", row."postingId", posting."platformId", platform."organisationId", row."band",
           row."probability", abs(row."probability" - 0.5), ${now}::timestamptz, '{}'
      FROM jsonb_to_recordset(${rows}::jsonb)
             AS row("id" text, "postingVersionId" text, "postingId" text, "band" text, "probability" float8)
      JOIN "Posting" posting ON posting."id" = row."postingId"
      JOIN "Platform" platform ON platform."id" = posting."platformId"
     WHERE (row."band" <> 'clear'
            OR EXISTS (SELECT 1 FROM "ReviewTask" known WHERE known."postingVersionId" = row."postingVersionId"))
       AND NOT EXISTS (SELECT 1 FROM "PostingVersion" newer
                        WHERE newer."postingId" = row."postingId"
                          AND newer."number" > (SELECT "number" FROM "PostingVersion" WHERE "id" = row."postingVersionId"))
     ORDER BY row."postingVersionId"
        ON CONFLICT ("postingVersionId") DO UPDATE
       SET "band" = excluded."band", "rank" = excluded."rank", "certainty" = excluded."certainty"
     WHERE "ReviewTask"."stage" = 'first' AND "ReviewTask"."decidedByIds" = '{}' AND "ReviewTask"."sampleId" IS NULL`;
  const decided = await transaction.reviewTask.findMany({
    where: { id: { in: candidates.map(({ id }) => id) }, postingVersion: { reviews: { some: {} } } },
    orderBy: { id: 'asc' },
    select: { id: true, postingVersionId: true },
  });
  for (const task of decided) await settleTask(transaction, task, now);
  await transaction.$executeRaw`
    UPDATE "ReviewTask" task SET "stage" = 'closed', "closedAt" = ${now}, "leaseUserId" = NULL, "leaseSessionId" = NULL, "leaseUntil" = NULL
      FROM jsonb_to_recordset(${rows}::jsonb) AS row("postingVersionId" text, "postingId" text, "band" text)
      JOIN "PostingVersion" version ON version."id" = row."postingVersionId"
     WHERE row."band" <> 'clear' AND task."postingId" = row."postingId" AND task."stage" = 'first' AND task."sampleId" IS NULL
       AND (task."leaseUntil" IS NULL OR task."leaseUntil" <= ${now})
       AND EXISTS (SELECT 1 FROM "PostingVersion" older
                    WHERE older."id" = task."postingVersionId" AND older."number" < version."number")`;
}
