import type { Database } from '../../../prisma/open-database.js';

/** A row of each table of outcomes, handoffs, drives and months; `witnessed` are those that the ledger must have an entry of. */
export async function fillOutcomes(
  db: Database,
  { userId, sessionId }: { readonly userId: string; readonly sessionId: string },
  at: Date,
) {
  const acting = { userId, sessionId, by: { id: userId, name: '甲\t"乙"', credentialNumber: '', role: 'supervisor' } };
  const drive = await db.enforcementDrive.create({
    data: {
      organisationId: 'city',
      name: '专项整治',
      plan: { stages: [{ from: '2026-01-01' }] },
      ...acting,
      createdAt: at,
    },
  });
  const handoff = await db.handoff.create({
    data: {
      ...{ organisationId: 'city', year: 2026, number: 1, authority: 'housing', subjectKind: 'person' },
      ...{ subjectName: '张\n三', credential: '一级建造师', matter: '线索', packageIds: ['a', 'b,"c'], ...acting },
      preparedAt: at,
    },
  });
  const step = await db.handoffStep.create({
    data: { handoffId: handoff.id, number: 1, kind: 'confirmed', occurredOn: '2026-02-03', ...acting, recordedAt: at },
  });
  const outcome = await db.outcome.create({
    data: {
      ...{ organisationId: 'city', subjectKind: 'person', subjectName: '张三', identitySha256: '8'.repeat(64) },
      ...{ identitySealed: '1.a.b.c', kind: 'registration_revoked', authority: '某厅', decidedOn: '2026-02-03' },
      ...{ endsOn: '2029-02-03', handoffId: handoff.id, ...acting, recordedAt: at },
    },
  });
  const withdrawal = await db.outcomeWithdrawal.create({
    data: { outcomeId: outcome.id, reason: '误录', ...acting, withdrawnAt: at },
  });
  const unmasking = await db.identityUnmasking.create({
    data: { outcomeId: outcome.id, reason: '核对\n"本人"', userId, sessionId, unmaskedAt: at },
  });
  const { unmaskedAt: _unmasked, ...ofUnmasking } = unmasking;
  const figures = { organisations: [], rows: [{ cells: { a: { value: 0.1, members: ['x'] } } }], corrections: [] };
  const report = await db.monthlyReport.create({
    data: { organisationId: 'city', month: '2026-01', figures, template: 'title: 表\n', ...acting, closedAt: at },
  });
  const { createdAt: _created, ...ofDrive } = drive;
  const { preparedAt: _prepared, ...ofHandoff } = handoff;
  const { recordedAt: _taken, ...ofStep } = step;
  const { recordedAt: _recorded, identitySealed: _sealed, ...ofOutcome } = outcome;
  const { withdrawnAt: _withdrawn, ...ofWithdrawal } = withdrawal;
  const { closedAt: _closed, ...ofReport } = report;
  return {
    witnessed: [
      { kind: 'drive.entered', subjectId: drive.id, content: { ...ofDrive, at } },
      { kind: 'handoff.prepared', subjectId: handoff.id, content: { ...ofHandoff, at } },
      { kind: 'handoff.stepped', subjectId: step.id, content: { ...ofStep, at } },
      { kind: 'outcome.recorded', subjectId: outcome.id, content: { ...ofOutcome, at } },
      { kind: 'identity.unmasked', subjectId: unmasking.id, content: { ...ofUnmasking, at } },
      { kind: 'outcome.withdrawn', subjectId: withdrawal.id, content: { ...ofWithdrawal, at } },
      { kind: 'report.closed', subjectId: report.id, content: { ...ofReport, at } },
    ],
  };
}
