import type { z } from 'zod';
import { readLinkRenewal } from '../../casework/users/link-renewal.js';
import type { ownSessions, ownTokens } from '../../contracts/api/accounts.js';
import type { currentSession } from '../../contracts/api/session.js';
import type { Database } from '../../prisma/open-database.js';
import type { Session } from '../session.js';

/** Who is logged in, for the page's head. */
export async function readCurrentSession(
  db: Database,
  { person, role, organisationId }: Session,
): Promise<z.input<typeof currentSession>> {
  const [{ username, twoFactorEnabled, organisation }, renewal] = await Promise.all([
    db.user.findUniqueOrThrow({
      where: { id: person.id },
      select: { username: true, twoFactorEnabled: true, organisation: { select: { name: true } } },
    }),
    readLinkRenewal(db, person.id),
  ]);
  return {
    person: { id: person.id, name: person.name, username, credentialNumber: person.credentialNumber },
    role,
    organisation: { id: organisationId, name: organisation.name },
    secondFactor: twoFactorEnabled,
    linkRenewal: renewal === undefined ? null : { at: renewal.at.toISOString(), by: renewal.by },
  };
}

/** The log-ins of this person that still count, the newest first. */
export async function listOwnSessions(db: Database, session: Session): Promise<z.input<typeof ownSessions>> {
  const rows = await db.userSession.findMany({
    where: { userId: session.person.id, origin: 'page', endedAt: null },
    orderBy: { id: 'desc' },
    take: 100,
    select: { id: true, authSessionId: true, startedAt: true },
  });
  const ids = rows.flatMap(({ authSessionId }) => authSessionId ?? []);
  const logIns = new Map((await db.authSession.findMany({ where: { id: { in: ids } } })).map((row) => [row.id, row]));
  return {
    sessions: rows.flatMap(({ id, authSessionId, startedAt }) => {
      const logIn = logIns.get(authSessionId ?? '');
      if (logIn === undefined) return [];
      return {
        id,
        startedAt: startedAt.toISOString(),
        lastSeenAt: logIn.updatedAt.toISOString(),
        address: logIn.ipAddress ?? '',
        browser: logIn.userAgent ?? '',
        isThis: id === session.id,
      };
    }),
  };
}

/** The tokens of this person that can still be used, the newest first. */
export async function listOwnTokens(db: Database, userId: string, now: Date): Promise<z.input<typeof ownTokens>> {
  const tokens = await db.apiToken.findMany({
    where: { userId, revokedAt: null, expiresAt: { gt: now } },
    orderBy: { id: 'desc' },
    take: 100,
  });
  return {
    tokens: tokens.map(({ id, name, createdAt, expiresAt, lastUsedAt }) => ({
      ...{ id, name, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() },
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    })),
  };
}
