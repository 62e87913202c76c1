import { type Handoff, handoffStepKind, handoffSubject } from '../../contracts/api/handoffs.js';
import { InputError } from '../../contracts/errors.js';
import { namedPerson } from '../../contracts/evidence-record.js';
import type { Database, Prisma } from '../../prisma/open-database.js';
import { caseNumber } from '../cases/case-record.js';
import type { Decider } from '../reviews/decider.js';
import { readAuthorities } from './authorities.js';
import { stateOfSteps, stepsFrom } from './handoff-states.js';

type Reader = Pick<Decider, 'jurisdiction'>;

const included = {
  organisation: { select: { name: true } },
  case: { select: { year: true, number: true } },
  steps: { orderBy: { number: 'asc' } },
} satisfies Prisma.HandoffInclude;
type HandoffRow = Prisma.HandoffGetPayload<{ include: typeof included }>;

/** The newest first. */
export async function listHandoffs(
  database: Database,
  { jurisdiction }: Reader,
  {
    caseId,
    after,
    limit = 50,
  }: { readonly caseId?: string | undefined; readonly after?: string | undefined; readonly limit?: number },
): Promise<{ handoffs: Handoff[]; next: string | null }> {
  const rows = await database.handoff.findMany({
    where: {
      organisationId: { in: [...jurisdiction] },
      ...(caseId === undefined ? {} : { caseId }),
      ...(after === undefined ? {} : { id: { lt: after } }),
    },
    orderBy: { id: 'desc' },
    take: limit + 1,
    include: included,
  });
  const handoffs = await describe(database, rows.slice(0, limit));
  return { handoffs, next: rows.length > limit ? (handoffs.at(-1)?.id ?? null) : null };
}

/** @throws InputError `handoff_unknown` also for one outside the jurisdiction */
export async function readHandoff(database: Database, { jurisdiction }: Reader, id: string): Promise<Handoff> {
  const row = await database.handoff.findFirst({
    where: { id, organisationId: { in: [...jurisdiction] } },
    include: included,
  });
  const [handoff] = row === null ? [] : await describe(database, [row]);
  if (handoff === undefined) throw new InputError('handoff_unknown', `There is no handoff ${id}.`);
  return handoff;
}

async function describe(database: Database, rows: readonly HandoffRow[]): Promise<Handoff[]> {
  const authorities = readAuthorities();
  const packages = await database.evidencePackage.findMany({
    where: { id: { in: rows.flatMap(({ packageIds }) => packageIds) } },
    select: { id: true, number: true, postingId: true, fileSha256: true },
  });
  return rows.map((row): Handoff => {
    const steps = row.steps.map((step) => ({
      ...{ number: step.number, kind: handoffStepKind.parse(step.kind), occurredOn: step.occurredOn, note: step.note },
      ...{ by: namedPerson.parse(step.by).name, recordedAt: step.recordedAt.toISOString() },
    }));
    const state = stateOfSteps(steps.map(({ kind }) => kind));
    const { id, organisationId, authority, subjectName, credential, matter, caseId } = row;
    return {
      ...{ id, number: caseNumber(row), organisationId, organisation: row.organisation.name, state, authority },
      // One that was taken out of the table since keeps its id.
      authorityName: authorities.find((each) => each.id === authority)?.name ?? authority,
      ...{ subjectKind: handoffSubject.parse(row.subjectKind), subjectName, credential, matter, caseId },
      caseNumber: row.case === null ? null : caseNumber(row.case),
      packages: packages.filter((each) => row.packageIds.includes(each.id)),
      ...{ by: namedPerson.parse(row.by).name, preparedAt: row.preparedAt.toISOString(), steps },
      next: [...stepsFrom(state)],
    };
  });
}
