import {
  type Interview,
  interviewKind,
  type MarkedCase,
  type MarkedCaseList,
} from '../../contracts/api/marked-cases.js';
import { caseState } from '../../contracts/case.js';
import { namedPerson } from '../../contracts/evidence-record.js';
import type { Database, Prisma } from '../../prisma/open-database.js';
import { caseNumber } from '../cases/case-record.js';
import { shanghaiDay } from '../figures/shanghai-calendar.js';
import type { Decider } from '../reviews/decider.js';

/** The cases that are or were watched, those that are first and by their day, and the interviews, the newest first. */
export async function listMarkedCases(
  database: Database,
  { jurisdiction }: Pick<Decider, 'jurisdiction'>,
  now: Date,
): Promise<MarkedCaseList> {
  const today = shanghaiDay(now);
  const visible = { in: [...jurisdiction] };
  const [marks, interviews] = await Promise.all([
    database.supervision.findMany({
      // Whoever handles the case sees that it is watched, too.
      where: { OR: [{ organisationId: visible }, { case: { organisationId: visible } }] },
      orderBy: [{ dueOn: 'asc' }, { id: 'asc' }],
      include: { organisation: { select: { name: true } }, case: true, end: true },
    }),
    database.interview.findMany({
      where: { organisationId: visible },
      orderBy: [{ heldOn: 'desc' }, { id: 'desc' }],
      include: { organisation: { select: { name: true } } },
    }),
  ]);
  const marked = marks.map(
    (row): MarkedCase => ({
      ...{ id: row.id, caseId: row.caseId, caseNumber: caseNumber(row.case), subjectName: row.case.subjectName },
      ...{
        state: caseState.parse(row.case.state),
        organisation: row.organisation.name,
        reason: row.reason,
        dueOn: row.dueOn,
      },
      isOverdue: row.end === null && row.dueOn < today,
      ...{ markedBy: nameOf(row.by), markedAt: row.markedAt.toISOString() },
      end: row.end === null ? null : { by: nameOf(row.end.by), at: row.end.endedAt.toISOString(), note: row.end.note },
    }),
  );
  return {
    marked: [...marked.filter(({ end }) => end === null), ...marked.filter(({ end }) => end !== null)],
    interviews: interviews.map(
      (row): Interview => ({
        ...{ id: row.id, kind: interviewKind.parse(row.kind), organisation: row.organisation.name },
        ...{ subjectName: row.subjectName, reason: row.reason, heldOn: row.heldOn, result: row.result },
        recordedBy: nameOf(row.by),
      }),
    ),
  };
}

const nameOf = (by: Prisma.JsonValue): string => namedPerson.parse(by).name;
