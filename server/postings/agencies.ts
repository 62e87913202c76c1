import type { AgencyList } from '../../contracts/api/postings.js';
import type { Database } from '../../prisma/open-database.js';
import type { Session } from '../session.js';
import { literally } from './like-pattern.js';
import { maskContacts } from './mask-contacts.js';
import { canBeCovered, contactSearchRefused, isTelling, mayUncover } from './searched-words.js';
import { within } from './within-jurisdiction.js';

/** Enough to choose from; the rest is reached by typing a part of the name. */
const listed = 50;
/** Of those whose name holds the words, some only where it is covered. */
const lookedThrough = 200;

/**
 * Agencies with judged postings whose name holds `q`, those with the most postings first, contacts covered. As in the search for postings,
 * words are found only where they can be read; a contact finds no agency, for it is sought among those that postings name.
 *
 * @throws RequestError 403 `contact_search_refused`
 */
export async function listAgencies(
  db: Database,
  session: Pick<Session, 'jurisdiction' | 'role' | 'origin'>,
  q = '',
): Promise<AgencyList> {
  if (isTelling(q)) {
    if (!mayUncover(session)) throw contactSearchRefused();
    return { agencies: [] };
  }
  const { jurisdiction } = session;
  const judged = { band: { not: null }, platform: within(jurisdiction) };
  const agencies = await db.agency.findMany({
    where: {
      postings: { some: judged },
      ...(q === '' ? {} : { name: { contains: literally(q), mode: 'insensitive' as const } }),
    },
    orderBy: [{ postings: { _count: 'desc' } }, { name: 'asc' }],
    take: canBeCovered(q) ? lookedThrough : listed,
    select: { id: true, name: true, _count: { select: { postings: { where: judged } } } },
  });
  const words = q.toLowerCase();
  return {
    agencies: agencies
      .map(({ id, name, _count }) => ({ id, name: maskContacts(name), postings: _count.postings }))
      .filter(({ name }) => !canBeCovered(q) || name.toLowerCase().includes(words))
      .slice(0, listed),
  };
}
