import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isEffective } from '../../../casework/cases/case-record.js';
import { proposeLateFine } from '../../../casework/cases/late-fine.js';
import { listDeadlines } from '../../../casework/cases/list-deadlines.js';
import { readCase } from '../../../casework/cases/read-case.js';
import { transitions } from '../../../casework/cases/transitions.js';
import type { Decider } from '../../../casework/reviews/decider.js';
import { type CaseAction, caseAction, casePath, caseState } from '../../../contracts/case.js';
import { type JudgedPosting, openReviewWorld, type ReviewWorld } from '../reviews/review-world.js';
import { type Casework, confirmPostings, discussionOn, openCasework, sampleFacts } from './case-world.js';

let world: ReviewWorld;
let casework: Casework;
let officer: Decider;
let second: Decider;
let supervisor: Decider;
let now: Date;

beforeAll(async () => {
  world = await openReviewWorld();
  now = new Date('2026-03-02T02:00:00Z');
  casework = openCasework(world.database, () => now);
  officer = await world.person('甲', 'reviewer', { jurisdiction: ['default'] });
  second = await world.person('乙', 'reviewer', { jurisdiction: ['default'] });
  supervisor = await world.person('丙', 'supervisor', { jurisdiction: ['default'] });
});
afterAll(() => world?.close());

async function confirmed(count = 1): Promise<JudgedPosting[]> {
  const postings = await world.judge(Array.from({ length: count }, () => ({ probability: 0.99 })));
  await confirmPostings(world.database, postings, [officer, second], now);
  return postings;
}
const idsOf = (postings: readonly JudgedPosting[]) => postings.map(({ postingId }) => postingId);
const newCase = async () => (await casework.register(officer, idsOf(await confirmed()))).id;
const caseOf = (id: string) => world.database.case.findUniqueOrThrow({ where: { id } });
const entriesOf = async (subjectId: string) =>
  (await world.database.ledgerEntry.findMany({ where: { subjectId } })).map(({ kind }) => kind);
const on = (day: string) => {
  now = new Date(`${day}T02:00:00Z`);
};
/** A case that was investigated. */
async function investigated(): Promise<string> {
  const id = await newCase();
  await casework.take(officer, id, 'begin_inquiry');
  await casework.both(officer, supervisor, id, 'file');
  await casework.both(officer, second, id, 'investigate');
  return id;
}

describe('a case', () => {
  test('is registered from advertisements that two persons confirmed, numbered without gaps, with its deadline', async () => {
    const first = await casework.register(officer, idsOf(await confirmed(2)));
    const next = await casework.register(officer, idsOf(await confirmed()));
    expect(next).toMatchObject({ year: 2026, number: first.number + 1 });
    const { found } = await readCase(world.database, first.id, ['default']);
    expect(found).toMatchObject({
      state: 'registered',
      subjectName: '诚信人力资源有限公司',
      organisationId: 'default',
    });
    expect(found.postings).toHaveLength(2);
    expect(found.deadlines).toMatchObject([
      { kind: 'filing', startedOn: '2026-03-02', dueOn: '2026-03-09', basis: expect.stringContaining('第十四条') },
    ]);
    expect(await entriesOf(first.id)).toEqual(['case.registered']);
    expect(await entriesOf(found.steps[0]?.id ?? '')).toEqual(['case.step']);
  });

  test('does not rest on what one person confirmed, on what another case rests on, or on another organisation’s', async () => {
    const [unconfirmed] = await world.judge([{ probability: 0.9 }]);
    await expect(casework.register(officer, [unconfirmed?.postingId ?? ''])).rejects.toMatchObject({
      code: 'posting_unconfirmed',
    });
    const postings = await confirmed();
    await casework.register(officer, idsOf(postings));
    await expect(casework.register(officer, idsOf(postings))).rejects.toMatchObject({ code: 'posting_in_case' });
    const [far] = await world.judge([{ probability: 0.9, platformId: 'far' }]);
    await expect(casework.register(officer, [far?.postingId ?? ''])).rejects.toMatchObject({ code: 'posting_unknown' });
    await expect(casework.register(officer, [])).rejects.toMatchObject({ code: 'postings_missing' });
  });

  test('of two that are registered for one advertisement at once is one, and its number is the only one given', async () => {
    const ids = idsOf(await confirmed());
    const before = await world.database.numberSeries.findFirstOrThrow({ where: { kind: 'case' } });
    const both = await Promise.allSettled([casework.register(officer, ids), casework.register(second, ids)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const after = await world.database.numberSeries.findFirstOrThrow({ where: { kind: 'case' } });
    expect(after.last).toBe(before.last + 1);
  });

  test('is not there for another organisation', async () => {
    const id = await newCase();
    await expect(readCase(world.database, id, ['other'])).rejects.toMatchObject({ code: 'case_unknown' });
    const stranger = await world.person('远', 'reviewer', { jurisdiction: ['other'] });
    await expect(casework.take(stranger, id, 'begin_inquiry')).rejects.toMatchObject({ code: 'case_unknown' });
  });
});

describe('what the table does not allow', () => {
  test('is refused for every state, action and path', async () => {
    const refused: string[] = [];
    let asked = 0;
    // A case for each path: steps of one wait for each other.
    const cases = await Promise.all(casePath.options.map(async (path) => ({ path, id: await newCase() })));
    await Promise.all(
      cases.map(async ({ path, id }) => {
        for (const state of caseState.options) {
          await world.database.case.update({ where: { id }, data: { path, state, suspendedFrom: 'filed' } });
          const forbidden = caseAction.options.filter((action) => {
            const row = transitions.find((one) => one.action === action);
            return row?.paths.includes(path) !== true || !row.from.includes(state);
          });
          asked += forbidden.length;
          for (const action of forbidden) {
            const error = await casework.take(supervisor, id, action).catch((thrown: unknown) => thrown);
            if (error instanceof Error && 'code' in error && error.code === 'step_not_allowed')
              refused.push(`${path} ${state} ${action}`);
          }
        }
        expect(await world.database.caseStep.count({ where: { caseId: id } })).toBe(1);
        await world.database.case.update({
          where: { id },
          data: { path: 'advertising', state: 'registered', suspendedFrom: null },
        });
      }),
    );
    expect(asked).toBeGreaterThan(1_400);
    expect(refused).toHaveLength(asked);
  });

  test('each state but the ends is left by some row, and each but the first is reached by one', () => {
    for (const state of caseState.options) {
      const isEnd = ['archived', 'transferred', 'withdrawn'].includes(state);
      expect(
        transitions.some(({ from }) => from.includes(state)),
        state,
      ).toBe(!isEnd);
      const isReached = transitions.some(({ to }) => to === state);
      expect(isReached, state).toBe(true);
    }
    expect(new Set(transitions.map(({ action }) => action))).toEqual(new Set(caseAction.options));
  });

  test('is not done while a step waits, and neither by who does no casework', async () => {
    const id = await newCase();
    await casework.take(officer, id, 'begin_inquiry');
    await casework.take(officer, id, 'file');
    await expect(casework.take(second, id, 'decline')).rejects.toMatchObject({ code: 'step_pending' });
    const auditor = await world.person('审', 'auditor');
    await expect(casework.take(auditor, id, 'decline')).rejects.toMatchObject({ code: 'role_insufficient' });
  });
});

describe('a step that takes two officers', () => {
  test.each(
    transitions
      .filter(({ second: needed }) => needed !== null)
      .map(
        ({ action, from, paths, second: needed }) =>
          [action, from[0] ?? 'filed', paths[0] ?? 'advertising', needed] as const,
      ),
  )(
    '%s is not confirmed by the officer who took it, nor by another account with the same 执法证号',
    async (action, state, path) => {
      const id = await newCase();
      const me = await world.person('双', 'supervisor', { credentialNumber: `鄂-双-${action}` });
      const mine = await world.person('双二', 'supervisor', { credentialNumber: `鄂-双-${action}` });
      const stepId = await pending(id, state, path, action, me);
      for (const same of [me, await world.again(me), mine])
        await expect(casework.answer(same, id, stepId)).rejects.toMatchObject({ code: 'same_person' });
      expect(await caseOf(id)).toMatchObject({ state, pendingStepId: stepId });
    },
  );

  test.each(transitions.filter(({ second: needed }) => needed === 'supervisor'))(
    '$action is confirmed by a supervisor alone',
    async ({ action, from, paths }) => {
      const id = await newCase();
      const stepId = await pending(id, from[0] ?? 'filed', paths[0] ?? 'advertising', action, officer);
      await expect(casework.answer(second, id, stepId)).rejects.toMatchObject({ code: 'role_insufficient' });
    },
  );

  test('is not taken by somebody without 执法证号', async () => {
    const id = await newCase();
    await casework.take(officer, id, 'begin_inquiry');
    const nobody = await world.person('无', 'supervisor', { credentialNumber: '' });
    await expect(casework.take(nobody, id, 'file')).rejects.toMatchObject({ code: 'credential_missing' });
    const { stepId } = await casework.take(officer, id, 'file');
    await expect(casework.answer(nobody, id, stepId)).rejects.toMatchObject({ code: 'credential_missing' });
  });

  test('moves the case when it is confirmed, once, whoever confirms at the same time', async () => {
    const id = await newCase();
    await casework.take(officer, id, 'begin_inquiry');
    const { stepId, isPending, state } = await casework.take(officer, id, 'file');
    expect({ isPending, state }).toEqual({ isPending: true, state: 'inquiry' });
    const other = await world.person('丁', 'supervisor');
    const both = await Promise.allSettled([
      casework.answer(supervisor, id, stepId),
      casework.answer(other, id, stepId),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'step_answered' } });
    expect(await caseOf(id)).toMatchObject({ state: 'filed', pendingStepId: null });
    const { found } = await readCase(world.database, id, ['default']);
    expect(found.deadlines.map(({ kind, dueOn, metAt }) => [kind, dueOn, metAt !== null])).toEqual([
      ['filing', '2026-03-09', true],
      ['investigation', '2026-05-28', false],
      ['decision', '2026-06-01', false],
    ]);
    const answer = found.steps.find(({ action }) => action === 'file')?.answer;
    expect(await entriesOf(answer?.id ?? '')).toEqual(['case.step_answered']);
  });

  test('is taken back by its author, and nothing has happened', async () => {
    const id = await newCase();
    await casework.take(officer, id, 'begin_inquiry');
    const { stepId } = await casework.take(officer, id, 'file');
    expect(await casework.answer(officer, id, stepId, 'withdrawn')).toEqual({ state: 'inquiry' });
    // Sent again after a lost answer.
    expect(await casework.answer(officer, id, stepId, 'withdrawn')).toEqual({ state: 'inquiry' });
    await expect(casework.answer(supervisor, id, stepId)).rejects.toMatchObject({ code: 'step_answered' });
    const { found, next } = await readCase(world.database, id, ['default']);
    expect(found.steps.filter(isEffective).map(({ action }) => action)).toEqual(['register', 'begin_inquiry']);
    expect(next.map(({ action }) => action)).toEqual(['decline', 'file', 'suspend', 'transfer', 'withdraw']);
  });

  test('sent twice with one request is one', async () => {
    const id = await newCase();
    const requestId = crypto.randomUUID();
    const sent = () => casework.take(officer, id, 'begin_inquiry', {}, { requestId });
    const [first, again] = await Promise.all([sent(), sent()]);
    expect(again.stepId).toBe(first.stepId);
    expect(await world.database.caseStep.count({ where: { caseId: id } })).toBe(2);
    await expect(casework.take(second, id, 'file', {}, { requestId })).rejects.toMatchObject({
      code: 'request_reused',
    });
  });
});

/** A case forced into a state, in which the step waits; what the guards ask about earlier steps is met by steps of a sample. */
async function pending(id: string, state: string, path: string, action: CaseAction, by: Decider): Promise<string> {
  await world.database.case.update({ where: { id }, data: { state, path } });
  const earlier: readonly (readonly [CaseAction, object])[] = [
    ['order_return', sampleFacts.order_return],
    ['recheck', { corrected: action !== 'find_refusal', findings: '复查', receipts: [] }],
    ['propose_penalty', sampleFacts.propose_penalty],
    ['notify', sampleFacts.notify],
    ['decide', sampleFacts.decide],
  ];
  for (const [index, [name, facts]] of earlier.entries())
    await world.database.caseStep.create({
      data: {
        ...{
          caseId: id,
          number: index + 2,
          action: name,
          fromState: '',
          toState: state,
          occurredOn: '2026-03-02',
          facts,
        },
        ...{ needsSecond: false, userId: officer.person.id, sessionId: officer.id, by: { ...officer.person } },
        recordedAt: now,
      },
    });
  const facts =
    action === 'hold_hearing'
      ? { ...sampleFacts.hold_hearing, noticedOn: '2026-03-02', heldOn: '2026-03-11' }
      : sampleFacts[action];
  const before = now;
  if (action === 'hold_hearing') on('2026-03-11');
  const { stepId } = await casework.take(by, id, action, facts);
  now = before;
  return stepId;
}

describe('the facts and days of a step', () => {
  test('are refused in one sentence where they are missing, unknown, or no day', async () => {
    const id = await investigated();
    const order = sampleFacts.order_rectification;
    for (const [facts, said] of [
      [{ ...order, dueOn: undefined }, 'dueOn'],
      [{ ...order, dueOn: '2026-02-30' }, 'exists'],
      [{ ...order, more: 1 }, 'more'],
      [{ ...order, demand: '  ' }, 'demand'],
      [{ ...order, demand: 'a\0b' }, 'cannot be stored'],
    ] as const)
      await expect(casework.take(officer, id, 'order_rectification', facts)).rejects.toMatchObject({
        code: 'facts_unusable',
        message: expect.stringContaining(said),
      });
  });

  test('lie not in the future, and not before the step that came before', async () => {
    on('2026-03-02');
    const id = await investigated();
    const order = { ...sampleFacts.order_rectification, dueOn: '2026-03-20' };
    await expect(
      casework.take(officer, id, 'order_rectification', { ...order, servedOn: '2026-03-03' }),
    ).rejects.toMatchObject({ code: 'day_in_future' });
    await expect(
      casework.take(officer, id, 'order_rectification', { ...order, servedOn: '2026-03-01' }),
    ).rejects.toMatchObject({ code: 'day_before_earlier' });
    await expect(
      casework.take(officer, id, 'order_rectification', order, { occurredOn: '2026-03-03' }),
    ).rejects.toMatchObject({ code: 'day_in_future' });
    await expect(
      casework.take(officer, id, 'order_rectification', { ...order, dueOn: '2026-03-02' }),
    ).rejects.toMatchObject({ code: 'period_empty' });
  });
});

describe('a case about registrations', () => {
  test('is looked into and passed on; this department neither orders nor punishes, and owes no decision', async () => {
    on('2026-03-02');
    const { id } = await casework.register(officer, [], 'registration', '某建设公司');
    await casework.take(officer, id, 'begin_inquiry');
    await casework.both(officer, supervisor, id, 'file');
    await casework.both(officer, second, id, 'investigate');
    for (const action of ['order_rectification', 'order_return', 'propose_penalty'] as const)
      await expect(casework.take(officer, id, action)).rejects.toMatchObject({ code: 'step_not_allowed' });
    const { found, penalty } = await readCase(world.database, id, ['default']);
    expect(found.deadlines.map(({ kind }) => kind)).toEqual(['filing', 'investigation']);
    expect(penalty.proposals).toEqual([]);
    expect(await casework.both(officer, supervisor, id, 'transfer')).toBe('transferred');
  });
});

describe('a decision', () => {
  const decided = (more: object) => ({ ...sampleFacts.decide, ...more });
  const proposed = { ...sampleFacts.propose_penalty, serious: true };
  /** A case that was proposed to be punished, and whose party has given up the hearing. */
  async function notified(proposal: object = proposed, occurredOn = '2026-03-02'): Promise<string> {
    on(occurredOn);
    const id = await investigated();
    await casework.take(officer, id, 'propose_penalty', proposal);
    await casework.take(supervisor, id, 'review_legality');
    await casework.both(officer, second, id, 'notify', { ...sampleFacts.notify, servedOn: occurredOn });
    return id;
  }

  test('that revokes a licence is discussed by the heads of the organ, between the notice and the decision', async () => {
    const id = await notified();
    const take = (discussion: object | undefined) => casework.take(officer, id, 'decide', decided({ discussion }));
    await expect(take(undefined)).rejects.toMatchObject({ code: 'discussion_missing' });
    await expect(take(discussionOn('2026-03-01'))).rejects.toMatchObject({ code: 'discussion_day' });
    await expect(take(discussionOn('2026-03-03'))).rejects.toMatchObject({ code: 'discussion_day' });
    for (const participants of [['甲'], ['甲', '甲']])
      await expect(take({ ...discussionOn('2026-03-02'), participants })).rejects.toMatchObject({
        code: 'facts_unusable',
        message: expect.stringContaining('discussion.participants'),
      });
    const { stepId } = await take(discussionOn('2026-03-02'));
    expect(await casework.answer(supervisor, id, stepId)).toEqual({ state: 'decided' });
  });

  test('that closes a business is discussed, too, and not before the party was told of it', async () => {
    const closure = [{ kind: 'closure' }];
    on('2026-03-02');
    const id = await investigated();
    const proposal = { ...proposed, serious: false, penalties: closure };
    await casework.take(officer, id, 'propose_penalty', proposal);
    await casework.take(supervisor, id, 'review_legality');
    on('2026-03-05');
    await casework.both(officer, second, id, 'notify', { ...sampleFacts.notify, servedOn: '2026-03-05' });
    const take = (discussion: object | undefined) =>
      casework.take(officer, id, 'decide', decided({ penalties: closure, discussion }));
    await expect(take(undefined)).rejects.toMatchObject({ code: 'discussion_missing' });
    await expect(take(discussionOn('2026-03-04'))).rejects.toMatchObject({ code: 'discussion_day' });
    const { stepId } = await take(discussionOn('2026-03-05'));
    expect(await casework.answer(supervisor, id, stepId)).toEqual({ state: 'decided' });
    on('2026-03-02');
  });

  test('of a serious violation is discussed, too, whatever the penalty; another need not be', async () => {
    const confiscation = [{ kind: 'confiscation', amountYuan: 5_000 }];
    const facts = { penalties: confiscation, discussion: undefined };
    const proposal = { ...proposed, penalties: confiscation, unlawfulIncomeYuan: 5_000 };
    const serious = await notified(proposal);
    await expect(casework.take(officer, serious, 'decide', decided(facts))).rejects.toMatchObject({
      code: 'discussion_missing',
    });
    const plain = await notified({ ...proposal, serious: false });
    expect(await casework.both(officer, supervisor, plain, 'decide', decided(facts))).toBe('decided');
  });
});

describe('a fine that is paid late', () => {
  const reading = async (id: string) => (await readCase(world.database, id, ['default'])).found;
  /** A decision of this fine was served on 2 March; 15 days end on 17 March, a working day. */
  async function fined(amountYuan: number): Promise<string> {
    on('2026-03-02');
    const id = await newCase();
    const penalties = [{ kind: 'fine', amountYuan }];
    await world.database.caseStep.create({
      data: {
        ...{
          caseId: id,
          number: 2,
          action: 'decide',
          fromState: 'notified',
          toState: 'decided',
          occurredOn: '2026-03-02',
        },
        ...{ facts: { document: '罚2号', penalties }, needsSecond: false, userId: officer.person.id },
        ...{ sessionId: officer.id, by: { ...officer.person }, recordedAt: now },
      },
    });
    await world.database.case.update({ where: { id }, data: { state: 'decided', pendingStepId: null } });
    await casework.both(officer, second, id, 'serve');
    return id;
  }
  const execute = (id: string, addedFineYuan: number, more: object = {}) =>
    casework.take(officer, id, 'execute', { paidYuan: 20_000 + addedFineYuan, addedFineYuan, ...more });

  test('may be added to by what the days make, which a person decides and the step records', async () => {
    const id = await fined(20_000);
    on('2026-03-20');
    const found = await reading(id);
    expect(proposeLateFine(found, '2026-03-17')).toBeNull();
    expect(proposeLateFine(found, '2026-03-20')).toMatchObject({ dueOn: '2026-03-17', days: 3, addedYuan: 1_800 });
    const paid = { paidOn: '2026-03-20' };
    await expect(execute(id, 1_800.01, paid)).rejects.toMatchObject({ code: 'added_fine_unfounded' });
    expect(await execute(id, 1_800, paid)).toMatchObject({ state: 'executed' });
    expect(proposeLateFine(await reading(id), '2026-04-20')).toBeNull();
    on('2026-03-02');
  });

  test('is added to until the day of the payment, to the fen; without a payment until the day of the step', async () => {
    const id = await fined(10_001);
    on('2026-03-25');
    const paid = { paidYuan: 10_901.09, paidOn: '2026-03-20' };
    await expect(execute(id, 900.09, { paidYuan: 10_901.09 })).rejects.toMatchObject({ code: 'payment_day_missing' });
    for (const paidOn of ['2026-03-01', '2026-03-26'])
      await expect(execute(id, 900.09, { ...paid, paidOn })).rejects.toMatchObject({ code: 'payment_day' });
    await expect(execute(id, 900.091, paid)).rejects.toMatchObject({ code: 'facts_unusable' });
    await expect(execute(id, 900.1, paid)).rejects.toMatchObject({ code: 'added_fine_unfounded' });
    expect(await execute(id, 900.09, paid)).toMatchObject({ state: 'executed' });
    const unpaid = await fined(10_001);
    on('2026-03-25');
    expect(await execute(unpaid, 2_400.24, { paidYuan: 0 })).toMatchObject({ state: 'executed' });
    on('2026-03-02');
  });

  test('is not added to for the days on which the case was suspended', async () => {
    const id = await fined(20_000);
    on('2026-03-20');
    const { stepId } = await casework.take(officer, id, 'suspend');
    expect(proposeLateFine(await reading(id), '2026-03-20')).toMatchObject({ days: 3, suspendedDays: 0 });
    await casework.answer(second, id, stepId);
    expect(proposeLateFine(await reading(id), '2026-03-25')).toBeNull();
    on('2026-03-30');
    await casework.take(officer, id, 'resume');
    // 18, 19 March, and from the 30th on.
    for (const [until, days, suspendedDays] of [
      ['2026-03-19', 2, 0],
      ['2026-03-25', 2, 6],
      ['2026-03-30', 3, 10],
      ['2026-03-31', 4, 10],
    ] as const)
      expect(proposeLateFine(await reading(id), until), until).toMatchObject({ days, suspendedDays });
    await expect(execute(id, 1_801, { paidOn: '2026-03-30' })).rejects.toMatchObject({ code: 'added_fine_unfounded' });
    expect(await execute(id, 1_200, { paidOn: '2026-03-25' })).toMatchObject({ state: 'executed' });
    on('2026-03-02');
  });
});

describe('deadlines', () => {
  test('are late after their last day and not on it', async () => {
    on('2026-03-02');
    const id = await newCase();
    const mine = async () =>
      (await listDeadlines(world.database, ['default'], now)).find(({ caseId }) => caseId === id);
    expect(await mine()).toMatchObject({ kind: 'filing', dueOn: '2026-03-09', state: 'running', binds: 'authority' });
    on('2026-03-09');
    expect(await mine()).toMatchObject({ state: 'running' });
    on('2026-03-10');
    expect(await mine()).toMatchObject({ state: 'overdue' });
    expect(await listDeadlines(world.database, ['other'], now)).toEqual([]);
    on('2026-03-02');
  });

  test('of an investigation are extended by 30 working days where a supervisor confirms it', async () => {
    on('2026-03-02');
    const id = await investigated();
    const { stepId } = await casework.take(officer, id, 'investigate', { what: '情况复杂，报请延期', extended: true });
    await expect(casework.answer(second, id, stepId)).rejects.toMatchObject({ code: 'role_insufficient' });
    await casework.answer(supervisor, id, stepId);
    const { found } = await readCase(world.database, id, ['default']);
    const running = found.deadlines.filter(({ kind, cancelledAt }) => kind === 'investigation' && cancelledAt === null);
    expect(running).toMatchObject([{ startedOn: '2026-03-02', dueOn: '2026-07-10' }]);
  });

  test('stand still while a case is suspended, and what was left is left when it goes on', async () => {
    on('2026-03-02');
    const id = await newCase();
    on('2026-03-04');
    await casework.both(officer, second, id, 'suspend');
    expect((await listDeadlines(world.database, ['default'], now)).filter(({ caseId }) => caseId === id)).toEqual([]);
    on('2026-04-01');
    await casework.take(officer, id, 'resume');
    expect(await caseOf(id)).toMatchObject({ state: 'registered', suspendedFrom: null });
    const { found } = await readCase(world.database, id, ['default']);
    // Of five working days three were left: 2, 3 April, then Qingming 4–6, 7.
    expect(found.deadlines.filter(({ cancelledAt }) => cancelledAt === null)).toMatchObject([
      { kind: 'filing', dueOn: '2026-04-07' },
    ]);
    on('2026-03-02');
  });

  test('counted before the holidays of their year were published say so', async () => {
    on('2026-12-28');
    const id = await newCase();
    const [deadline] = (await listDeadlines(world.database, ['default'], now)).filter(({ caseId }) => caseId === id);
    expect(deadline).toMatchObject({ isProvisional: true, basis: expect.stringContaining('节假日安排公布前') });
    on('2026-03-02');
  });
});

describe('withheld credentials', () => {
  test('are returned when each holder has given a receipt', async () => {
    on('2026-03-02');
    const { id } = await casework.register(officer, [], 'withholding');
    await casework.take(officer, id, 'begin_inquiry');
    await casework.both(officer, supervisor, id, 'file');
    await casework.both(officer, second, id, 'investigate');
    await expect(casework.take(officer, id, 'order_rectification')).rejects.toMatchObject({ code: 'step_not_allowed' });
    await casework.both(officer, second, id, 'order_return', {
      ...sampleFacts.order_return,
      holders: ['甲某', '乙某'],
      dueOn: '2026-03-09',
    });
    on('2026-03-10');
    const receipt = (holder: string) => ({ holder, receivedOn: '2026-03-09', document: '收条' });
    const recheck = (...receipts: object[]) =>
      casework.take(officer, id, 'recheck', { corrected: true, findings: '已退还', receipts });
    await expect(recheck(receipt('甲某'))).rejects.toMatchObject({ code: 'receipt_missing' });
    const { stepId } = await recheck(receipt('甲某'), receipt('乙某'));
    expect(await casework.answer(second, id, stepId)).toEqual({ state: 'rechecked' });
    await casework.take(officer, id, 'accept_correction');
    expect(await casework.both(officer, second, id, 'close')).toBe('closed');
    expect((await caseOf(id)).closedAt).not.toBeNull();
    on('2026-03-02');
  });
});
