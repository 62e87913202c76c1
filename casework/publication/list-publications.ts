import type { Publication } from '../../contracts/api/publications.js';
import { publicationKind } from '../../contracts/api/publications.js';
import { namedPerson } from '../../contracts/evidence-record.js';
import type { Database, Prisma } from '../../prisma/open-database.js';
import { shanghaiDay } from '../figures/shanghai-calendar.js';
import type { Decider } from '../reviews/decider.js';
import { publicationState } from './publication-standing.js';

/**
 * All publications of these organisations, the newest first, as they stand today in Shanghai.
 * @param reader `person`: whose own ones are marked; absent where nobody is logged in
 */
export async function listPublications(
  database: Database,
  { person, jurisdiction }: Pick<Decider, 'jurisdiction'> & Partial<Pick<Decider, 'person'>>,
  now: Date,
): Promise<Publication[]> {
  const rows = await database.publication.findMany({
    where: { organisationId: { in: [...jurisdiction] } },
    orderBy: { id: 'desc' },
    include: {
      organisation: { select: { name: true } },
      case: { select: { state: true } },
      outcome: { select: { withdrawal: { select: { id: true } } } },
      steps: true,
    },
  });
  return rows.map(({ id, title, text, startsOn, endsOn, caseId, outcomeId, steps, ...row }) => {
    const step = (kind: string) => actOf(steps.find((one) => one.kind === kind));
    const [approval, takenDown] = [step('approved'), step('taken_down')];
    const isGroundGone = row.case?.state === 'withdrawn' || (row.outcome?.withdrawal ?? null) !== null;
    const facts = { startsOn, endsOn, isApproved: approval !== null, isTakenDown: takenDown !== null, isGroundGone };
    return {
      ...{ id, title, text, startsOn, endsOn, caseId, outcomeId, approval, takenDown },
      ...{ kind: publicationKind.parse(row.kind), state: publicationState(facts, shanghaiDay(now)) },
      ...{ organisation: row.organisation.name, preparedBy: nameOf(row.by), isOwn: row.userId === person?.id },
      preparedAt: row.preparedAt.toISOString(),
    };
  });
}

function actOf(step: { by: Prisma.JsonValue; recordedAt: Date; note: string } | undefined): Publication['approval'] {
  return step === undefined ? null : { by: nameOf(step.by), at: step.recordedAt.toISOString(), note: step.note };
}

const nameOf = (by: Prisma.JsonValue): string => namedPerson.parse(by).name;
