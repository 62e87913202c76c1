import { sha256 } from '../../postings/hash-content.js';
import { lshBands } from '../../postings/linking/lsh-bands.js';
import type { Database, Transaction } from '../../prisma/open-database.js';
import { likeness } from './complained-text.js';

/** Most candidates that are compared, the newest first. */
const mostCandidates = 200;

/**
 * The advertisement at one of these addresses, on platforms of these organisations. Null where there is none.
 *
 * @param urls canonical, as postings have them
 */
export async function findPostingAt(
  database: Database | Transaction,
  jurisdiction: readonly string[],
  urls: readonly string[],
): Promise<string | null> {
  if (urls.length === 0) return null;
  const platform = { organisationId: { in: [...jurisdiction] } };
  const platforms = await database.platform.findMany({ where: platform, select: { id: true } });
  const keys = urls.map(sha256);
  // Each of the two along an index: by the address, and by the key, which is the address where a platform has no other.
  for (const at of [
    { platform, url: { in: [...urls] } },
    { platformId: { in: platforms.map(({ id }) => id) }, keySha256: { in: keys } },
  ]) {
    const posting = await database.posting.findFirst({
      where: at,
      orderBy: { lastSeenAt: 'desc' },
      select: { id: true },
    });
    if (posting !== null) return posting.id;
  }
  return null;
}

/** The advertisement whose words are the likest, on platforms of these organisations. Null where none is alike. */
export async function findPostingAlike(
  database: Database,
  jurisdiction: readonly string[],
  signatures: readonly Int32Array[],
): Promise<string | null> {
  const bands = [...new Set(signatures.flatMap((signature) => lshBands(signature)))];
  if (bands.length === 0) return null;
  const candidates = await database.posting.findMany({
    where: { platform: { organisationId: { in: [...jurisdiction] } }, lshBands: { hasSome: bands } },
    orderBy: { id: 'desc' },
    take: mostCandidates,
    select: { id: true, minHash: true },
  });
  const alike = candidates
    .map(({ id, minHash }) => ({ id, similarity: likeness(signatures, [minHash]) ?? 0 }))
    .filter(({ similarity }) => similarity > 0)
    .sort((a, b) => b.similarity - a.similarity || (a.id < b.id ? 1 : -1));
  return alike[0]?.id ?? null;
}
