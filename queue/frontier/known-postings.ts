import type { PostingRow } from '../../contracts/posting-row.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Transaction } from '../../prisma/open-database.js';

/** A posting that a list names and the record holds already. */
export interface KnownPosting {
  readonly id: string;
  readonly band: string | null;
  readonly removed: boolean;
  readonly lastSeenAt: Date;
  readonly nextVisitAt: Date | null;
  /** Newest version: what a list would show of it, and the capture that it was read from. */
  readonly title: string;
  readonly company: string;
  readonly salary: string;
  readonly captureId: string;
}

/** The postings of a platform with these keys, by key. */
export async function findKnownPostings(
  transaction: Transaction,
  platformId: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, KnownPosting>> {
  if (keys.length === 0) return new Map();
  const rows = await transaction.$queryRaw<(KnownPosting & { key: string })[]>`
    SELECT posting."id", posting."key", posting."band", posting."state" = 'removed' AS "removed", posting."lastSeenAt",
           posting."nextVisitAt", version."title", version."company", version."salary", version."captureId"
      FROM "Posting" posting
      JOIN LATERAL (
        SELECT "title", "company", "salary", "captureId" FROM "PostingVersion"
         WHERE "postingId" = posting."id" ORDER BY "number" DESC LIMIT 1
      ) version ON true
     WHERE posting."platformId" = ${platformId} AND posting."keySha256" = ANY(${keys.map(sha256)})`;
  return new Map(rows.map((row) => [row.key, row]));
}

/**
 * Whether a posting that a list names is to be visited: when its time has come, when it was thought removed, or when the list says something
 * else of it than its newest version does.
 */
export function needsVisit(known: KnownPosting, listed: Partial<PostingRow> | null, now: Date): boolean {
  if (known.removed || known.nextVisitAt === null || known.nextVisitAt <= now) return true;
  return (['title', 'company', 'salary'] as const).some((field) => {
    const said = listed?.[field];
    return said !== undefined && known[field] !== '' && said.trim() !== known[field].trim();
  });
}
