import { v7 as newId } from 'uuid';
import { InputError, RefusedError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { rowEntry } from '../../evidence/ledger/row-entry.js';
import { isCreditCode } from '../../postings/agencies/credit-code.js';
import { storable } from '../../postings/hash-content.js';
import type { Database, Transaction } from '../../prisma/open-database.js';
import type { Decider } from '../reviews/decider.js';
import { refuseUnlessDeciding } from './import-licences.js';
import { agenciesWithin } from './within-jurisdiction.js';

export type AgencyDecisionKind = 'same_as' | 'different_from' | 'licensed' | 'unlicensed';

/** What a person finds of an agency's name. */
export interface NewAgencyDecision {
  readonly agencyId: string;
  readonly kind: AgencyDecisionKind;
  /** The other name, of same_as and different_from; null of the others. */
  readonly otherId: string | null;
  /** 统一社会信用代码 of the holder, of licensed; null of the others. */
  readonly creditCode: string | null;
  /** Of unlicensed: on what ground. */
  readonly note: string;
}

const longestNote = 2_000;

/**
 * Records what a person decided of an agency: that two names are one or are not, that it has a licence or has none. Row and ledger entry are
 * one transaction; a later decision of the kind replaces it.
 *
 * @returns its id
 * @throws InputError `agency_unknown` for one outside the jurisdiction too, `same_agency`, `credit_code_invalid`, `note_missing`, `note_long`;
 *   RefusedError `role_insufficient`, `decision_stands` when the newest decision says the same
 */
export async function decideAgency(
  database: Database,
  { id: sessionId, person, jurisdiction }: Decider,
  decision: NewAgencyDecision,
  now: Date,
): Promise<string> {
  refuseUnlessDeciding(person);
  const read = readDecision(decision);
  const { agencyId, otherId } = read;
  return database.$transaction(async (transaction) => {
    const ids = [agencyId, ...(otherId === null ? [] : [otherId])].sort();
    // In one order, so that two who decide on a pair at once do not wait for each other in a circle.
    await transaction.$executeRaw`SELECT 1 FROM "Agency" WHERE "id" = ANY(${ids}) ORDER BY "id" FOR NO KEY UPDATE`;
    const visible = await transaction.agency.count({ where: { id: { in: ids }, ...agenciesWithin(jurisdiction) } });
    if (visible < ids.length)
      throw new InputError(
        'agency_unknown',
        `There is no agency ${ids.join(' or ')}; guazheng agency list shows them.`,
      );
    const newest = await findNewest(transaction, read);
    if (newest !== null && newest.kind === read.kind && newest.creditCode === read.creditCode)
      throw new RefusedError('decision_stands', `That ${agencyId} is ${read.kind} was decided already and stands.`);
    const row = { id: newId(), ...read, sessionId, by: { ...person } };
    await transaction.agencyDecision.create({ data: { ...row, userId: person.id, decidedAt: now } });
    await appendLedgerEntries(transaction, [rowEntry('agency.decided', row, now)], now);
    return row.id;
  });
}

function readDecision(given: NewAgencyDecision): NewAgencyDecision {
  const { agencyId, kind } = given;
  const note = storable(given.note).trim();
  if (note.length > longestNote)
    throw new InputError('note_long', `The note has more than ${longestNote} characters; shorten it.`);
  if (kind === 'same_as' || kind === 'different_from') {
    if (given.otherId === null || given.otherId === agencyId)
      throw new InputError('same_agency', 'A match is of two names; name another agency.');
    return { agencyId, kind, otherId: given.otherId, creditCode: null, note };
  }
  if (kind === 'unlicensed') {
    if (note === '')
      throw new InputError('note_missing', 'Say on what ground it is known that the agency has no licence.');
    return { agencyId, kind, otherId: null, creditCode: null, note };
  }
  const creditCode = (given.creditCode ?? '').normalize('NFKC').trim().toUpperCase();
  if (!isCreditCode(creditCode))
    throw new InputError(
      'credit_code_invalid',
      `«${creditCode}» is no credit code; its 18 characters or their check are wrong.`,
    );
  return { agencyId, kind, otherId: null, creditCode, note };
}

function findNewest(transaction: Transaction, { agencyId, otherId, kind }: NewAgencyDecision) {
  const ofPair = kind === 'same_as' || kind === 'different_from';
  return transaction.agencyDecision.findFirst({
    where: ofPair
      ? {
          kind: { in: ['same_as', 'different_from'] },
          OR: [
            { agencyId, otherId },
            { agencyId: otherId ?? '', otherId: agencyId },
          ],
        }
      : { kind: { in: ['licensed', 'unlicensed'] }, agencyId },
    orderBy: { id: 'desc' },
    select: { kind: true, creditCode: true },
  });
}
