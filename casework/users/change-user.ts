import { InputError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Database, Prisma } from '../../prisma/open-database.js';
import { readRole } from './add-user.js';

/** From now on the person cannot log in. What they decided stays. @throws InputError when there is nobody of that name */
export function disableUser(database: Database, username: string, now: Date): Promise<void> {
  return change(database, username, 'user.disabled', { disabledAt: now }, { disabledAt: now.toISOString() }, now);
}

/** @throws InputError when there is nobody of that name, or no such role */
export function changeRole(database: Database, username: string, role: string, now: Date): Promise<void> {
  const known = readRole(role);
  return change(database, username, 'user.role_changed', { role: known }, { role: known }, now);
}

async function change(
  database: Database,
  username: string,
  kind: string,
  data: Prisma.UserUpdateManyMutationInput,
  told: Record<string, string>,
  now: Date,
): Promise<void> {
  await database.$transaction(async (transaction) => {
    const user = await transaction.user.findUnique({ where: { username }, select: { id: true } });
    if (user === null) throw new InputError('user_unknown', `Nobody has the user name ${username}.`);
    await transaction.user.updateMany({ where: { id: user.id }, data });
    const subjectSha256 = sha256(canonicalJson({ id: user.id, ...told }));
    await appendLedgerEntries(transaction, [{ kind, subjectId: user.id, subjectSha256 }], now);
  });
}
