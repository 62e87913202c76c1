import { type PostingList, postingSummary } from '../../contracts/api/postings.js';
import { normaliseContact } from '../../postings/linking/normalise-contact.js';
import type { Database } from '../../prisma/open-database.js';
import type { Session } from '../session.js';
import { listPostings } from './list-postings.js';
import { maskContacts } from './mask-contacts.js';
import { maskNames } from './mask-posting.js';
import { decodeCursor } from './posting-cursor.js';
import type { PostingQuery } from './query.js';
import { canBeCovered, contactSearchRefused, isTelling, mayUncover } from './searched-words.js';
import { within } from './within-jurisdiction.js';

type Searcher = Pick<Session, 'jurisdiction' | 'role' | 'origin'>;

/**
 * Pages that are looked through for one, where what matches is covered in most of them: more would hold up everybody else's requests. Where
 * nothing can be read in them the answer is an empty page with the place to go on from.
 */
const mostPages = 5;
/** Postings of one contact that are listed. */
const mostOfContact = 100;

/**
 * A page of postings, contacts covered. Words are found only where they can be read: a posting that holds them in a covered contact alone is
 * not listed, or the contact could be guessed piece by piece. Whole contacts are sought by those who may uncover them, among those that
 * postings name.
 *
 * @throws RequestError 403 `contact_search_refused`
 */
export async function searchPostings(db: Database, session: Searcher, query: PostingQuery): Promise<PostingList> {
  const { q = '' } = query;
  if (isTelling(q) && !mayUncover(session)) throw contactSearchRefused();
  if (mayUncover(session) && query.after === undefined) {
    const found = await findByContact(db, session, query);
    if (found.postings.length > 0 || isTelling(q)) return found;
  }
  if (isTelling(q)) return { postings: [], next: null };
  let page = await listPostings(db, session, query);
  if (canBeCovered(q)) {
    for (let pages = 1; ; pages++) {
      const readable = await findReadable(db, page, q);
      if (readable.length > 0 || page.next === null || pages === mostPages) {
        page = { ...page, postings: page.postings.filter(({ id }) => readable.includes(id)) };
        break;
      }
      page = await listPostings(db, session, { ...query, after: decodeCursor(page.next) });
    }
  }
  return { ...page, postings: page.postings.map(maskNames) };
}

async function findByContact(db: Database, { jurisdiction }: Searcher, query: PostingQuery): Promise<PostingList> {
  const { q = '', band, platform, agency } = query;
  const contacts = (['phone', 'wechat', 'qq', 'email'] as const).flatMap((kind) =>
    normaliseContact({ kind, value: q }),
  );
  if (contacts.length === 0) return { postings: [], next: null };
  const rows = await db.posting.findMany({
    where: {
      band: band ?? { not: null },
      platform: within(jurisdiction),
      ...(platform === undefined ? {} : { platformId: platform }),
      ...(agency === undefined ? {} : { agencyId: agency }),
      contacts: { some: { contact: { OR: contacts } } },
    },
    orderBy: [{ probability: 'desc' }, { id: 'asc' }],
    take: mostOfContact,
    include: {
      platform: { select: { id: true, name: true } },
      versions: {
        where: { verdicts: { some: {} } },
        orderBy: { number: 'desc' },
        take: 1,
        include: { verdicts: { orderBy: { id: 'desc' }, take: 1, select: { categories: true } } },
      },
    },
  });
  const postings = rows.flatMap(({ versions: [version], ...row }) =>
    version === undefined
      ? []
      : [
          postingSummary.parse({
            ...version,
            ...row,
            categories: version.verdicts[0]?.categories,
            firstSeenAt: row.firstSeenAt.toISOString(),
          }),
        ],
  );
  return { postings: postings.map(maskNames), next: null };
}

/** The postings of a page in which the words can be read, in any version. */
async function findReadable(db: Database, { postings }: PostingList, q: string): Promise<readonly string[]> {
  const versions = await db.postingVersion.findMany({
    where: { postingId: { in: postings.map(({ id }) => id) } },
    select: { postingId: true, title: true, company: true, agency: true, place: true, text: true },
  });
  const words = q.toLowerCase();
  return versions
    .filter(({ postingId: _, ...fields }) =>
      Object.values(fields).some((field) => maskContacts(field).toLowerCase().includes(words)),
    )
    .map(({ postingId }) => postingId);
}
