import { type Outcome, outcomeKind, outcomeSubject } from '../../contracts/api/outcomes.js';
import { namedPerson } from '../../contracts/evidence-record.js';
import type { PersonalData } from '../../evidence/personal-data.js';
import type { Database, Prisma } from '../../prisma/open-database.js';
import { caseNumber } from '../cases/case-record.js';
import { maskedIdentityNumber, readIdentityNumber } from '../comparison/identity-number.js';
import type { Decider } from '../reviews/decider.js';
import { outcomeKinds } from './outcome-kinds.js';

export interface OutcomeQuery {
  readonly kind?: Outcome['kind'] | undefined;
  readonly subjectKind?: Outcome['subjectKind'] | undefined;
  readonly caseId?: string | undefined;
  readonly handoffId?: string | undefined;
  /** The last one of the page before. */
  readonly after?: string | undefined;
  readonly limit?: number;
}

export type Reader = Pick<Decider, 'jurisdiction'>;

/** What a reader sees of an outcome. */
export const includedInOutcome = {
  organisation: { select: { name: true } },
  case: { select: { year: true, number: true } },
  withdrawal: true,
} satisfies Prisma.OutcomeInclude;

/** The newest first; those that were withdrawn are among them. */
export async function listOutcomes(
  database: Database,
  personalData: PersonalData,
  { jurisdiction }: Reader,
  { kind, subjectKind, caseId, handoffId, after, limit = 50 }: OutcomeQuery,
): Promise<{ outcomes: Outcome[]; next: string | null }> {
  const rows = await database.outcome.findMany({
    where: {
      organisationId: { in: [...jurisdiction] },
      ...(kind === undefined ? {} : { kind }),
      ...(subjectKind === undefined ? {} : { subjectKind }),
      ...(caseId === undefined ? {} : { caseId }),
      ...(handoffId === undefined ? {} : { handoffId }),
      ...(after === undefined ? {} : { id: { lt: after } }),
    },
    orderBy: { id: 'desc' },
    take: limit + 1,
    include: includedInOutcome,
  });
  const outcomes = rows.slice(0, limit).map((row) => describeOutcome(personalData, row));
  return { outcomes, next: rows.length > limit ? (outcomes.at(-1)?.id ?? null) : null };
}

export function describeOutcome(
  personalData: PersonalData,
  row: Prisma.OutcomeGetPayload<{ include: typeof includedInOutcome }>,
): Outcome {
  const kind = outcomeKind.parse(row.kind);
  const { id, organisationId, subjectName, authority, document, decidedOn, endsOn, caseId, handoffId, note } = row;
  return {
    ...{ id, organisationId, organisation: row.organisation.name, subjectKind: outcomeSubject.parse(row.subjectKind) },
    ...{
      subjectName,
      identityMasked: masked(personalData, row.identitySealed),
      kind,
      kindName: outcomeKinds[kind].name,
    },
    ...{ authority, document, decidedOn, endsOn, caseId, handoffId, note },
    caseNumber: row.case === null ? null : caseNumber(row.case),
    ...{ by: namedPerson.parse(row.by).name, recordedAt: row.recordedAt.toISOString() },
    withdrawn:
      row.withdrawal === null
        ? null
        : {
            ...{ by: namedPerson.parse(row.withdrawal.by).name, at: row.withdrawal.withdrawnAt.toISOString() },
            reason: row.withdrawal.reason,
          },
  };
}

function masked(personalData: PersonalData, sealed: string | null): string | null {
  if (sealed === null) return null;
  const key = readIdentityNumber(personalData.open(sealed));
  return typeof key === 'number' ? maskedIdentityNumber(key) : null;
}
