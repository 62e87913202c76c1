import type { FastifyRequest } from 'fastify';
import type { SessionSecret } from '../../evidence/keys.js';
import type { Database } from '../../prisma/open-database.js';
import type { SessionFinder } from '../session.js';
import { findSession, type SessionLimits } from './find-session.js';
import { type Auth, openAuth, sessionCookieOf } from './open-auth.js';

/** Log-ins and who they stand for. */
export interface Accounts extends SessionFinder {
  readonly auth: Auth;
  readonly sessionCookie: string;
  /** Signs what a browser is recognised by. */
  readonly secret: string;
  /** The address under which a reverse proxy serves us by TLS. */
  readonly publicUrl: URL | undefined;
}

export interface AccountSettings {
  readonly database: Database;
  /** The newest first (evidence/keys.ts). */
  readonly secrets: readonly SessionSecret[];
  readonly publicUrl?: URL | undefined;
  readonly limits?: SessionLimits;
  readonly now: () => Date;
}

/** 等保 2.0 asks for a time-out without naming one; OWASP names 15 to 30 minutes for low risk, and a working day with its overtime. */
const usualLimits: SessionLimits = { idleMinutes: 30, longestHours: 12 };

/** @throws RangeError without a secret */
export function openAccounts({ database, secrets, publicUrl, limits = usualLimits, now }: AccountSettings): Accounts {
  const secret = secrets[0]?.value;
  if (secret === undefined) throw new RangeError('Log-ins need a secret to be signed with.');
  const auth = openAuth({ database, secrets, publicUrl, longestSeconds: limits.longestHours * 3600 });
  const sessionCookie = sessionCookieOf(publicUrl);
  const settings = { database, cookieName: sessionCookie, secret, limits, now };
  return {
    ...{ auth, sessionCookie, secret, publicUrl },
    find: (request: FastifyRequest) => findSession(settings, request),
  };
}
