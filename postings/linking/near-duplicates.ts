import type { Transaction } from '../../prisma/open-database.js';
import { agreement, signatureLength } from './min-hash.js';
import type { SignedPosting } from './sign-postings.js';

/** Two postings of almost the same words. */
export interface NearDuplicate {
  readonly postingId: string;
  readonly otherId: string;
  /** Part of the signatures that agrees, 0.8 to 1. */
  readonly similarity: number;
}

const leastSimilarity = 0.8;

/**
 * Most candidates of one posting that are compared, the newest first. A text with more copies is a template; its copies find each
 * other through those between them.
 */
const mostCandidates = 500;

/**
 * Pairs of near-duplicates of which at least one is given, each once. Candidates share a band (GIN index); what counts is the agreement
 * of their signatures. Among the postings that are not given, only those are candidates for which something follows: suspicious ones
 * of a suspicious one, removed ones, and any of a removed one.
 */
export async function findNearDuplicates(
  transaction: Transaction,
  signed: readonly SignedPosting[],
): Promise<NearDuplicate[]> {
  const withWords = signed.filter(({ lshBands }) => lshBands.length > 0);
  if (withWords.length === 0) return [];
  const leastEqual = Math.ceil(leastSimilarity * signatureLength);
  // Materialised: the planner must take candidates from the GIN index, not walk the primary key for the newest.
  const stored = await transaction.$queryRaw<{ postingId: string; otherId: string; equal: number }[]>`
    SELECT signed."id" AS "postingId", found."id" AS "otherId", found.equal
      FROM jsonb_to_recordset(${JSON.stringify(withWords)}::jsonb) AS signed(
             "id" text, "minHash" int[], "lshBands" int[], "isSuspicious" boolean, "isRemoved" boolean)
      CROSS JOIN LATERAL (
        WITH candidate AS MATERIALIZED (
          SELECT posting."id", posting."minHash" FROM "Posting" AS posting
           WHERE posting."lshBands" && signed."lshBands"
             AND posting."id" <> ALL(${signed.map(({ id }) => id)}::text[])
             AND ((signed."isSuspicious" AND posting."band" IN ('flagged', 'borderline'))
                  OR signed."isRemoved" OR posting."state" = 'removed')
        )
        SELECT newest."id",
               (SELECT count(*)::int FROM unnest(newest."minHash", signed."minHash") AS value(a, b) WHERE a = b) AS equal
          FROM (SELECT * FROM candidate ORDER BY "id" DESC LIMIT ${mostCandidates}) AS newest
      ) AS found
     WHERE found.equal >= ${leastEqual}`;
  return [
    ...stored.map(({ postingId, otherId, equal }) => ({ postingId, otherId, similarity: equal / signatureLength })),
    ...amongThemselves(withWords),
  ];
}

function amongThemselves(signed: readonly SignedPosting[]): NearDuplicate[] {
  const withBand = new Map<number, SignedPosting[]>();
  const pairs: NearDuplicate[] = [];
  for (const posting of signed) {
    const candidates = new Set<SignedPosting>();
    for (const band of posting.lshBands) {
      const before = withBand.get(band) ?? [];
      for (const other of before) candidates.add(other);
      before.push(posting);
      withBand.set(band, before);
    }
    for (const other of candidates) {
      const similarity = agreement(posting.minHash, other.minHash);
      if (similarity >= leastSimilarity) pairs.push({ postingId: posting.id, otherId: other.id, similarity });
    }
  }
  return pairs;
}
