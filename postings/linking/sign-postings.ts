import type { Transaction } from '../../prisma/open-database.js';
import { lshBands } from './lsh-bands.js';
import { minHash } from './min-hash.js';
import { shingleText } from './shingle-text.js';

/** A posting with the signature of its newest version; both arrays are empty where the text is too short to be signed. */
export interface SignedPosting {
  readonly id: string;
  readonly minHash: readonly number[];
  readonly lshBands: readonly number[];
  /** Flagged or borderline. */
  readonly isSuspicious: boolean;
  readonly isRemoved: boolean;
}

interface VersionText {
  readonly id: string;
  readonly isSuspicious: boolean;
  readonly isRemoved: boolean;
  readonly title: string;
  readonly text: string;
}

/** Signs the newest words of postings; about 0.2 ms each. Nothing is written. */
export async function signPostings(transaction: Transaction, ids: readonly string[]): Promise<SignedPosting[]> {
  const versions = await transaction.$queryRaw<VersionText[]>`
    SELECT posting."id", version."title", version."text", posting."state" = 'removed' AS "isRemoved",
           coalesce(posting."band" IN ('flagged', 'borderline'), false) AS "isSuspicious"
      FROM "Posting" AS posting
      CROSS JOIN LATERAL (
        SELECT "title", "text" FROM "PostingVersion" WHERE "postingId" = posting."id" ORDER BY "number" DESC LIMIT 1
      ) AS version
     WHERE posting."id" = ANY(${ids}::text[]) ORDER BY posting."id"`;
  return versions.map(({ title, text, ...posting }) => {
    const signature = minHash(shingleText(title, text));
    return { ...posting, minHash: Array.from(signature), lshBands: lshBands(signature) };
  });
}
