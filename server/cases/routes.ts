import { z } from 'zod';
import { answerStep } from '../../casework/cases/answer-step.js';
import { caseNumber } from '../../casework/cases/case-record.js';
import { listDeadlines } from '../../casework/cases/list-deadlines.js';
import { registerCase } from '../../casework/cases/register-case.js';
import { unusableFact } from '../../casework/cases/step-facts.js';
import { takeStep } from '../../casework/cases/take-step.js';
import {
  caseAnswerRequest,
  caseDetail,
  caseList,
  caseRegistered,
  caseStepAnswered,
  caseStepRequest,
  caseStepTaken,
  deadlineList,
  registerCaseRequest,
} from '../../contracts/api/cases.js';
import { type CaseAction, caseState } from '../../contracts/case.js';
import { planRecaptures } from '../../queue/plan-recapture.js';
import { pageLimit } from '../page-query.js';
import { identifier, idParameter } from '../parse-request.js';
import { RequestError } from '../request-error.js';
import { requirePerson } from '../reviews/require-person.js';
import { type Route, route } from '../route.js';
import { caseFields } from './fields.js';
import { readCaseDetail, readCaseList, requireCase } from './read-cases.js';

const caseQuery = z.strictObject({
  state: z.enum(caseState.options, { error: '没有这种案件状态' }).optional(),
  standing: z.enum(['open', 'ended'], { error: '进度 standing 须为 open 或 ended' }).optional(),
  agency: identifier('机构编号不正确').optional(),
  limit: pageLimit,
  after: identifier('翻页位置 after 不正确，请从第一页重新加载').optional(),
});

export const caseRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/cases',
    summary: '案件列表及其期限，新登记的在前',
    query: caseQuery,
    answer: caseList,
    handle: ({ db, now }, { session, query: { agency, ...filter } }) =>
      readCaseList(db, session, { ...filter, agencyId: agency }, now()),
  }),
  route({
    method: 'POST',
    path: '/api/cases',
    summary: '线索登记',
    body: registerCaseRequest,
    answer: caseRegistered,
    handle: async ({ db, now }, { session, body, request }) => {
      requirePerson(request, session);
      const registered = await registerCase(db, session, body, now());
      return { id: registered.id, number: caseNumber(registered) };
    },
  }),
  route({
    method: 'GET',
    path: '/api/case-deadlines',
    summary: '已经逾期和七日内届满的案件期限',
    query: z.strictObject({}),
    answer: deadlineList,
    handle: async ({ db, now }, { session }) => ({
      deadlines: [...(await listDeadlines(db, session.jurisdiction, now()))],
    }),
  }),
  route({
    method: 'GET',
    path: '/api/cases/:id',
    summary: '一个案件的经过、期限、招聘信息、可采取的步骤、处罚建议与拒不改正的线索',
    params: idParameter,
    answer: caseDetail,
    handle: ({ db, now }, { session, params: { id } }) => readCaseDetail(db, session, id, now()),
  }),
  route({
    method: 'POST',
    path: '/api/cases/:id/steps',
    summary: '采取一个步骤；须二人的，由另一人确认后生效',
    params: idParameter,
    body: caseStepRequest,
    answer: caseStepTaken,
    handle: async ({ db, now, offerJobs }, { session, params: { id }, body, request }) => {
      requirePerson(request, session);
      await requireCase(db, session, id);
      refuseUnusable(body.action, body.facts);
      const plan = planRecaptures(now());
      const { state, ...taken } = await takeStep(db, session, { caseId: id, ...body }, plan, now());
      await offerJobs(plan.jobs);
      return { ...taken, state: caseState.parse(state) };
    },
  }),
  route({
    method: 'POST',
    path: '/api/cases/:id/steps/:step/answer',
    summary: '确认或者撤回一个待确认的步骤',
    params: idParameter.extend({ step: identifier('步骤编号不正确') }),
    body: caseAnswerRequest,
    answer: caseStepAnswered,
    handle: async ({ db, now, offerJobs }, { session, params: { id, step }, body, request }) => {
      requirePerson(request, session);
      await requireCase(db, session, id);
      const plan = planRecaptures(now());
      const { state } = await answerStep(db, session, { caseId: id, stepId: step, ...body }, plan, now());
      await offerJobs(plan.jobs);
      return { state: caseState.parse(state) };
    },
  }),
];

/** Says in Chinese which field of the form it is. */
function refuseUnusable(action: CaseAction, facts: unknown): void {
  const unusable = unusableFact(action, facts);
  if (unusable === undefined) return;
  const label = caseFields[action].find(({ name }) => name === unusable.field)?.label;
  throw new RequestError(
    422,
    'facts_unusable',
    label === undefined ? `这一步没有“${unusable.field}”这一项。` : `“${label}”没有填写，或者填写得不正确。`,
  );
}
