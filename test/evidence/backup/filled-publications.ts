import type { Database } from '../../../prisma/open-database.js';

/** A row of each table of publications and of watched cases; `witnessed` are those that the ledger must have an entry of. */
export async function fillPublications(
  db: Database,
  { userId, sessionId, caseId }: { readonly userId: string; readonly sessionId: string; readonly caseId: string },
  at: Date,
) {
  const acting = { userId, sessionId, by: { id: userId, name: '甲\t"乙"', credentialNumber: '', role: 'supervisor' } };
  const publication = await db.publication.create({
    data: {
      ...{ organisationId: 'city', kind: 'typical_case', caseId, title: '某\n案', text: '{a,"b"}' },
      ...{ startsOn: '2026-02-03', ...acting, preparedAt: at },
    },
  });
  const step = await db.publicationStep.create({
    data: { publicationId: publication.id, kind: 'approved', note: '\\N', ...acting, recordedAt: at },
  });
  const mark = await db.supervision.create({
    data: { organisationId: 'city', caseId, reason: '迟\t缓', dueOn: '2026-03-03', ...acting, markedAt: at },
  });
  const end = await db.supervisionEnd.create({
    data: { supervisionId: mark.id, note: '已办结', ...acting, endedAt: at },
  });
  const interview = await db.interview.create({
    data: {
      ...{ organisationId: 'city', kind: 'interview', subjectName: '甲市', reason: '迟缓', heldOn: '2026-02-03' },
      ...{ ...acting, recordedAt: at },
    },
  });
  const { preparedAt: _prepared, ...ofPublication } = publication;
  const { recordedAt: _answered, ...ofStep } = step;
  const { markedAt: _marked, ...ofMark } = mark;
  const { endedAt: _ended, ...ofEnd } = end;
  const { recordedAt: _recorded, ...ofInterview } = interview;
  return {
    witnessed: [
      { kind: 'publication.prepared', subjectId: publication.id, content: { ...ofPublication, at } },
      { kind: 'publication.answered', subjectId: step.id, content: { ...ofStep, at } },
      { kind: 'case.marked', subjectId: mark.id, content: { ...ofMark, at } },
      { kind: 'case.unmarked', subjectId: end.id, content: { ...ofEnd, at } },
      { kind: 'interview.recorded', subjectId: interview.id, content: { ...ofInterview, at } },
    ],
  };
}
