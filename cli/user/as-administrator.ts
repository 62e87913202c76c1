import type { Administrator } from '../../casework/users/administrator.js';
import { isSetUp } from '../../casework/users/invitations.js';
import { jurisdictionOf } from '../../casework/users/jurisdiction.js';
import { InputError } from '../../contracts/errors.js';
import type { Database } from '../../prisma/open-database.js';
import { withSession } from '../with-session.js';

/** `--as NAME` */
export interface AsAdministrator {
  readonly as?: string;
}

/**
 * Changes the people as an administrator, in a session of theirs; as nobody only while there is none.
 * @throws InputError `administrator_needed`, `login_refused`
 */
export async function asAdministrator<T>(
  database: Database,
  { as }: AsAdministrator,
  change: (by: Administrator | undefined) => Promise<T>,
): Promise<T> {
  if (as === undefined) {
    if (await isSetUp(database))
      throw new InputError(
        'administrator_needed',
        'There is an administrator: say with --as NAME who of them does it.',
      );
    return change(undefined);
  }
  return withSession(database, as, async ({ id: sessionId, person }) => {
    const { organisationId } = await database.user.findUniqueOrThrow({
      where: { id: person.id },
      select: { organisationId: true },
    });
    return change({ personId: person.id, sessionId, jurisdiction: await jurisdictionOf(database, organisationId) });
  });
}
