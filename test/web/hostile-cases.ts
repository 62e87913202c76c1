import { v7 as newId } from 'uuid';
import { type CaseAction, caseAction } from '../../contracts/case.js';
import type { ServedDatabase } from '../server/served-database.js';
import { type Acting, all, at, organisationId } from './hostile-fields.js';
import { hostilePayloads } from './hostile-payloads.js';

/** Whatever an action may be told, in words. */
function hostileFacts(action: CaseAction, payload: string): object {
  const day = '2026-01-05';
  const order = { document: payload, demand: payload, dueOn: day, servedOn: day };
  const told: Partial<Record<CaseAction, object>> = {
    register: { origin: payload },
    investigate: { what: payload },
    order_rectification: order,
    order_return: { ...order, holders: [payload] },
    recheck: {
      ...{ corrected: false, findings: payload },
      receipts: [{ holder: payload, receivedOn: day, document: payload }],
    },
    find_refusal: { findings: payload },
    propose_penalty: {
      ...{ penalties: [{ kind: 'revocation' }], unlawfulIncomeYuan: 0, serious: true, basis: [payload] },
    },
    review_legality: { agreed: true, opinion: payload },
    notify: { document: payload, servedOn: day, hearingRights: true },
    request_hearing: { requestedOn: day },
    hold_hearing: { noticedOn: day, heldOn: day, presiding: payload, minutes: payload },
    decide: { document: payload, penalties: [{ kind: 'revocation' }], hearingWaiver: payload },
    serve: { servedOn: day, manner: payload },
    execute: { revokedOn: day },
    publish: { publishedOn: day, where: payload },
    archive: { archiveNumber: payload },
    transfer: { to: payload, reason: payload },
    ...Object.fromEntries(['decline', 'spare', 'suspend', 'withdraw'].map((name) => [name, { reason: payload }])),
  };
  return told[action] ?? {};
}

/**
 * A case for each payload. The first has a step for each, and one more for each action, whose facts are all of them.
 * @returns their ids
 */
export async function plantCases(
  { db }: ServedDatabase,
  acting: Acting,
  postingIds: readonly string[],
): Promise<string[]> {
  const rows = hostilePayloads.map((payload, index) => ({
    ...{ id: newId(), organisationId, year: 2026, number: index + 1, path: 'advertising' },
    ...{ subjectName: index === 0 ? all : payload, creditCode: index === 0 ? all : payload },
    ...{ state: index === 0 ? 'investigating' : 'served', registeredAt: at },
  }));
  const [caseId = ''] = rows.map(({ id }) => id);
  await db.case.createMany({ data: rows });
  const steps = [
    // What is read of a case are the newest facts, which must not be too long.
    ...caseAction.options.map((action) => [action, all] as const),
    ...hostilePayloads.map((payload, index) => [caseAction.options[index % 26] ?? 'file', payload] as const),
  ].map(([action, payload], index) => ({
    ...{ id: newId(), caseId, number: index + 1, action, fromState: 'filed', toState: 'investigating' },
    ...{ occurredOn: '2026-01-05', facts: hostileFacts(action, payload), note: payload, needsSecond: true },
    ...{ recordedAt: at, ...acting(payload) },
  }));
  await db.caseStep.createMany({ data: steps });
  // The last waits for its second officer.
  const answered = steps.slice(0, -1);
  await db.caseStepAnswer.createMany({
    data: answered.map(({ id, note, by, userId, sessionId }) => ({
      ...{ stepId: id, kind: 'confirmed', note, by, userId, sessionId, answeredAt: at },
    })),
  });
  await db.case.update({ where: { id: caseId }, data: { pendingStepId: steps.at(-1)?.id ?? null } });
  await db.caseDeadline.createMany({
    data: hostilePayloads.map((basis, index) => ({
      ...{ caseId: rows[index]?.id ?? '', stepId: steps[index]?.id ?? '', kind: 'decision', basis },
      ...{ startedOn: '2026-01-05', dueOn: '2026-04-05' },
    })),
  });
  await db.caseDeadline.createMany({
    data: hostilePayloads.map((basis, index) => ({
      ...{ caseId, stepId: steps[index]?.id ?? '', kind: 'investigation', basis },
      ...{ startedOn: '2026-01-05', dueOn: '2026-04-05' },
    })),
  });
  await db.casePosting.createMany({ data: postingIds.map((postingId) => ({ caseId, postingId, addedAt: at })) });
  return rows.map(({ id }) => id);
}
