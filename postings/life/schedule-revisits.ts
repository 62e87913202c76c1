import type { Transaction } from '../../prisma/open-database.js';
import { lockPostings, writePostings } from './posting-rows.js';
import { nextVisit } from './revisit-interval.js';

/**
 * Sets when postings are visited again by the band that they have now: for after a verdict. An absence that waits for its second
 * look keeps its day, and a posting without a page of its own has none.
 */
export async function scheduleRevisits(
  transaction: Transaction,
  postingIds: readonly string[],
  now: Date,
): Promise<void> {
  const rows = await lockPostings(transaction, postingIds);
  const changed = [...rows.values()].flatMap((row) => {
    if (row.nextVisitAt === null || row.absences > 0) return [];
    const planned = nextVisit(row.band, row.lastSeenAt);
    const nextVisitAt = planned < now ? now : planned;
    return nextVisitAt.getTime() === row.nextVisitAt.getTime() ? [] : [{ ...row, nextVisitAt }];
  });
  await writePostings(transaction, changed);
}
