import { z } from 'zod';
import { shanghaiDay } from '../../casework/figures/shanghai-calendar.js';
import { findStanding } from '../../casework/outcomes/find-standing.js';
import { listOutcomes } from '../../casework/outcomes/list-outcomes.js';
import { recordOutcome } from '../../casework/outcomes/record-outcome.js';
import { unmaskIdentity } from '../../casework/outcomes/unmask-identity.js';
import { withdrawOutcome } from '../../casework/outcomes/withdraw-outcome.js';
import {
  identityUnmaskingRequest,
  newOutcome,
  outcomeKind,
  outcomeList,
  outcomeLookup,
  outcomeSubject,
  outcomeWithdrawal,
  recordedOutcome,
  unmaskedIdentity,
} from '../../contracts/api/outcomes.js';
import type { Database } from '../../prisma/open-database.js';
import { pageLimit } from '../page-query.js';
import { identifier, idParameter } from '../parse-request.js';
import { RequestError } from '../request-error.js';
import { requirePerson } from '../reviews/require-person.js';
import { type Route, route } from '../route.js';
import type { Session } from '../session.js';

const query = z.strictObject({
  kind: z.enum(outcomeKind.options, { error: '没有这种处理结果' }).optional(),
  subject: z.enum(outcomeSubject.options, { error: '对象 subject 须为 person 或 employer' }).optional(),
  case: identifier('案件编号不正确').optional(),
  handoff: identifier('移送编号不正确').optional(),
  after: identifier('翻页位置 after 不正确').optional(),
  limit: pageLimit,
});

export const outcomeRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/outcomes',
    summary: '人员和单位的处理结果，身份证号已遮盖',
    query,
    answer: outcomeList,
    handle: ({ db, personalData }, { session, query: { kind, subject, handoff, after, limit, ...more } }) =>
      listOutcomes(db, personalData, session, {
        ...{ kind, subjectKind: subject, caseId: more.case, handoffId: handoff, after, limit },
      }),
  }),
  route({
    method: 'POST',
    path: '/api/outcomes/standing',
    summary: '按身份证号查询仍然有效的处理结果',
    body: outcomeLookup,
    answer: outcomeList,
    handle: async ({ db, personalData, now }, { session, body, request }) => {
      requirePerson(request, session);
      const today = shanghaiDay(now());
      return { outcomes: await findStanding(db, personalData, session, body.identityNumber, today), next: null };
    },
  }),
  route({
    method: 'POST',
    path: '/api/outcomes',
    summary: '登记处理结果',
    body: newOutcome,
    answer: recordedOutcome,
    handle: async ({ db, personalData, now }, { session, body, request }) => {
      requirePerson(request, session);
      return { id: await recordOutcome(db, personalData, session, body, now()) };
    },
  }),
  route({
    method: 'POST',
    path: '/api/outcomes/:id/withdraw',
    summary: '撤回登记的处理结果',
    params: idParameter,
    body: outcomeWithdrawal,
    handle: async ({ db, now }, { session, params: { id }, body, request }) => {
      requirePerson(request, session);
      await requireOutcome(db, session, id);
      await withdrawOutcome(db, session, { outcomeId: id, reason: body.reason }, now());
    },
  }),
  route({
    method: 'POST',
    path: '/api/outcomes/:id/unmask',
    summary: '查看一项处理结果的完整身份证号，记入存证链',
    params: idParameter,
    body: identityUnmaskingRequest,
    answer: unmaskedIdentity,
    handle: async ({ db, personalData, now }, { session, params: { id }, body, request }) => {
      requirePerson(request, session);
      await requireOutcome(db, session, id);
      const wanted = { outcomeId: id, reason: body.reason };
      return { identityNumber: await unmaskIdentity(db, personalData, session, wanted, now()) };
    },
  }),
];

async function requireOutcome(db: Database, { jurisdiction }: Session, id: string): Promise<void> {
  const where = { id, organisationId: { in: [...jurisdiction] } };
  if ((await db.outcome.count({ where })) === 0) throw new RequestError(404, 'outcome_unknown', '没有这项处理结果。');
}
