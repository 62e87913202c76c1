import type { AuditPeople } from '../../contracts/api/audit.js';
import type { Database } from '../../prisma/open-database.js';
import type { Session } from '../session.js';

/** Everybody of these organisations, those who have left included: what they did stays. */
export async function listAuditPeople(
  database: Database,
  { jurisdiction }: Pick<Session, 'jurisdiction'>,
): Promise<AuditPeople> {
  const people = await database.user.findMany({
    where: { organisationId: { in: [...jurisdiction] } },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: { id: true, name: true, username: true, organisation: { select: { name: true } } },
  });
  return { people: people.map(({ organisation, ...person }) => ({ ...person, organisation: organisation.name })) };
}
