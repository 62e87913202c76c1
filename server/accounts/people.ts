import type { z } from 'zod';
import type { Administrator } from '../../casework/users/administrator.js';
import type { organisationList, personList } from '../../contracts/api/accounts.js';
import { role } from '../../contracts/roles.js';
import type { Database } from '../../prisma/open-database.js';
import { RequestError } from '../request-error.js';
import type { Session } from '../session.js';

/** Everybody in the administrator's jurisdiction, those who cannot log in any more last. */
export async function listPeople(db: Database, session: Session): Promise<z.input<typeof personList>> {
  const users = await db.user.findMany({
    where: { organisationId: { in: [...session.jurisdiction] } },
    orderBy: [{ disabledAt: { sort: 'asc', nulls: 'first' } }, { organisationId: 'asc' }, { username: 'asc' }],
    select: {
      ...{
        id: true,
        username: true,
        name: true,
        role: true,
        credentialNumber: true,
        createdAt: true,
        disabledAt: true,
      },
      ...{ twoFactorEnabled: true, organisation: { select: { id: true, name: true } } },
      accounts: { where: { providerId: 'credential', password: { not: null } }, select: { id: true } },
      _count: { select: { sessions: { where: { origin: 'page', endedAt: null } } } },
    },
  });
  return {
    people: users.map(({ accounts, _count, twoFactorEnabled, createdAt, disabledAt, ...user }) => ({
      ...user,
      role: role.parse(user.role),
      createdAt: createdAt.toISOString(),
      disabledAt: disabledAt?.toISOString() ?? null,
      state: disabledAt !== null ? 'disabled' : accounts.length > 0 ? 'active' : 'invited',
      secondFactor: twoFactorEnabled,
      sessions: _count.sessions,
      isMe: user.id === session.person.id,
    })),
  };
}

/** The administrator's organisation and those below it. */
export async function listOrganisations(db: Database, session: Session): Promise<z.input<typeof organisationList>> {
  const rows = await db.organisation.findMany({
    where: { id: { in: [...session.jurisdiction] } },
    orderBy: { name: 'asc' },
    select: { id: true, name: true, parentId: true, _count: { select: { users: { where: { disabledAt: null } } } } },
  });
  return {
    organisations: rows.map(({ id, name, parentId, _count }) => ({ id, name, parentId, people: _count.users })),
  };
}

/** @throws RequestError 404 where there is nobody of this id, or outside the jurisdiction */
export async function requirePerson(db: Database, session: Session, id: string): Promise<{ id: string }> {
  const where = { id, organisationId: { in: [...session.jurisdiction] } };
  if ((await db.user.count({ where })) === 0) throw new RequestError(404, 'person_unknown', '没有这个人员。');
  return { id };
}

export function administratorOf({ id, person, jurisdiction }: Session): Administrator {
  return { personId: person.id, sessionId: id, jurisdiction };
}
