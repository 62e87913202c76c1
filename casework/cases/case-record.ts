import { type CaseAction, caseAction } from '../../contracts/case.js';
import { type NamedPerson, namedPerson } from '../../contracts/evidence-record.js';
import type { Database, Prisma, Transaction } from '../../prisma/open-database.js';
import { parseFacts, type StepFacts } from './step-facts.js';

/** What is read of a case whatever is done with it. */
const included = {
  steps: { orderBy: { number: 'asc' }, include: { answer: true } },
  deadlines: { orderBy: [{ startedOn: 'asc' }, { id: 'asc' }] },
  postings: { orderBy: [{ addedAt: 'asc' }, { postingId: 'asc' }] },
  origins: { select: { check: { select: { withdrawal: { select: { id: true } } } } } },
} satisfies Prisma.CaseInclude;

export type CaseRecord = Prisma.CaseGetPayload<{ include: typeof included }>;
export type StepRecord = CaseRecord['steps'][number];

/** The case, or null where there is none of these organisations. */
export function readCaseRecord(
  database: Database | Transaction,
  id: string,
  jurisdiction: readonly string[],
): Promise<CaseRecord | null> {
  return database.case.findFirst({ where: { id, organisationId: { in: [...jurisdiction] } }, include: included });
}

/** Whether a step counts: it takes no second officer, or that one has confirmed it. */
export function isEffective(step: StepRecord): boolean {
  return !step.needsSecond || step.answer?.kind === 'confirmed';
}

/** The newest step of an action that counts, with its facts. */
export function newestStep<A extends CaseAction>(
  { steps }: Pick<CaseRecord, 'steps'>,
  action: A,
): (StepRecord & { readonly known: StepFacts[A] }) | undefined {
  const found = steps.findLast((step) => step.action === action && isEffective(step));
  return found === undefined ? undefined : { ...found, known: parseFacts(action, found.facts) };
}

/** The newest step by which a party was ordered to correct or to return. */
export function newestOrder(found: Pick<CaseRecord, 'steps'>) {
  const order = newestStep(found, 'order_rectification');
  const ofReturn = newestStep(found, 'order_return');
  if (order === undefined || ofReturn === undefined) return order ?? ofReturn;
  return order.number > ofReturn.number ? order : ofReturn;
}

/** Who took a step or answered it, as they were then. */
export const personOf = ({ by }: { readonly by: Prisma.JsonValue }): NamedPerson => namedPerson.parse(by);

export const actionOf = ({ action }: Pick<StepRecord, 'action'>): CaseAction => caseAction.parse(action);

/** 〔2026〕12号 */
export const caseNumber = ({ year, number }: { readonly year: number; readonly number: number }): string =>
  `〔${year}〕${number}号`;
