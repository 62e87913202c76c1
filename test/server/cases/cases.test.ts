import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stepFacts } from '../../../casework/cases/step-facts.js';
import { storeComparison } from '../../../casework/comparison/store-comparison.js';
import { recordReview } from '../../../casework/reviews/record-review.js';
import { caseDetail, caseList, caseRegistered, caseStepTaken, deadlineList } from '../../../contracts/api/cases.js';
import { unitLeads } from '../../../contracts/api/comparison.js';
import { caseAction } from '../../../contracts/case.js';
import type { QueuedJob } from '../../../queue/engine.js';
import { caseFields } from '../../../server/cases/fields.js';
import { comparisonOf, foundLead } from '../../casework/comparison/stored-comparison.js';
import { type Seeded, seedPostings } from '../seed-postings.js';
import { type LoggedIn, type ServedDatabase, serveDatabase } from '../served-database.js';

let served: ServedDatabase;
let seeded: Seeded;
let first: LoggedIn;
let second: LoggedIn;
let supervisor: LoggedIn;
let auditor: LoggedIn;
const offered: QueuedJob[] = [];
const now = new Date('2026-11-23T04:00:00Z');

beforeAll(async () => {
  served = await serveDatabase(undefined, { now: () => now, offerJobs: async (jobs) => void offered.push(...jobs) });
  seeded = await seedPostings(served.db, served.screenshotSha256, served.body);
  first = await served.logIn('reviewer', 'hubei');
  second = await served.logIn('reviewer', 'hubei');
  supervisor = await served.logIn('supervisor', 'hubei');
  auditor = await served.logIn('auditor', 'hubei');
});
afterAll(() => served?.close());

async function personOf({ userId, sessionId }: LoggedIn) {
  const { id, name, credentialNumber, role } = await served.db.user.findUniqueOrThrow({ where: { id: userId } });
  return { id: sessionId, person: { id, name, credentialNumber, role } };
}
/** A posting of an agency that two persons have confirmed. */
async function confirmedPosting(index: number): Promise<string> {
  const posting = await served.db.posting.findFirstOrThrow({
    where: { agencyId: { not: null }, id: { not: seeded.hostileId } },
    orderBy: { id: 'asc' },
    skip: index,
    include: { versions: { orderBy: { number: 'desc' }, take: 1 } },
  });
  for (const person of [first, second])
    await recordReview(
      served.db,
      await personOf(person),
      {
        postingVersionId: posting.versions[0]?.id ?? '',
        decision: 'confirmed',
        categories: [],
        articles: [],
        note: '',
      },
      now,
    );
  return posting.id;
}
async function register(index: number): Promise<string> {
  const body = { postingIds: [await confirmedPosting(index)], origin: '平台巡查' };
  const response = await first.send('POST', '/api/cases', body);
  return caseRegistered.parse(await response.json()).id;
}
const step = (by: LoggedIn, id: string, action: string, facts: object, requestId = randomUUID()) =>
  by.send('POST', `/api/cases/${id}/steps`, { action, facts, requestId });
const detail = async (by: LoggedIn, id: string) => caseDetail.parse(await (await by.get(`/api/cases/${id}`)).json());
const refusal = async (response: Response) => {
  const { code, message } = (await response.json()) as { code: string; message: string };
  return { status: response.status, code, message };
};

describe('the routes of cases', () => {
  let id: string;
  beforeAll(async () => {
    id = await register(0);
  });

  test('list a case with its deadline, and read it with what may be done next and what that takes', async () => {
    const list = caseList.parse(await (await auditor.get('/api/cases?standing=open')).json());
    expect(list.cases).toMatchObject([
      {
        id,
        number: '〔2026〕1号',
        state: 'registered',
        deadlines: [{ kind: 'filing', dueOn: '2026-11-30', state: 'running' }],
      },
    ]);
    expect(deadlineList.parse(await (await auditor.get('/api/case-deadlines')).json()).deadlines).toMatchObject([
      { caseId: id, kind: 'filing', binds: 'authority' },
    ]);
    const read = await detail(first, id);
    expect(read.next.map(({ action }) => action)).toEqual(['begin_inquiry', 'suspend', 'transfer', 'withdraw']);
    expect(read.next.at(-1)).toMatchObject({ second: 'supervisor', fields: [{ name: 'reason', label: '理由' }, {}] });
    expect(read.penalty.proposals.map((proposal) => proposal.id)).toContain('rectify');
    expect(read.penalty.proposals[0]?.basis[0]?.text).toContain('拒不改正的，处1万元以上5万元以下的罚款');
    // 行政处罚法 36: two years from the last day on which it was seen.
    expect(read.penalty.limit).toEqual({ lastSeenOn: '2026-11-22', endsOn: '2028-11-22' });
    expect((await detail(auditor, id)).next).toEqual([]);
  });

  test('take a step once, and tell who may confirm it', async () => {
    const requestId = randomUUID();
    const taken = await step(first, id, 'begin_inquiry', {}, requestId);
    expect(caseStepTaken.parse(await taken.json())).toMatchObject({ state: 'inquiry', isPending: false });
    expect((await step(first, id, 'begin_inquiry', {}, requestId)).status).toBe(200);
    const { stepId } = caseStepTaken.parse(await (await step(first, id, 'file', {})).json());
    const confirmation = async (by: LoggedIn) => (await detail(by, id)).steps.at(-1)?.confirmation;
    expect(await confirmation(first)).toMatchObject({ isMine: false, why: expect.stringContaining('本人') });
    expect(await confirmation(second)).toMatchObject({ isMine: false, why: expect.stringContaining('主管') });
    expect(await confirmation(supervisor)).toMatchObject({ isMine: true });
    const answer = (by: LoggedIn) => by.send('POST', `/api/cases/${id}/steps/${stepId}/answer`, { kind: 'confirmed' });
    expect(await refusal(await answer(first))).toMatchObject({ status: 409, code: 'same_person' });
    expect(await (await answer(supervisor)).json()).toEqual({ state: 'filed' });
  });

  test('refuse in Chinese, with the field that is wrong', async () => {
    expect(await refusal(await step(first, id, 'investigate', {}))).toEqual({
      ...{ status: 422, code: 'facts_unusable', message: '“调查取证内容”没有填写，或者填写得不正确。' },
    });
    expect(await refusal(await step(first, id, 'decide', {}))).toMatchObject({ status: 422 });
    expect(await refusal(await step(first, id, 'close', {}))).toMatchObject({ status: 409, code: 'step_not_allowed' });
  });

  test('offer the recapture that an order makes due to the queue', async () => {
    const both = async (action: string, facts: object) => {
      const { stepId } = caseStepTaken.parse(await (await step(first, id, action, facts)).json());
      await second.send('POST', `/api/cases/${id}/steps/${stepId}/answer`, { kind: 'confirmed' });
    };
    await both('investigate', { what: '询问' });
    await both('order_rectification', {
      document: '责改1号',
      demand: '删除',
      servedOn: '2026-11-23',
      dueOn: '2026-12-01',
    });
    expect(offered).toMatchObject([
      { payload: { step: 'recapture_case' }, notBefore: new Date('2026-12-01T16:00:00Z') },
    ]);
    const read = await detail(first, id);
    expect(read).toMatchObject({
      state: 'rectifying',
      refusal: { order: { dueOn: '2026-12-01' }, speaksForRefusal: false },
    });
    expect(read.steps.at(-1)?.facts).toContainEqual({ label: '改正期限届满日', value: '2026-12-01' });
  });

  test('register leads of a comparison as a case, which both sides name', async () => {
    const { personalData } = served.sources();
    const comparison = comparisonOf([foundLead(1, 'mismatch'), foundLead(2, 'frequent_changes')]);
    const runId = await storeComparison(served.db, personalData, await personOf(first), comparison, now);
    const unit = `/api/comparisons/${runId}/leads?${new URLSearchParams({ unit: '江城建设工程有限公司', code: '' })}`;
    const leads = async () => unitLeads.parse(await (await first.get(unit)).json()).leads;
    const leadIds = (await leads()).map((lead) => lead.id);
    const send = (body: object) => first.send('POST', '/api/cases', { path: 'registration', origin: '比对', ...body });
    expect(await refusal(await send({ leadIds }))).toMatchObject({ status: 409, code: 'lead_unfit' });
    const { id: caseId, number } = caseRegistered.parse(await (await send({ leadIds: leadIds.slice(0, 1) })).json());
    expect((await leads()).map((lead) => lead.case)).toEqual([{ id: caseId, number, hasEnded: false }, null]);
    expect(await detail(first, caseId)).toMatchObject({
      ...{ path: 'registration', subjectName: '江城建设工程有限公司', penalty: { proposals: [], lateFine: null } },
      origins: [{ kind: 'lead', id: leadIds[0], runId, leadKind: 'mismatch', day: '2026-11-23', withdrawn: null }],
    });
    expect(await refusal(await send({ leadIds: leadIds.slice(0, 1) }))).toEqual({
      ...{ status: 409, code: 'lead_in_case', message: '有比对线索已登记为案件，不能重复登记。' },
    });
  });

  test('show what may be added to a fine that was not paid, with its articles, and the discussion of a decision', async () => {
    const { id: caseId } = await served.db.case.create({
      data: {
        ...{ organisationId: 'hubei', year: 2026, number: 900, path: 'advertising', subjectName: '某机构' },
        ...{ state: 'served', registeredAt: now },
      },
    });
    const { id: sessionId, person } = await personOf(first);
    const discussion = {
      ...{ heldOn: '2026-10-19', participants: ['甲', '乙'], minutes: '记录1号', conclusion: '同意' },
    };
    const facts = { document: '罚1号', penalties: [{ kind: 'fine', amountYuan: 30_000 }], discussion };
    const { id: stepId } = await served.db.caseStep.create({
      data: {
        ...{ caseId, number: 1, action: 'decide', fromState: 'notified', toState: 'decided', facts },
        ...{ occurredOn: '2026-10-20', needsSecond: false, userId: person.id, sessionId, by: person, recordedAt: now },
      },
    });
    await served.db.caseDeadline.create({
      data: { caseId, kind: 'payment', stepId, startedOn: '2026-10-20', dueOn: '2026-11-04', basis: '第七十二条' },
    });
    const { penalty, steps } = await detail(auditor, caseId);
    expect(penalty.lateFine).toMatchObject({
      ...{ fineYuan: 30_000, dueOn: '2026-11-04', until: '2026-11-23', days: 19, dailyYuan: 900, addedYuan: 17_100 },
      ...{ suspendedDays: 0 },
      basis: [{ text: expect.stringContaining('百分之三') }, { text: expect.stringContaining('不予计算') }],
    });
    expect(steps[0]?.facts).toContainEqual({
      label: '集体讨论',
      value: '讨论日期：2026-10-19\n参加的负责人：甲；乙\n讨论记录（文号或者SHA-256）：记录1号\n结论：同意',
    });
  });

  test('have a field in every form for every fact, and no other', () => {
    for (const action of caseAction.options) {
      const facts = Object.entries(stepFacts[action].shape);
      expect(caseFields[action].map(({ name }) => name).sort(), action).toEqual(facts.map(([name]) => name).sort());
      for (const [name, schema] of facts)
        expect(caseFields[action].find((field) => field.name === name)?.isRequired, `${action} ${name}`).toBe(
          !schema.safeParse(undefined).success,
        );
    }
  });
});
