import type { FastifyRequest } from 'fastify';
import { hashOfSecret } from '../../casework/users/secret-link.js';
import { role } from '../../contracts/roles.js';
import { type Database, Prisma } from '../../prisma/open-database.js';
import type { Session } from '../session.js';
import { readCookie, readSigned } from './cookies.js';

/** How long a log-in on the page lasts. */
export interface SessionLimits {
  /** Without anything that a person did. */
  readonly idleMinutes: number;
  readonly longestHours: number;
}

export interface FindSettings {
  readonly database: Database;
  /** What the session cookie is called, and signed with. */
  readonly cookieName: string;
  readonly secret: string;
  readonly limits: SessionLimits;
  readonly now: () => Date;
}

const minute = 60_000;

/**
 * The session of a request: by its token where it has one, or else by its cookie. A log-in counts only with the UserSession that the
 * ledger speaks of; a disabled person has none.
 */
export function findSession(settings: FindSettings, request: FastifyRequest): Promise<Session | undefined> {
  // A token that is wrong is not made up for by a cookie: without one the origin of a request is checked.
  if (request.headers.authorization !== undefined) return findByToken(settings, request.headers.authorization);
  return findByCookie(settings, request);
}

interface Found {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly credentialNumber: string;
  readonly role: string;
  readonly organisationId: string;
  readonly jurisdiction: string[];
  readonly keyId: string;
  readonly startedAt: Date;
  readonly lastSeenAt: Date | null;
}

async function findByToken(
  { database, now: clock }: FindSettings,
  authorization: string,
): Promise<Session | undefined> {
  const secret = /^Bearer (gzw_[\w-]{43})$/i.exec(authorization)?.[1];
  if (secret === undefined) return undefined;
  const now = clock();
  const found = await find(
    database,
    Prisma.sql`"ApiToken" key ON key."sessionId" = session."id" AND session."origin" = 'token'`,
    Prisma.sql`key."tokenSha256" = ${hashOfSecret(secret)} AND key."revokedAt" IS NULL AND key."expiresAt" > ${now}`,
    Prisma.sql`key."lastUsedAt"`,
  );
  if (found === undefined) return undefined;
  if (found.lastSeenAt === null || now.getTime() - found.lastSeenAt.getTime() >= minute)
    await database.apiToken.updateMany({ where: { id: found.keyId }, data: { lastUsedAt: now } });
  return sessionOf(found, 'token');
}

async function findByCookie(
  { database, cookieName, secret, limits, now: clock }: FindSettings,
  request: FastifyRequest,
): Promise<Session | undefined> {
  const token = readSigned(readCookie(request.headers.cookie, cookieName), secret);
  if (token === undefined) return undefined;
  const found = await find(
    database,
    Prisma.sql`"AuthSession" key ON key."id" = session."authSessionId" AND session."origin" = 'page'`,
    Prisma.sql`key."token" = ${token}`,
    Prisma.sql`key."updatedAt"`,
  );
  if (found === undefined) return undefined;
  const now = clock();
  const lastSeenAt = found.lastSeenAt ?? found.startedAt;
  const over = Math.min(
    lastSeenAt.getTime() + limits.idleMinutes * minute,
    found.startedAt.getTime() + limits.longestHours * 60 * minute,
  );
  if (now.getTime() >= over) {
    await endAt(database, found, new Date(over));
    return undefined;
  }
  // What a page reads by itself, every half minute, is no sign of a person: the page tells when somebody is there.
  const isActive = request.method !== 'GET' && request.method !== 'HEAD';
  if (isActive && now.getTime() - lastSeenAt.getTime() >= minute)
    await database.authSession.updateMany({ where: { id: found.keyId }, data: { updatedAt: now } });
  return sessionOf(found, 'page');
}

/** One statement: every request waits for it. */
async function find(
  database: Database,
  key: Prisma.Sql,
  condition: Prisma.Sql,
  lastSeenAt: Prisma.Sql,
): Promise<Found | undefined> {
  const [found] = await database.$queryRaw<Found[]>`
    WITH RECURSIVE found AS (
      SELECT session."id", person."id" AS "userId", person."name", person."credentialNumber", person."role",
             person."organisationId", key."id" AS "keyId", session."startedAt", ${lastSeenAt} AS "lastSeenAt"
        FROM "UserSession" session
        JOIN "User" person ON person."id" = session."userId"
        JOIN ${key}
       WHERE ${condition} AND session."endedAt" IS NULL AND person."disabledAt" IS NULL
    ), below AS (
      SELECT "organisationId" AS "id" FROM found
      UNION
      SELECT child."id" FROM "Organisation" child JOIN below ON child."parentId" = below."id"
    )
    SELECT found.*, ARRAY(SELECT "id" FROM below) AS "jurisdiction" FROM found`;
  return found;
}

async function endAt(database: Database, { id, keyId }: Found, at: Date): Promise<void> {
  await database.$transaction([
    database.authSession.deleteMany({ where: { id: keyId } }),
    database.userSession.updateMany({ where: { id, endedAt: null }, data: { endedAt: at } }),
  ]);
}

function sessionOf(found: Found, origin: Session['origin']): Session {
  const { id, userId, name, credentialNumber, organisationId, jurisdiction } = found;
  const known = role.parse(found.role);
  const person = { id: userId, name, credentialNumber, role: known };
  return { id, origin, person, role: known, organisationId, jurisdiction };
}
