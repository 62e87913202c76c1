import { v7 as newId } from 'uuid';
import { InputError, RefusedError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Database } from '../../prisma/open-database.js';
import { insertSession } from './page-session.js';
import { newSecret } from './secret-link.js';

/** Every token begins so: scanners of repositories and logs can find one that was left there. */
const tokenPrefix = 'gzw_';
const dayMilliseconds = 86_400_000;
const longestTokenDays = 365;
/** Of a person at once, that can still be used. */
const mostTokens = 5;

/**
 * A token by which a program of this person reads and scans. The secret is shown once; we keep its hash.
 * @param days 1 to 365
 * @throws InputError `token_name_unusable`
 * @throws RefusedError `tokens_enough` while the person has five that can still be used
 */
export async function createApiToken(
  database: Database,
  userId: string,
  { name: given, days }: { readonly name: string; readonly days: number },
  now: Date,
): Promise<{ id: string; secret: string; expiresAt: Date }> {
  const name = given.trim();
  if (!/^[^\p{Cc}\p{Cs}]{1,60}$/u.test(name))
    throw new InputError(
      'token_name_unusable',
      'The name of the token is empty, too long or holds control characters.',
    );
  if (!Number.isInteger(days) || days < 1 || days > longestTokenDays)
    throw new RangeError(`A token is for 1 to ${longestTokenDays} days, not ${days}.`);
  const id = newId();
  const { secret, sha256: tokenSha256 } = newSecret(tokenPrefix);
  const expiresAt = new Date(now.getTime() + days * dayMilliseconds);
  await database.$transaction(async (transaction) => {
    // Locked, so that the second of two at once counts the first one's.
    await transaction.$queryRaw`SELECT 1 FROM "User" WHERE "id" = ${userId} FOR UPDATE`;
    if (
      (await transaction.apiToken.count({ where: { userId, revokedAt: null, expiresAt: { gt: now } } })) >= mostTokens
    )
      throw new RefusedError('tokens_enough', `A person has ${mostTokens} tokens at most; revoke one first.`);
    const session = await insertSession(transaction, { userId, origin: 'token' }, now);
    const data = { id, userId, sessionId: session.id, name, expiresAt };
    await transaction.apiToken.create({ data: { ...data, tokenSha256, createdAt: now } });
    const subjectSha256 = sha256(canonicalJson({ ...data, expiresAt: expiresAt.toISOString() }));
    const made = { kind: 'token.made', subjectId: id, subjectSha256 };
    await appendLedgerEntries(transaction, [session.entry, made], now);
  });
  return { id, secret, expiresAt };
}

/** @returns whether the person had such a token that was not revoked */
export function revokeApiToken(database: Database, userId: string, id: string, now: Date): Promise<boolean> {
  return database.$transaction(async (transaction) => {
    const token = await transaction.apiToken.findFirst({ where: { id, userId, revokedAt: null } });
    if (token === null) return false;
    await transaction.apiToken.update({ where: { id }, data: { revokedAt: now } });
    await transaction.userSession.update({ where: { id: token.sessionId }, data: { endedAt: now } });
    const subjectSha256 = sha256(canonicalJson({ id, revokedAt: now.toISOString() }));
    await appendLedgerEntries(transaction, [{ kind: 'token.revoked', subjectId: id, subjectSha256 }], now);
    return true;
  });
}
