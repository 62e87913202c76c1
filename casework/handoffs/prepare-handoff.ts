import { v7 as newId } from 'uuid';
import type { HandoffSubject } from '../../contracts/api/handoffs.js';
import { InputError, RefusedError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { rowEntry } from '../../evidence/ledger/row-entry.js';
import type { Database, Transaction } from '../../prisma/open-database.js';
import { shanghaiDay } from '../figures/shanghai-calendar.js';
import { nextNumber } from '../numbering/next-number.js';
import { requireCase, requireOrganisation } from '../outcomes/require-related.js';
import type { Decider } from '../reviews/decider.js';
import { decidingRoles } from '../users/roles.js';
import { requireAuthority } from './authorities.js';

export interface NewHandoff {
  /** The person's own organisation where absent. */
  readonly organisationId?: string | undefined;
  /** casework/handoffs/authorities.yaml */
  readonly authority: string;
  readonly subjectKind: HandoffSubject;
  readonly subjectName: string;
  /** The credential whose registering authority it goes to; empty where there is none. */
  readonly credential: string;
  readonly matter: string;
  readonly caseId?: string | undefined;
  /** Evidence packages that go with it. */
  readonly packageIds: readonly string[];
}

/**
 * Prepares a handoff and gives it its number. It leaves when two officers have confirmed it.
 * @throws RefusedError `role_insufficient`; InputError `authority_unknown`, `authority_unfit`, `handoff_unusable`, `organisation_unknown`,
 *   `case_unknown`, `package_unknown`
 */
export async function prepareHandoff(
  database: Database,
  session: Decider,
  handoff: NewHandoff,
  now: Date,
): Promise<{ id: string; year: number; number: number }> {
  const { person, id: sessionId } = session;
  if (!decidingRoles.includes(person.role))
    throw new RefusedError('role_insufficient', `${person.name} is ${person.role} and may not prepare handoffs.`);
  const { authority, subjectKind, credential, caseId } = handoff;
  requireAuthority(authority, subjectKind);
  const [subjectName, matter] = [handoff.subjectName.trim(), handoff.matter.trim()];
  if (subjectName === '' || matter === '')
    throw new InputError('handoff_unusable', 'A handoff names whom it is about and what is handed off.');
  const packageIds = [...new Set(handoff.packageIds)];
  const year = Number(shanghaiDay(now).slice(0, 4));
  return database.$transaction(async (transaction) => {
    const organisationId = await requireOrganisation(transaction, session, handoff.organisationId);
    if (caseId !== undefined) await requireCase(transaction, session, caseId);
    await requirePackages(transaction, session, packageIds);
    const number = await nextNumber(transaction, { organisationId, kind: 'handoff', year });
    const row = {
      ...{ id: newId(), organisationId, year, number, authority, subjectKind, subjectName, credential, matter },
      ...{ caseId: caseId ?? null, packageIds, userId: person.id, sessionId, by: { ...person } },
    };
    await transaction.handoff.create({ data: { ...row, preparedAt: now }, select: { id: true } });
    await appendLedgerEntries(transaction, [rowEntry('handoff.prepared', row, now)], now);
    return { id: row.id, year, number };
  });
}

async function requirePackages(
  transaction: Transaction,
  { jurisdiction }: Pick<Decider, 'jurisdiction'>,
  packageIds: readonly string[],
): Promise<void> {
  const found = await transaction.evidencePackage.findMany({
    where: { id: { in: [...packageIds] }, posting: { platform: { organisationId: { in: [...jurisdiction] } } } },
    select: { id: true },
  });
  const missing = packageIds.find((id) => found.every((each) => each.id !== id));
  if (missing !== undefined) throw new InputError('package_unknown', `There is no evidence package ${missing}.`);
}
