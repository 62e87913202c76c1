import { v7 as newId } from 'uuid';
import type { NewPublication } from '../../contracts/api/publications.js';
import { InputError, RefusedError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { rowEntry } from '../../evidence/ledger/row-entry.js';
import type { Database, Transaction } from '../../prisma/open-database.js';
import { type CaseRecord, newestStep, readCaseRecord } from '../cases/case-record.js';
import type { Decider } from '../reviews/decider.js';
import { decidingRoles } from '../users/roles.js';
import { findNamingWords } from './naming-words.js';
import { outcomeText, type PublishedText, penaltyText } from './published-text.js';

/** A typical case names somebody; `words` are what does. */
export class NamingError extends RefusedError {
  readonly words: readonly string[];

  constructor(words: readonly string[]) {
    const listed = words.map((word) => `«${word}»`).join(', ');
    super('publication_names', `A typical case names nobody; take out ${listed}.`);
    this.words = words;
  }
}

/** What is published, of which organisation, and for how long. */
interface Content extends PublishedText {
  readonly organisationId: string;
  readonly caseId: string | null;
  readonly outcomeId: string | null;
  readonly endsOn: string | null;
}

/**
 * Prepares a publication; another person approves it. Only what law allows is published: a decision that was served (行政处罚法 48), a record
 * that stands, and a case in which nobody can be recognised.
 *
 * @returns its id
 * @throws RefusedError `role_insufficient`, `publication_unlawful`, NamingError; InputError `case_unknown`, `outcome_unknown`,
 *   `publication_unusable`
 */
export async function preparePublication(
  database: Database,
  session: Decider,
  request: NewPublication,
  now: Date,
): Promise<string> {
  const { person } = session;
  if (!decidingRoles.includes(person.role))
    throw new RefusedError('role_insufficient', `${person.name} is ${person.role} and may not prepare publications.`);
  if (request.endsOn !== undefined && request.endsOn < request.startsOn)
    throw new InputError('publication_unusable', `It would end on ${request.endsOn}, before it begins.`);
  return database.$transaction(async (transaction) => {
    const content = await readContent(transaction, session, request);
    const row = {
      ...{ id: newId(), kind: request.kind, startsOn: request.startsOn, ...content },
      ...{ userId: person.id, sessionId: session.id, by: { ...person } },
    };
    await transaction.publication.create({ data: { ...row, preparedAt: now }, select: { id: true } });
    await appendLedgerEntries(transaction, [rowEntry('publication.prepared', row, now)], now);
    return row.id;
  });
}

async function readContent(transaction: Transaction, session: Decider, request: NewPublication): Promise<Content> {
  switch (request.kind) {
    case 'penalty':
      return penaltyOf(transaction, session, request);
    case 'typical_case':
      return typicalCaseOf(transaction, session, request);
    default:
      return recordOf(transaction, session, request);
  }
}

async function penaltyOf(
  transaction: Transaction,
  { jurisdiction }: Decider,
  { caseId, endsOn }: Extract<NewPublication, { kind: 'penalty' }>,
): Promise<Content> {
  const found = await requireCase(transaction, jurisdiction, caseId);
  const decision = newestStep(found, 'decide');
  if (decision === undefined || newestStep(found, 'serve') === undefined || found.state === 'withdrawn')
    throw new RefusedError(
      'publication_unlawful',
      'A decision is published when it has been made and served, and while the case stands.',
    );
  const organisation = await transaction.organisation.findUniqueOrThrow({ where: { id: found.organisationId } });
  const { document, penalties } = decision.known;
  return {
    ...{ organisationId: found.organisationId, caseId, outcomeId: null, endsOn },
    ...penaltyText({
      ...{ subjectName: found.subjectName, creditCode: found.creditCode, document, penalties },
      basis: newestStep(found, 'propose_penalty')?.known.basis ?? [],
      ...{ authority: organisation.name, decidedOn: decision.occurredOn },
    }),
  };
}

async function typicalCaseOf(
  transaction: Transaction,
  { jurisdiction }: Decider,
  { caseId, title, text, endsOn }: Extract<NewPublication, { kind: 'typical_case' }>,
): Promise<Content> {
  const found = await requireCase(transaction, jurisdiction, caseId);
  const naming = findNamingWords(`${title}\n${text}`, await namesOf(transaction, found));
  if (naming.length > 0) throw new NamingError(naming);
  return { organisationId: found.organisationId, caseId, outcomeId: null, endsOn: endsOn ?? null, title, text };
}

async function recordOf(
  transaction: Transaction,
  { jurisdiction }: Decider,
  { kind, outcomeId, endsOn: given }: Extract<NewPublication, { kind: 'bad_conduct' | 'blacklist' }>,
): Promise<Content> {
  const outcome = await transaction.outcome.findFirst({
    where: { id: outcomeId, organisationId: { in: [...jurisdiction] } },
    include: { withdrawal: { select: { id: true } } },
  });
  if (outcome === null) throw new InputError('outcome_unknown', `There is no outcome ${outcomeId}.`);
  if (outcome.withdrawal !== null || outcome.kind !== (kind === 'blacklist' ? 'blacklisted' : 'bad_conduct'))
    throw new RefusedError(
      'publication_unlawful',
      `The outcome ${outcomeId} does not stand, or is nothing of this kind.`,
    );
  const endsOn = given ?? outcome.endsOn;
  if (endsOn === null)
    throw new InputError('publication_unusable', 'The record has no last day; say until when it is to be published.');
  if (outcome.endsOn !== null && endsOn > outcome.endsOn)
    throw new RefusedError(
      'publication_unlawful',
      `The record ends on ${outcome.endsOn}, and so does its publication.`,
    );
  const { subjectName, authority, document, decidedOn, organisationId } = outcome;
  return {
    ...{ organisationId, caseId: outcome.caseId, outcomeId, endsOn },
    ...outcomeText({ kind, subjectName, authority, document, decidedOn, endsOn }),
  };
}

async function requireCase(
  transaction: Transaction,
  jurisdiction: readonly string[],
  caseId: string,
): Promise<CaseRecord> {
  const found = await readCaseRecord(transaction, caseId, jurisdiction);
  if (found === null) throw new InputError('case_unknown', `There is no case ${caseId}.`);
  return found;
}

/** Names by which a case could be recognised: its party's, those on its advertisements, and those of what came of it. */
async function namesOf(
  transaction: Transaction,
  { id, subjectName, creditCode, postings }: CaseRecord,
): Promise<string[]> {
  const versions = await transaction.postingVersion.findMany({
    where: { postingId: { in: postings.map(({ postingId }) => postingId) } },
    select: { company: true, agency: true },
  });
  const outcomes = await transaction.outcome.findMany({ where: { caseId: id }, select: { subjectName: true } });
  return [
    ...[subjectName, creditCode ?? ''],
    ...versions.flatMap(({ company, agency }) => [company, agency]),
    ...outcomes.map((outcome) => outcome.subjectName),
  ];
}
