import { InputError, RefusedError } from '../../contracts/errors.js';
import { appendLedgerEntries, type NewLedgerEntry } from '../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Database, Transaction } from '../../prisma/open-database.js';
import { givePassphrase, insertPerson } from './add-user.js';
import { type Administrator, changePeople, hasAdministrator } from './administrator.js';
import { findPerson, type PersonKey } from './change-user.js';
import { renewalSha256 } from './link-renewal.js';
import { endSessionsOf } from './page-session.js';
import { hashPassphrase } from './passphrase.js';
import { type PersonFields, readPerson } from './person-fields.js';
import { hashOfSecret, newSecret } from './secret-link.js';

/** What a link to choose a passphrase holds. Shown once; the database has its hash alone. */
export interface NewInvitation {
  readonly userId: string;
  readonly secret: string;
  readonly expiresAt: Date;
}

const hour = 3_600_000;
/** Long enough for somebody who is away over a long holiday weekend. */
const invitationHours = 7 * 24;

/**
 * Adds a person, who chooses a passphrase by the link.
 * @throws InputError as `addUser`
 * @throws RefusedError `role_insufficient`
 */
export function invitePerson(
  database: Database,
  person: PersonFields,
  now: Date,
  by?: Administrator,
): Promise<NewInvitation> {
  return database.$transaction(async (transaction) => {
    await changePeople(transaction, by);
    const { id, entry } = await insertPerson(transaction, person, by, now);
    return invite(transaction, id, by, now, [entry]);
  });
}

/**
 * A new link for a person who has lost theirs or their passphrase; the one before is dead. Whoever has the link can log in as the person,
 * so the ledger records it, and the person is told (link-renewal.ts).
 * @throws InputError `user_unknown` when there is nobody of that name, or they are disabled
 */
export function inviteAgain(database: Database, who: PersonKey, now: Date, by?: Administrator): Promise<NewInvitation> {
  return database.$transaction(async (transaction) => {
    await changePeople(transaction, by);
    const { id, disabledAt } = await findPerson(transaction, who, by);
    if (disabledAt !== null) throw new InputError('user_unknown', 'The person cannot log in any more.');
    return invite(transaction, id, by, now, [invitedAgain(id, by, now)]);
  });
}

/** Who an invitation is for. @throws InputError `invitation_unusable` */
export async function readInvitation(
  database: Database,
  secret: string,
  now: Date,
): Promise<{ username: string; name: string; organisation: string }> {
  const invitation = await database.invitation.findUnique({
    where: { tokenSha256: hashOfSecret(secret), usedAt: null, expiresAt: { gt: now } },
    include: { user: { include: { organisation: true } } },
  });
  const user = invitation?.user;
  if (user == null || user.disabledAt !== null) throw unusable();
  return { username: user.username, name: user.name, organisation: user.organisation.name };
}

/**
 * The person chooses a passphrase; where they had another, it is void and they are logged out everywhere. Their second factor stays.
 * @throws InputError `invitation_unusable`, or when the passphrase is
 */
export async function useInvitation(database: Database, secret: string, passphrase: string, now: Date): Promise<void> {
  // Before the hash: it is costly, and a stranger is not to have it made.
  await readInvitation(database, secret, now);
  const hash = await hashPassphrase(passphrase);
  await database.$transaction(async (transaction) => {
    const id = await claimInvitation(transaction, secret, now);
    const { user } = await transaction.invitation.findUniqueOrThrow({ where: { id }, include: { user: true } });
    if (user === null || user.disabledAt !== null) throw unusable();
    await givePassphrase(transaction, user.id, hash, now);
    await endSessionsOf(transaction, user.id, now);
    await appendLedgerEntries(transaction, [invitationUsed(id, user.id, now)], now);
  });
}

/**
 * While there is no administrator: the link by which the first one is made. Any link of before is dead.
 * @returns undefined once there is an administrator
 */
export function offerSetUp(database: Database, now: Date): Promise<{ secret: string } | undefined> {
  return database.$transaction(async (transaction) => {
    if (await hasAdministrator(transaction)) return undefined;
    await transaction.invitation.deleteMany({ where: { userId: null, usedAt: null } });
    const { secret, sha256: tokenSha256 } = newSecret();
    const expiresAt = new Date(now.getTime() + 24 * hour);
    await transaction.invitation.create({ data: { tokenSha256, createdAt: now, expiresAt } });
    return { secret };
  });
}

/**
 * Makes the first administrator, of the organisation above all others.
 * @throws InputError `invitation_unusable` once there is an administrator; and when a field is unusable
 */
export async function setUp(
  database: Database,
  secret: string,
  person: Pick<PersonFields, 'username' | 'name'> & { readonly passphrase: string },
  now: Date,
): Promise<void> {
  const fields = { ...person, role: 'administrator', credentialNumber: '', organisationId: 'default' };
  readPerson(fields);
  const where = { tokenSha256: hashOfSecret(secret), userId: null, usedAt: null, expiresAt: { gt: now } };
  if ((await database.invitation.count({ where })) === 0) throw unusable();
  const hash = await hashPassphrase(person.passphrase);
  await database.$transaction(async (transaction) => {
    await changePeople(transaction, undefined).catch((error: unknown) => {
      throw error instanceof RefusedError ? unusable() : error;
    });
    const invitationId = await claimInvitation(transaction, secret, now);
    const invitation = await transaction.invitation.findUniqueOrThrow({ where: { id: invitationId } });
    if (invitation.userId !== null) throw unusable();
    const { id, entry } = await insertPerson(transaction, fields, undefined, now);
    await givePassphrase(transaction, id, hash, now);
    await appendLedgerEntries(transaction, [entry, invitationUsed(invitationId, id, now)], now);
  });
}

/** Whether the first administrator is still to be made. */
export function isSetUp(database: Database): Promise<boolean> {
  return hasAdministrator(database);
}

async function invite(
  transaction: Transaction,
  userId: string,
  by: Administrator | undefined,
  now: Date,
  entries: readonly NewLedgerEntry[],
): Promise<NewInvitation> {
  await transaction.invitation.deleteMany({ where: { userId, usedAt: null } });
  const { secret, sha256: tokenSha256 } = newSecret();
  const expiresAt = new Date(now.getTime() + invitationHours * hour);
  const { id } = await transaction.invitation.create({ data: { userId, tokenSha256, createdAt: now, expiresAt } });
  const told = { id, userId, expiresAt: expiresAt.toISOString(), by: by?.sessionId ?? null };
  const entry = { kind: 'invitation.given', subjectId: id, subjectSha256: sha256(canonicalJson(told)) };
  await appendLedgerEntries(transaction, [...entries, entry], now);
  return { userId, secret, expiresAt };
}

/** Marks it as used in the one statement that finds it: of two at once one goes on. */
async function claimInvitation(transaction: Transaction, secret: string, now: Date): Promise<string> {
  const [claimed] = await transaction.invitation.updateManyAndReturn({
    where: { tokenSha256: hashOfSecret(secret), usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
    select: { id: true },
  });
  if (claimed === undefined) throw unusable();
  return claimed.id;
}

function invitedAgain(userId: string, by: Administrator | undefined, now: Date): NewLedgerEntry {
  const subjectSha256 = renewalSha256(userId, now, by?.sessionId ?? null);
  return { kind: 'user.invited_again', subjectId: userId, subjectSha256 };
}

function invitationUsed(id: string, userId: string, now: Date): NewLedgerEntry {
  const subjectSha256 = sha256(canonicalJson({ id, userId, usedAt: now.toISOString() }));
  return { kind: 'invitation.used', subjectId: id, subjectSha256 };
}

function unusable(): InputError {
  return new InputError('invitation_unusable', 'The link was used, has expired or is wrong; ask for another one.');
}
