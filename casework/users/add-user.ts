import { v7 as newId } from 'uuid';
import { InputError } from '../../contracts/errors.js';
import { appendLedgerEntries, type NewLedgerEntry } from '../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Database, Transaction } from '../../prisma/open-database.js';
import { type Administrator, changePeople } from './administrator.js';
import { hashPassphrase } from './passphrase.js';
import { type PersonFields, readPerson } from './person-fields.js';

export interface NewUser extends PersonFields {
  readonly passphrase: string;
}

/**
 * Adds a person with a passphrase. The ledger has the hash of who they are, and of the role they were given.
 * @throws InputError when a field is unusable, the user name or the credential number is taken, or there is no such organisation
 * @throws RefusedError `role_insufficient` without an administrator once there is one
 */
export async function addUser(database: Database, user: NewUser, now: Date, by?: Administrator): Promise<string> {
  readPerson(user);
  const passphraseHash = await hashPassphrase(user.passphrase);
  return database.$transaction(async (transaction) => {
    await changePeople(transaction, by);
    const { id, entry } = await insertPerson(transaction, user, by, now);
    await givePassphrase(transaction, id, passphraseHash, now);
    await appendLedgerEntries(transaction, [entry], now);
    return id;
  });
}

/** Writes a person's row. Call it under `changePeople`, and append the entry last. */
export async function insertPerson(
  transaction: Transaction,
  fields: PersonFields,
  by: Administrator | undefined,
  now: Date,
): Promise<{ id: string; entry: NewLedgerEntry }> {
  const person = readPerson(fields);
  const { username, credentialNumber, organisationId } = person;
  const isOurs = by === undefined || by.jurisdiction.includes(organisationId);
  if (!isOurs || (await transaction.organisation.count({ where: { id: organisationId } })) === 0)
    throw new InputError('organisation_unknown', `There is no organisation ${organisationId}.`);
  if ((await transaction.user.count({ where: { username } })) > 0)
    throw new InputError('user_known', `The user name ${username} is taken; give another one.`);
  if (credentialNumber !== '') {
    const taken = await transaction.user.count({ where: { credentialNumber, disabledAt: null } });
    if (taken > 0)
      throw new InputError('credential_taken', `Somebody else has the credential number ${credentialNumber}.`);
  }
  const id = newId();
  const data = { id, ...person, createdAt: now };
  // No mail is ever sent: the name is reserved (RFC 2606).
  const email = `${username}@guazheng.invalid`;
  await transaction.user.create({ data: { ...data, email } });
  const told = { ...data, createdAt: now.toISOString(), by: by?.sessionId ?? null };
  return { id, entry: { kind: 'user.added', subjectId: id, subjectSha256: sha256(canonicalJson(told)) } };
}

/** The one that a person has from now on. */
export async function givePassphrase(transaction: Transaction, userId: string, hash: string, now: Date): Promise<void> {
  await transaction.authAccount.upsert({
    where: { providerId_accountId: { providerId: 'credential', accountId: userId } },
    create: { id: newId(), userId, accountId: userId, providerId: 'credential', password: hash, createdAt: now },
    update: { password: hash, updatedAt: now },
  });
}
