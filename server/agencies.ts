import type { AgencyList } from '../contracts/api.js';
import type { Database } from '../prisma/open-database.js';
import { literally } from './like-pattern.js';

/** Enough to choose from; the rest is reached by typing a part of the name. */
const listed = 50;

/** Agencies with judged postings whose name holds `q`, those with the most postings first. */
export async function listAgencies(db: Database, q = ''): Promise<AgencyList> {
  const agencies = await db.agency.findMany({
    where: {
      postings: { some: { band: { not: null } } },
      ...(q === '' ? {} : { name: { contains: literally(q), mode: 'insensitive' as const } }),
    },
    orderBy: [{ postings: { _count: 'desc' } }, { name: 'asc' }],
    take: listed,
    select: { id: true, name: true, _count: { select: { postings: { where: { band: { not: null } } } } } },
  });
  return { agencies: agencies.map(({ id, name, _count }) => ({ id, name, postings: _count.postings })) };
}
