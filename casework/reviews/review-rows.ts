import { v7 as newId } from 'uuid';
import type { PackageDecisions } from '../../contracts/evidence-package.js';
import type { NewLedgerEntry } from '../../evidence/ledger/append-entries.js';
import { canonicalJson, type JsonValue } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Transaction } from '../../prisma/open-database.js';
import { noLease } from './lease-task.js';
import { standingAfter } from './stage-rules.js';

/** A decision as it is hashed into the ledger and exported. */
export type RecordedReview = PackageDecisions['reviews'][number];

export interface ReviewRow {
  readonly postingVersionId: string;
  readonly requestId: string | null;
  readonly review: RecordedReview;
}

/**
 * Ids for reviews of locked tasks' versions, each greater than those of the version's earlier reviews: the newest review is the one of the
 * greatest id, also when a server's clock was set back or goes behind another's.
 */
export async function newReviewIds(
  transaction: Transaction,
  postingVersionIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const newest = await transaction.review.groupBy({
    by: ['postingVersionId'],
    where: { postingVersionId: { in: [...postingVersionIds] } },
    _max: { id: true },
  });
  const newestIds = new Map(newest.map(({ postingVersionId, _max }) => [postingVersionId, _max.id ?? '']));
  return new Map(postingVersionIds.map((versionId) => [versionId, idAfter(newestIds.get(versionId) ?? '')]));
}

function idAfter(newest: string): string {
  const id = newId();
  // Its first 48 bits are milliseconds since 1970 (RFC 9562, 5.7).
  return id > newest ? id : newId({ msecs: Number.parseInt(newest.replace('-', '').slice(0, 12), 16) + 1 });
}

/** Writes decisions, each with its entry for the end of the transaction. */
export async function storeReviews(transaction: Transaction, rows: readonly ReviewRow[]): Promise<NewLedgerEntry[]> {
  await transaction.review.createMany({
    data: rows.map(({ postingVersionId, requestId, review: { at, by, dismissal, bulkId, ...columns } }) => ({
      ...{ ...columns, postingVersionId, requestId, dismissal: dismissal ?? null, bulkId: bulkId ?? null },
      ...{ by: { ...by }, userId: by.id, decidedAt: at },
    })),
  });
  return rows.map(({ review }) => {
    // As JSON holds it: what is not there has no key.
    const json: JsonValue = JSON.parse(JSON.stringify(review));
    return { kind: 'review.recorded', subjectId: review.id, subjectSha256: sha256(canonicalJson(json)) };
  });
}

/** How long an advertisement that needs more (待补充) stays away: three days. */
const putOffMilliseconds = 3 * 24 * 60 * 60_000;

/** Brings a locked task to where the reviews that count leave it, open to nobody. */
export async function settleTask(
  transaction: Transaction,
  { id, postingVersionId }: { readonly id: string; readonly postingVersionId: string },
  now: Date,
): Promise<void> {
  const reviews = await transaction.$queryRaw<
    (Parameters<typeof standingAfter>[0][number] & { readonly decidedAt: Date })[]
  >`
    SELECT "stage", "decision", "userId", "decidedAt" FROM "Review" review
     WHERE "postingVersionId" = ${postingVersionId}
       AND NOT EXISTS (SELECT 1 FROM "ReviewWithdrawal" withdrawal WHERE withdrawal."reviewId" = review."id")
     ORDER BY "id"`;
  const { stage, outcome, decidedByIds } = standingAfter(reviews);
  const newest = reviews.at(-1);
  const putOffUntil =
    newest?.decision === 'more_needed' ? new Date(newest.decidedAt.getTime() + putOffMilliseconds) : null;
  await transaction.reviewTask.update({
    where: { id },
    data: {
      ...{ stage, outcome, decidedByIds: [...decidedByIds], closedAt: stage === 'closed' ? now : null },
      ...{ notBefore: putOffUntil, ...noLease },
    },
    select: { id: true },
  });
}
