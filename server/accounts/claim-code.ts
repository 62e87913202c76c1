import { createHash } from 'node:crypto';
import type { GenericEndpointContext } from 'better-auth';
import { APIError, getSessionFromCtx } from 'better-auth/api';
import type { Database } from '../../prisma/open-database.js';

/** better-auth takes the codes of three time steps of 30 seconds; a code is remembered for longer than it is taken. */
const rememberedMilliseconds = 120_000;

/**
 * Takes each code of a person's authenticator once (RFC 6238, 5.2): better-auth 1.7 itself takes one again for as long as it is valid.
 * Claimed before it is checked, so that of two requests with the same code one at most goes on.
 */
export async function claimCode(context: GenericEndpointContext, database: Database): Promise<void> {
  const code: unknown = context.body?.code;
  const userId = await whoseCode(context);
  if (userId === undefined || typeof code !== 'string') return;
  const id = createHash('sha256')
    .update(JSON.stringify(['totp-code', userId, code]))
    .digest('hex');
  const now = new Date();
  const expiresAt = new Date(now.getTime() + rememberedMilliseconds);
  const claimed = await database.$executeRaw`
    INSERT INTO "AuthVerification" ("id", "identifier", "value", "expiresAt", "createdAt", "updatedAt")
    VALUES (${id}, 'totp-code', '', ${expiresAt}, ${now}, ${now})
    ON CONFLICT ("id") DO UPDATE SET "expiresAt" = ${expiresAt}, "updatedAt" = ${now}
     WHERE "AuthVerification"."expiresAt" <= ${now}`;
  if (claimed === 0) throw new APIError('UNAUTHORIZED', { code: 'INVALID_CODE', message: 'The code was used before.' });
}

/** In better-auth's order: who is logged in, or else whose log-in waits for the code. */
async function whoseCode(context: GenericEndpointContext): Promise<string | undefined> {
  const session = await getSessionFromCtx(context);
  if (session !== null) return session.user.id;
  const { name } = context.context.createAuthCookie('two_factor');
  const challenge = await context.getSignedCookie(name, context.context.secret);
  if (typeof challenge !== 'string' || challenge === '') return undefined;
  return (await context.context.internalAdapter.findVerificationValue(challenge))?.value;
}
