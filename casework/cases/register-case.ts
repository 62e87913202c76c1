import { v7 as newId } from 'uuid';
import type { CasePath } from '../../contracts/case.js';
import { InputError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import type { Database } from '../../prisma/open-database.js';
import { shanghaiDay } from '../figures/shanghai-calendar.js';
import { nextNumber } from '../numbering/next-number.js';
import type { Decider } from '../reviews/decider.js';
import { registeredEntry, stepEntry } from './case-entries.js';
import { addOrigins, type Clues, requireClues, type Unit } from './case-origins.js';
import { addPostings, type ConfirmedPosting, requireConfirmed } from './case-postings.js';
import { startDeadlines } from './deadlines.js';
import { requireRole } from './guards/officers.js';
import { endOf } from './read-limits.js';
import { parseFacts, stepNote } from './step-facts.js';

export interface NewCase extends Partial<Clues> {
  readonly path: CasePath;
  /** Advertisements that it rests on; of withheld credentials there may be none. */
  readonly postingIds: readonly string[];
  /** Where the clue came from. */
  readonly origin: string;
  /** Whom it is against, where the advertisements name no agency, or several. */
  readonly subjectName?: string | undefined;
  readonly creditCode?: string | undefined;
  readonly note: string;
}

type NamedSubject = Pick<NewCase, 'subjectName' | 'creditCode'>;

export interface RegisteredCase {
  readonly id: string;
  readonly year: number;
  readonly number: number;
}

/**
 * Registers a clue as a case, with the next number of the person's organisation. Case, advertisements, first step, deadline and ledger entries are
 * one transaction.
 *
 * @throws RefusedError `role_insufficient`, `posting_unconfirmed`, `posting_in_case`; InputError `facts_unusable`, `posting_unknown`,
 *   `note_unusable`, `postings_missing`, `subject_missing`, `agencies_differ`, `clues_unfit`; what case-origins.ts refuses
 */
export async function registerCase(
  database: Database,
  { id: sessionId, person, jurisdiction }: Decider,
  { path, origin, note, ...wanted }: NewCase,
  now: Date,
): Promise<RegisteredCase> {
  requireRole(person);
  const facts = parseFacts('register', { origin, postingIds: [...new Set(wanted.postingIds)] });
  for (const text of [note, wanted.subjectName ?? '', wanted.creditCode ?? ''])
    if (!stepNote.safeParse(text).success)
      throw new InputError('note_unusable', 'The note is too long or holds a character that cannot be stored.');
  if (path === 'advertising' && facts.postingIds.length === 0)
    throw new InputError('postings_missing', 'A case about advertisements names at least one.');
  const clues = { leadIds: wanted.leadIds ?? [], checkId: wanted.checkId };
  const hasClues = clues.leadIds.length > 0 || clues.checkId !== undefined;
  if (hasClues && (path !== 'registration' || facts.postingIds.length > 0))
    throw new InputError(
      'clues_unfit',
      'Leads and checks on site begin a case about registrations (path registration), against the unit and without advertisements.',
    );
  return database.$transaction(async (transaction) => {
    const postings = await requireConfirmed(transaction, facts.postingIds, jurisdiction, null);
    const unit = await requireClues(transaction, clues, jurisdiction);
    const subject = unit === null ? subjectOf(postings, wanted) : subjectNamed(unit, wanted);
    const { organisationId } = await transaction.user.findUniqueOrThrow({
      where: { id: person.id },
      select: { organisationId: true },
    });
    const today = shanghaiDay(now);
    const year = Number(today.slice(0, 4));
    const by = { ...person };
    const caseId = newId();
    const number = await nextNumber(transaction, { organisationId, kind: 'case', year });
    const row = { id: caseId, organisationId, year, number, path, ...subject, registeredAt: now };
    await transaction.case.create({ data: { ...row, state: 'registered' } });
    await addPostings(transaction, caseId, facts.postingIds, now);
    const step = {
      ...{ id: newId(), caseId, number: 1, action: 'register', fromState: '', toState: 'registered' },
      ...{ occurredOn: today, facts, note, needsSecond: false, userId: person.id, sessionId, by, recordedAt: now },
    };
    await transaction.caseStep.create({ data: step });
    const filing = { kind: 'filing' as const, startedOn: today, dueOn: endOf('filing', today) };
    await startDeadlines(transaction, caseId, step.id, [filing]);
    const origins = await addOrigins(transaction, caseId, clues, now);
    await appendLedgerEntries(transaction, [registeredEntry(row), stepEntry(step), ...origins], now);
    return { id: caseId, year, number };
  });
}

/** Whom a case is against that begins with leads or a check on site: the unit, and nobody else may be named. */
function subjectNamed({ unitName, unitCode }: Unit, { subjectName = '', creditCode = '' }: NamedSubject) {
  const [named, code] = [subjectName.trim(), creditCode.trim()];
  if ((named !== '' && named !== unitName) || (code !== '' && code !== unitCode))
    throw new InputError(
      'clues_unfit',
      `The clues are about ${unitName}${unitCode === '' ? '' : ` (${unitCode})`}; the case is against that unit.`,
    );
  return { agencyId: null, subjectName: unitName, creditCode: unitCode === '' ? null : unitCode };
}

/** Whom the case is against: the agency of its advertisements, or who was named. */
function subjectOf(
  postings: readonly ConfirmedPosting[],
  { subjectName, creditCode }: NamedSubject,
): { readonly agencyId: string | null; readonly subjectName: string; readonly creditCode: string | null } {
  const agencies = new Map(postings.flatMap(({ agency }) => (agency === null ? [] : [[agency.id, agency] as const])));
  const named = subjectName?.trim() ?? '';
  const agency = named === '' ? [...agencies.values()][0] : [...agencies.values()].find(({ name }) => name === named);
  if (named === '' && agencies.size > 1)
    throw new InputError(
      'agencies_differ',
      `The advertisements name several agencies: ${[...agencies.values()].map(({ name }) => name).join(', ')}; say whom the case is against.`,
    );
  const name = agency?.name ?? named;
  if (name === '')
    throw new InputError('subject_missing', 'The advertisements name no agency; say whom the case is against.');
  return { agencyId: agency?.id ?? null, subjectName: name, creditCode: creditCode ?? agency?.creditCode ?? null };
}
