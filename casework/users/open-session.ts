import { v7 as newId } from 'uuid';
import { InputError, RefusedError } from '../../contracts/errors.js';
import type { NamedPerson } from '../../contracts/evidence-record.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Database } from '../../prisma/open-database.js';
import { isPassphrase } from './passphrase.js';

/** A person who has shown that they are it, from now until the session ends. */
export interface OpenSession {
  readonly id: string;
  readonly person: NamedPerson;
}

/** Wrong passphrases in a row after which none is taken for a while, so that nobody can go through a list of them. */
const mostFailures = 5;
const lockMilliseconds = 15 * 60_000;

/**
 * Logs a person in. The session's row and its ledger entry are one transaction.
 * @throws InputError `login_refused` in the same words for an unknown name and a wrong passphrase; RefusedError `login_locked`
 */
export async function openSession(
  database: Database,
  login: { readonly username: string; readonly passphrase: string; readonly origin: 'command' | 'page' },
  now: Date,
): Promise<OpenSession> {
  const user = await database.user.findUnique({ where: { username: login.username } });
  if (user?.lockedUntil != null && user.lockedUntil > now)
    throw new RefusedError(
      'login_locked',
      `${login.username} may not log in until ${user.lockedUntil.toISOString()}: the passphrase was wrong ${mostFailures} times.`,
    );
  // One of nobody, so that an unknown name takes as long as a wrong passphrase.
  const right = await isPassphrase(login.passphrase, user?.passphraseHash ?? hashOfNobody);
  if (user === null || user.disabledAt !== null || !right) {
    if (user !== null) await countFailure(database, user.id, now);
    throw new InputError('login_refused', `The user name or the passphrase of ${login.username} is wrong.`);
  }
  const id = newId();
  const person = { id: user.id, name: user.name, credentialNumber: user.credentialNumber, role: user.role };
  await database.$transaction(async (transaction) => {
    await transaction.user.update({ where: { id: user.id }, data: { failedLogins: 0, lockedUntil: null } });
    const data = { id, userId: user.id, origin: login.origin, startedAt: now };
    await transaction.userSession.create({ data });
    const subjectSha256 = sha256(canonicalJson({ ...data, startedAt: now.toISOString() }));
    await appendLedgerEntries(transaction, [{ kind: 'session.opened', subjectId: id, subjectSha256 }], now);
  });
  return { id, person };
}

export async function endSession(database: Database, { id }: OpenSession, now: Date): Promise<void> {
  await database.userSession.updateMany({ where: { id, endedAt: null }, data: { endedAt: now } });
}

async function countFailure(database: Database, userId: string, now: Date): Promise<void> {
  const until = new Date(now.getTime() + lockMilliseconds);
  await database.$executeRaw`
    UPDATE "User"
       SET "failedLogins" = CASE WHEN "failedLogins" + 1 >= ${mostFailures} THEN 0 ELSE "failedLogins" + 1 END,
           "lockedUntil" = CASE WHEN "failedLogins" + 1 >= ${mostFailures} THEN ${until}::timestamptz ELSE "lockedUntil" END
     WHERE "id" = ${userId}`;
}

const hashOfNobody = `scrypt$${2 ** 17}$8$1$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=`;
