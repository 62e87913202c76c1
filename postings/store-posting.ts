import type { PostingRow } from '../contracts/posting-row.js';
import type { Transaction } from '../prisma/open-database.js';
import { contentOf, hashContent, sha256 } from './hash-content.js';

/** A posting as a capture showed it. */
export interface SeenPosting {
  readonly platformId: string;
  /** The platform's own identifier, or else the canonical URL. */
  readonly key: string;
  readonly url: string;
  readonly row: PostingRow;
  readonly captureId: string;
  readonly seenAt: Date;
}

/**
 * Records that a posting was seen: a new one, a new version of a known one, or the same words again.
 * Two workers that see it at once wait for each other at the posting's row, so that no version is numbered twice.
 *
 * @returns the id of the version that holds these words, and whether it is new (and so has no verdict yet).
 */
export async function storePosting(
  transaction: Transaction,
  seen: SeenPosting,
): Promise<{ versionId: string; isNew: boolean }> {
  const content = contentOf(seen.row);
  const agencyId = await findOrCreateAgency(transaction, content.agency);
  const posting = await transaction.posting.upsert({
    where: { platformId_keySha256: { platformId: seen.platformId, keySha256: sha256(seen.key) } },
    create: {
      platformId: seen.platformId,
      key: seen.key,
      keySha256: sha256(seen.key),
      url: seen.url,
      agencyId,
      firstSeenAt: seen.seenAt,
      lastSeenAt: seen.seenAt,
    },
    update: { lastSeenAt: seen.seenAt, agencyId },
    select: { id: true },
  });
  const contentSha256 = hashContent(content);
  const newest = await transaction.postingVersion.findFirst({
    where: { postingId: posting.id },
    orderBy: { number: 'desc' },
    select: { id: true, number: true, contentSha256: true },
  });
  if (newest?.contentSha256 === contentSha256) return { versionId: newest.id, isNew: false };
  const version = await transaction.postingVersion.create({
    data: {
      postingId: posting.id,
      number: (newest?.number ?? 0) + 1,
      contentSha256,
      ...content,
      captureId: seen.captureId,
      seenAt: seen.seenAt,
    },
    select: { id: true },
  });
  return { versionId: version.id, isNew: true };
}

/** Agencies are told apart by the name they advertise under until their credit code is known. */
async function findOrCreateAgency(transaction: Transaction, name: string): Promise<string | null> {
  const trimmed = name.trim();
  if (trimmed === '') return null;
  // Not `upsert`: with nothing to update Prisma looks first and inserts then, and of two workers one is turned away.
  await transaction.agency.createMany({ data: [{ name: trimmed }], skipDuplicates: true });
  const agency = await transaction.agency.findUniqueOrThrow({ where: { name: trimmed }, select: { id: true } });
  return agency.id;
}
