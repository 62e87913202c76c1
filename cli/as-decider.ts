import type { Decider } from '../casework/reviews/decider.js';
import { jurisdictionOf } from '../casework/users/jurisdiction.js';
import type { Database } from '../prisma/open-database.js';
import { withSession } from './with-session.js';

/** Logs a person in for one command that decides, with what they see; out at its end whatever happens. */
export function asDecider<T>(
  database: Database,
  username: string,
  decide: (decider: Decider, organisationId: string) => Promise<T>,
): Promise<T> {
  return withSession(database, username, async (session) => {
    const { organisationId } = await database.user.findUniqueOrThrow({
      where: { id: session.person.id },
      select: { organisationId: true },
    });
    return decide({ ...session, jurisdiction: await jurisdictionOf(database, organisationId) }, organisationId);
  });
}

/** What a command that only reads sees: whoever runs it has the database. */
export async function everyOrganisation(database: Database): Promise<readonly string[]> {
  const rows = await database.organisation.findMany({ select: { id: true } });
  return rows.map(({ id }) => id);
}
