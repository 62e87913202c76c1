import { InputError } from '../../contracts/errors.js';
import type { NamedPerson } from '../../contracts/evidence-record.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import type { Database } from '../../prisma/open-database.js';
import { insertSession } from './page-session.js';
import { hashOfNobody, isPassphrase } from './passphrase.js';
import { rehashPassphrase } from './rehash-passphrase.js';

/** A person who has shown that they are it, from now until the session ends. */
export interface OpenSession {
  readonly id: string;
  readonly person: NamedPerson;
}

/**
 * Logs a person in for a command. The session's row and its ledger entry are one transaction. Guesses are not counted, as on the page:
 * whoever runs a command has the database.
 * @throws InputError `login_refused` in the same words for an unknown name and a wrong passphrase
 */
export async function openSession(
  database: Database,
  login: { readonly username: string; readonly passphrase: string; readonly origin: 'command' },
  now: Date,
): Promise<OpenSession> {
  const user = await database.user.findUnique({
    where: { username: login.username },
    include: { accounts: { where: { providerId: 'credential' }, select: { password: true } } },
  });
  const right = await isPassphrase(login.passphrase, user?.accounts[0]?.password ?? hashOfNobody);
  if (user === null || user.disabledAt !== null || !right) {
    throw new InputError('login_refused', `The user name or the passphrase of ${login.username} is wrong.`);
  }
  await rehashPassphrase(database, user.id, login.passphrase);
  const person = { id: user.id, name: user.name, credentialNumber: user.credentialNumber, role: user.role };
  return database.$transaction(async (transaction) => {
    const { id, entry } = await insertSession(transaction, { userId: user.id, origin: login.origin }, now);
    await appendLedgerEntries(transaction, [entry], now);
    return { id, person };
  });
}

export async function endSession(database: Database, { id }: OpenSession, now: Date): Promise<void> {
  await database.userSession.updateMany({ where: { id, endedAt: null }, data: { endedAt: now } });
}
