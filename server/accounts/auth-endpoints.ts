import { z } from 'zod';
import type { authAnswer } from '../../contracts/api/accounts.js';

/** What of better-auth is let through, and what of its answers leaves. Everything else of it is not there. */
export interface AuthEndpoint {
  readonly body: z.ZodType<Record<string, unknown>>;
  /** Who may ask: somebody who logs in, somebody whose log-in waits for a code, or somebody who is logged in. */
  readonly by: 'stranger' | 'challenged' | 'person';
  /** Guesses at the passphrase by this route are counted. */
  readonly guesses: boolean;
  /** Added to what is sent. */
  readonly fixed?: Record<string, unknown>;
}

const passphrase = z.string({ error: '请填写口令' }).min(1, '请填写口令').max(256, '口令过长');
const code = z.string({ error: '请填写验证码' }).trim().min(1, '请填写验证码').max(20, '验证码过长');
const nothing = z.strictObject({});
const byPassphrase = { body: z.strictObject({ password: passphrase }), by: 'person', guesses: true } as const;

/** By path. A map: a path such as `constructor` names nothing that every object has. */
export const authEndpoints: ReadonlyMap<string, AuthEndpoint> = new Map(
  Object.entries<AuthEndpoint>({
    'sign-in/username': {
      body: z.strictObject({
        username: z.string({ error: '请填写用户名' }).trim().toLowerCase().max(100),
        password: passphrase,
      }),
      by: 'stranger',
      guesses: true,
    },
    'two-factor/verify-totp': { body: z.strictObject({ code }), by: 'challenged', guesses: false },
    'two-factor/verify-backup-code': { body: z.strictObject({ code }), by: 'challenged', guesses: false },
    'two-factor/enable': byPassphrase,
    'two-factor/disable': byPassphrase,
    'two-factor/generate-backup-codes': byPassphrase,
    'change-password': {
      body: z.strictObject({ currentPassword: passphrase, newPassword: passphrase }),
      by: 'person',
      guesses: true,
      fixed: { revokeOtherSessions: true },
    },
    'sign-out': { body: nothing, by: 'person', guesses: false },
    'revoke-sessions': { body: nothing, by: 'person', guesses: false },
  }),
);

/** better-auth's own answers hold session tokens, which no script may read; these alone leave. */
const betterAuthAnswer = z.object({
  twoFactorRedirect: z.boolean().optional(),
  totpURI: z.string().optional(),
  backupCodes: z.array(z.string()).optional(),
});

/** @param username stands in the authenticator in place of an address that nobody has */
export function readAuthAnswer(answer: unknown, username: string): z.infer<typeof authAnswer> {
  const { twoFactorRedirect, totpURI, backupCodes } = betterAuthAnswer.parse(answer);
  return {
    needsCode: twoFactorRedirect === true,
    ...(totpURI === undefined ? {} : { totpUri: withAccount(totpURI, username) }),
    ...(backupCodes === undefined ? {} : { backupCodes }),
  };
}

function withAccount(uri: string, username: string): string {
  const { search, searchParams } = new URL(uri);
  const label = `${searchParams.get('issuer') ?? ''}:${username}`;
  return `otpauth://totp/${encodeURIComponent(label)}${search}`;
}
