import { v7 as newId } from 'uuid';
import { InputError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Database } from '../../prisma/open-database.js';
import { hashPassphrase } from './passphrase.js';
import { type Role, roles } from './roles.js';

export interface NewUser {
  readonly username: string;
  readonly name: string;
  /** 执法证号; empty where the person has none. */
  readonly credentialNumber: string;
  readonly role: string;
  readonly passphrase: string;
  readonly organisationId: string;
}

/**
 * Adds a person. The ledger has the hash of who they are, and of the role they were given.
 * @throws InputError when a field is unusable or the user name is taken
 */
export async function addUser(database: Database, user: NewUser, now: Date): Promise<string> {
  const username = readUsername(user.username);
  const name = readName(user.name);
  const role = readRole(user.role);
  const credentialNumber = user.credentialNumber.trim();
  if (!/^[\p{L}\p{N}-]{0,40}$/u.test(credentialNumber))
    throw new InputError(
      'credential_unusable',
      `The credential number «${user.credentialNumber}» holds more than letters, digits and hyphens.`,
    );
  const passphraseHash = await hashPassphrase(user.passphrase);
  const id = newId();
  const { organisationId } = user;
  await database.$transaction(async (transaction) => {
    const data = { id, organisationId, username, name, credentialNumber, role, createdAt: now };
    const inserted = await transaction.user.createMany({ data: [{ ...data, passphraseHash }], skipDuplicates: true });
    if (inserted.count === 0)
      throw new InputError('user_known', `The user name ${username} is taken; give another one.`);
    const subjectSha256 = sha256(canonicalJson({ ...data, createdAt: now.toISOString() }));
    await appendLedgerEntries(transaction, [{ kind: 'user.added', subjectId: id, subjectSha256 }], now);
  });
  return id;
}

export function readRole(role: string): Role {
  const known = roles.find((one) => one === role);
  if (known === undefined)
    throw new InputError('role_unknown', `There is no role «${role}»; give one of ${roles.join(', ')}.`);
  return known;
}

function readUsername(username: string): string {
  if (!/^[a-z0-9][a-z0-9._-]{1,39}$/.test(username))
    throw new InputError(
      'username_unusable',
      `The user name «${username}» is not of 2 to 40 small letters, digits, dots, hyphens and underscores.`,
    );
  return username;
}

function readName(name: string): string {
  const trimmed = name.trim();
  if (!/^\P{Cc}{1,100}$/u.test(trimmed) || !trimmed.isWellFormed())
    throw new InputError('name_unusable', 'The name of the person is empty, too long or holds control characters.');
  return trimmed;
}
