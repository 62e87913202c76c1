import type { Database } from '../../../prisma/open-database.js';

/** What `fillCases` refers to. */
interface Filled {
  readonly userId: string;
  readonly sessionId: string;
  readonly postingId: string;
  readonly leadId: string;
}

/** A case with a row of each of its tables; `witnessed` are those that the ledger must have an entry of. */
export async function fillCases(db: Database, { userId, sessionId, postingId, leadId }: Filled, at: Date) {
  const by = { name: '甲' };
  await db.numberSeries.create({ data: { organisationId: 'city', kind: 'case', year: 2026, last: 1 } });
  const found = await db.case.create({
    data: {
      ...{ organisationId: 'city', year: 2026, number: 1, path: 'withholding', subjectName: '某\t机构' },
      ...{ state: 'registered', registeredAt: at },
    },
  });
  const { id: caseId, year, number, path, agencyId, subjectName, creditCode, organisationId } = found;
  await db.casePosting.create({ data: { caseId, postingId, addedAt: at } });
  const taken = {
    action: 'file',
    fromState: 'inquiry',
    toState: 'filed',
    occurredOn: '2026-02-03',
    facts: { 'a\n': 1 },
  };
  const step = await db.caseStep.create({
    data: { ...taken, caseId, number: 1, needsSecond: true, userId, sessionId, by, recordedAt: at },
  });
  const answer = await db.caseStepAnswer.create({
    data: { stepId: step.id, kind: 'confirmed', userId, sessionId, by, answeredAt: at },
  });
  await db.caseDeadline.create({
    data: { caseId, kind: 'filing', stepId: step.id, startedOn: '2026-02-03', dueOn: '2026-02-10', basis: '第十四条' },
  });
  const origin = await db.caseOrigin.create({ data: { caseId, leadId, addedAt: at } });
  return {
    caseId,
    witnessed: [
      {
        ...{ kind: 'case.registered', subjectId: caseId },
        content: {
          id: caseId,
          organisationId,
          year,
          number,
          path,
          agencyId,
          subjectName,
          creditCode,
          registeredAt: at,
        },
      },
      {
        ...{ kind: 'case.originated', subjectId: origin.id },
        content: { id: origin.id, caseId, leadId, checkId: null, at },
      },
      {
        ...{ kind: 'case.step', subjectId: step.id },
        content: { ...taken, id: step.id, caseId, number: 1, note: '', needsSecond: true, by, sessionId, at },
      },
      {
        ...{ kind: 'case.step_answered', subjectId: answer.id },
        content: { id: answer.id, stepId: step.id, kind: 'confirmed', note: '', by, sessionId, at },
      },
    ],
  };
}
