import type { Database, Transaction } from '../../prisma/open-database.js';
import { likeness, signaturesOf } from './complained-text.js';

/** What a complaint is compared with others by. */
export interface ComparedComplaint {
  readonly organisationId: string;
  readonly text: string;
  readonly url: string | null;
  readonly postingId: string | null;
}

/** Earlier complaints whose words are compared, the newest first; signing one takes about 0.2 ms. */
const mostCompared = 1_000;
const longestAgo = 365 * 24 * 3_600_000;

/**
 * The earlier complaint of the organisation that this one repeats: about the same advertisement or address, or in nearly the same words within
 * a year. Of several it is the first of them, so that all of one matter refer to one complaint.
 */
export async function findRepeated(
  database: Database,
  complaint: ComparedComplaint,
  signatures: readonly Int32Array[],
  now: Date,
): Promise<string | null> {
  const same = await findSame(database, complaint);
  if (same !== null || signatures.length === 0) return same;
  const { organisationId, text } = complaint;
  const earlier = await database.$queryRaw<{ id: string; repeatsId: string | null; text: string }[]>`
    SELECT "id", "repeatsId", "text" FROM "Complaint"
     WHERE "organisationId" = ${organisationId} AND "receivedAt" > ${new Date(now.getTime() - longestAgo)}
       AND length("text") BETWEEN ${Math.floor(text.length / 3)} AND ${text.length * 3}
     ORDER BY "receivedAt" DESC LIMIT ${mostCompared}`;
  const alike = earlier
    .map(({ text: other, ...row }) => ({ ...row, similarity: likeness(signatures, signaturesOf(other)) ?? 0 }))
    .filter(({ similarity }) => similarity > 0)
    .sort((a, b) => b.similarity - a.similarity || (a.id < b.id ? -1 : 1))[0];
  return alike === undefined ? null : (alike.repeatsId ?? alike.id);
}

/** The same by what needs no likeness: advertisement, address, or the very words. */
export async function findSame(
  database: Database | Transaction,
  { organisationId, text, url, postingId }: ComparedComplaint,
): Promise<string | null> {
  const first = await database.complaint.findFirst({
    where: {
      organisationId,
      OR: [
        { text },
        ...(url === null ? [] : [{ url }]),
        ...(postingId === null ? [] : [{ postingId }, { link: { postingId } }]),
      ],
    },
    orderBy: { id: 'asc' },
    select: { id: true, repeatsId: true },
  });
  return first === null ? null : (first.repeatsId ?? first.id);
}
