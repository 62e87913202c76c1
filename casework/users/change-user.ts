import { InputError, RefusedError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Database, Prisma, Transaction } from '../../prisma/open-database.js';
import { type Administrator, changePeople, requireAdministratorOf } from './administrator.js';
import { endSessionsOf } from './page-session.js';
import { readRole } from './person-fields.js';

/** A person, by what they are known by. */
export type PersonKey = { readonly id: string } | { readonly username: string };

/**
 * From now on the person cannot log in, and is logged out everywhere; their tokens end. What they decided stays.
 * @throws InputError `user_unknown` when there is nobody of that name
 * @throws RefusedError `last_administrator`
 */
export function disableUser(database: Database, who: PersonKey, now: Date, by?: Administrator): Promise<void> {
  return change(database, who, 'user.disabled', { disabledAt: now }, { disabledAt: now.toISOString() }, now, by);
}

/**
 * @throws InputError when there is nobody of that name, or no such role
 * @throws RefusedError `last_administrator`
 */
export async function changeRole(
  database: Database,
  who: PersonKey,
  role: string,
  now: Date,
  by?: Administrator,
): Promise<void> {
  const known = readRole(role);
  await change(database, who, 'user.role_changed', { role: known }, { role: known }, now, by);
}

/** Logs a person out everywhere, and ends their tokens. @throws InputError `user_unknown` */
export function endAllSessions(database: Database, who: PersonKey, now: Date, by?: Administrator): Promise<void> {
  return change(database, who, 'user.logged_out', {}, { at: now.toISOString() }, now, by);
}

/**
 * Ends the second factor of a person who has lost it, and logs them out everywhere: their passphrase alone lets them in then.
 * @throws InputError `user_unknown`
 * @throws RefusedError `second_factor_missing`
 */
export function resetSecondFactor(database: Database, who: PersonKey, now: Date, by?: Administrator): Promise<void> {
  const told = { at: now.toISOString() };
  return change(database, who, 'user.second_factor_reset', { twoFactorEnabled: false }, told, now, by);
}

/** A person whom this administrator sees. Call it under `changePeople`. @throws InputError `user_unknown` */
export async function findPerson(
  transaction: Transaction,
  who: PersonKey,
  by: Administrator | undefined,
): Promise<{ id: string; organisationId: string; disabledAt: Date | null }> {
  const user = await transaction.user.findUnique({
    where: 'id' in who ? { id: who.id } : { username: who.username },
    select: { id: true, organisationId: true, disabledAt: true },
  });
  if (user === null || (by !== undefined && !by.jurisdiction.includes(user.organisationId)))
    throw new InputError(
      'user_unknown',
      'username' in who ? `Nobody has the user name ${who.username}.` : 'There is no such person.',
    );
  return user;
}

async function change(
  database: Database,
  who: PersonKey,
  kind: string,
  data: Prisma.UserUpdateManyMutationInput,
  told: Record<string, string>,
  now: Date,
  by: Administrator | undefined,
): Promise<void> {
  await database.$transaction(async (transaction) => {
    await changePeople(transaction, by);
    const { id, organisationId } = await findPerson(transaction, who, by);
    const before = await transaction.user.findUniqueOrThrow({
      where: { id },
      select: { role: true, twoFactorEnabled: true },
    });
    if (data.twoFactorEnabled === false) {
      if (!before.twoFactorEnabled)
        throw new RefusedError('second_factor_missing', 'The person has no second factor to be reset.');
      await transaction.authTwoFactor.deleteMany({ where: { userId: id } });
    }
    await transaction.user.updateMany({ where: { id }, data: { ...data, updatedAt: now } });
    const stays = data.role === 'administrator' || (data.role === undefined && data.disabledAt === undefined);
    if (before.role === 'administrator' && !stays) await requireAdministratorOf(transaction, organisationId);
    // A new role counts from the next log-in on; nobody goes on in a page that shows what they may no longer see.
    await endSessionsOf(transaction, id, now);
    const subjectSha256 = sha256(canonicalJson({ id, ...told, by: by?.sessionId ?? null }));
    await appendLedgerEntries(transaction, [{ kind, subjectId: id, subjectSha256 }], now);
  });
}
