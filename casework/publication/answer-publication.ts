import { v7 as newId } from 'uuid';
import { InputError, RefusedError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { rowEntry } from '../../evidence/ledger/row-entry.js';
import type { Database, Transaction } from '../../prisma/open-database.js';
import { accountsOf, type Decider } from '../reviews/decider.js';
import { decidingRoles } from '../users/roles.js';

/**
 * A supervisor, other than who prepared it, approves a publication: from its first day it is out.
 * @throws RefusedError `role_insufficient`, `same_person`, `publication_answered`; InputError `publication_unknown`
 */
export async function approvePublication(
  database: Database,
  session: Decider,
  { id, note }: { readonly id: string; readonly note: string },
  now: Date,
): Promise<void> {
  const { person } = session;
  if (person.role !== 'supervisor')
    throw new RefusedError(
      'role_insufficient',
      `${person.name} is ${person.role}; a supervisor approves publications.`,
    );
  await answer(database, session, { id, kind: 'approved', note }, now, async (transaction, preparedById) => {
    if ((await accountsOf(transaction, person)).includes(preparedById))
      throw new RefusedError('same_person', `${person.name} prepared it; it takes another person to approve it.`);
  });
}

/**
 * Takes a publication down for good, whether it is out or not: whoever finds that it is wrong does so at once.
 * @throws RefusedError `role_insufficient`, `publication_answered`; InputError `publication_unknown`
 */
export async function takeDownPublication(
  database: Database,
  session: Decider,
  { id, reason }: { readonly id: string; readonly reason: string },
  now: Date,
): Promise<void> {
  const { person } = session;
  if (!decidingRoles.includes(person.role))
    throw new RefusedError('role_insufficient', `${person.name} is ${person.role} and may not take publications down.`);
  await answer(database, session, { id, kind: 'taken_down', note: reason }, now, async () => undefined);
}

async function answer(
  database: Database,
  { id: sessionId, person, jurisdiction }: Decider,
  { id, kind, note }: { readonly id: string; readonly kind: 'approved' | 'taken_down'; readonly note: string },
  now: Date,
  guard: (transaction: Transaction, preparedById: string) => Promise<void>,
): Promise<void> {
  await database.$transaction(async (transaction) => {
    const [found] = await transaction.$queryRaw<{ userId: string }[]>`
      SELECT "userId" FROM "Publication"
       WHERE "id" = ${id} AND "organisationId" = ANY(${[...jurisdiction]}::text[]) FOR NO KEY UPDATE`;
    if (found === undefined) throw new InputError('publication_unknown', `There is no publication ${id}.`);
    await guard(transaction, found.userId);
    const earlier = await transaction.publicationStep.findMany({
      where: { publicationId: id },
      select: { kind: true },
    });
    if (earlier.some((step) => step.kind === kind || step.kind === 'taken_down'))
      throw new RefusedError(
        'publication_answered',
        `The publication ${id} was ${kind === 'approved' ? 'approved or ' : ''}taken down already.`,
      );
    const row = { id: newId(), publicationId: id, kind, note, userId: person.id, sessionId, by: { ...person } };
    await transaction.publicationStep.create({ data: { ...row, recordedAt: now }, select: { id: true } });
    await appendLedgerEntries(transaction, [rowEntry('publication.answered', row, now)], now);
  });
}
