import { recordUnmasking } from '../../casework/reviews/record-unmasking.js';
import type { Unmasked } from '../../contracts/api/reviews.js';
import type { Database } from '../../prisma/open-database.js';
import type { Session } from '../session.js';
import { readPostingInFull } from './postings.js';

/** A posting's contacts in full. That they are shown is in the record and the ledger before they are. */
export async function unmask(db: Database, session: Session, id: string, now: Date): Promise<Unmasked> {
  const { title, text, company } = await readPostingInFull(db, session, id);
  const contacts = await db.contact.findMany({
    where: { postings: { some: { postingId: id } } },
    orderBy: [{ kind: 'asc' }, { value: 'asc' }],
    select: { kind: true, value: true },
  });
  await recordUnmasking(db, session, id, now);
  return { contacts, posting: { title, text, company } };
}
