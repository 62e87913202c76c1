import { hash } from '@node-rs/argon2';
import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { createAuthMiddleware } from 'better-auth/api';
import { twoFactor, username } from 'better-auth/plugins';
import { isPassphrase } from '../../casework/users/passphrase.js';
import type { SessionSecret } from '../../evidence/keys.js';
import type { Database } from '../../prisma/open-database.js';
import { claimCode } from './claim-code.js';

/** What the log-in is made of. */
export interface AuthSettings {
  readonly database: Database;
  /** The newest first. */
  readonly secrets: readonly SessionSecret[];
  /** Where a reverse proxy serves us by TLS; cookies are Secure then. */
  readonly publicUrl: URL | undefined;
  /** How long a log-in lasts at most. */
  readonly longestSeconds: number;
}

/** Of the routes that better-auth answers. */
export const authPath = '/api/auth';
export const internalOrigin = 'http://guazheng.invalid';
/** The internal header that tells better-auth the client's address; what a client sends under this name is not passed on. */
export const addressHeader = 'x-guazheng-client-address';
export const sessionCookieOf = (publicUrl: URL | undefined) => `${cookiePrefix(publicUrl)}.session_token`;

/** A browser takes a `__Host-` cookie by TLS alone, and from this host alone (RFC 6265bis). */
function cookiePrefix(publicUrl: URL | undefined): string {
  return publicUrl === undefined ? 'guazheng' : '__Host-guazheng';
}

export type Auth = ReturnType<typeof openAuth>;

/** better-auth on our own tables. What it lets a request do is narrowed by auth-endpoints.ts. */
export function openAuth({ database, secrets, publicUrl, longestSeconds }: AuthSettings) {
  return betterAuth({
    appName: '挂证广告监测',
    // Never shown to anybody: the origin of a request is checked before it comes here (server/local-requests.ts).
    baseURL: internalOrigin,
    basePath: authPath,
    secrets: secrets.map(({ version, value }) => ({ version, value })),
    telemetry: { enabled: false },
    logger: { disabled: true },
    // What is no refusal goes to our own error handler, which logs it.
    onAPIError: { throw: true },
    // Ours counts failures (casework/users/login-throttle.ts); theirs would count successes of a whole office too.
    rateLimit: { enabled: false },
    database: prismaAdapter(database, { provider: 'postgresql' }),
    user: { modelName: 'user' },
    session: {
      modelName: 'authSession',
      expiresIn: longestSeconds,
      disableSessionRefresh: true,
      cookieCache: { enabled: false },
    },
    account: { modelName: 'authAccount' },
    verification: { modelName: 'authVerification' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 15,
      maxPasswordLength: 256,
      password: {
        hash: (passphrase) => hash(passphrase.normalize('NFKC')),
        verify: ({ password, hash: stored }) => isPassphrase(password, stored),
      },
    },
    plugins: [
      username({ minUsernameLength: 1, maxUsernameLength: 40, usernameValidator: () => true }),
      twoFactor({ issuer: '挂证广告监测', twoFactorTable: 'authTwoFactor' }),
    ],
    hooks: {
      before: createAuthMiddleware(async (context) => {
        if (context.path === '/two-factor/verify-totp') await claimCode(context, database);
      }),
    },
    advanced: {
      cookiePrefix: cookiePrefix(publicUrl),
      useSecureCookies: false,
      defaultCookieAttributes: { sameSite: 'strict', httpOnly: true, path: '/', secure: publicUrl !== undefined },
      ipAddress: { ipAddressHeaders: [addressHeader] },
    },
  });
}
