import { randomUUID } from 'node:crypto';
import { answerStep, type NewAnswer } from '../../../casework/cases/answer-step.js';
import { type RegisteredCase, registerCase } from '../../../casework/cases/register-case.js';
import { type TakenStep, takeStep } from '../../../casework/cases/take-step.js';
import type { Decider } from '../../../casework/reviews/decider.js';
import { recordReview } from '../../../casework/reviews/record-review.js';
import type { CaseAction, CasePath } from '../../../contracts/case.js';
import type { Database } from '../../../prisma/open-database.js';
import type { QueuedJob } from '../../../queue/engine.js';
import { planRecaptures } from '../../../queue/plan-recapture.js';

/** The record of a collective discussion. */
export const discussionOn = (heldOn: string) => ({
  ...{ heldOn, participants: ['负责人甲', '负责人乙', '负责人丙'] },
  ...{ minutes: '集体讨论记录〔2026〕1号', conclusion: '同意吊销许可证' },
});

/** Facts that every action takes, for a case served on 2 March 2026. */
export const sampleFacts: Readonly<Record<CaseAction, object>> = {
  register: { origin: '日常巡查', postingIds: [] },
  begin_inquiry: {},
  decline: { reason: '不属于本机关管辖' },
  file: {},
  investigate: { what: '询问机构负责人，查阅服务台账' },
  order_rectification: {
    document: '责改〔2026〕1号',
    demand: '删除挂证广告',
    dueOn: '2099-01-01',
    servedOn: '2026-03-02',
  },
  order_return: {
    ...{ document: '责退〔2026〕1号', demand: '退还证书', dueOn: '2099-01-01', servedOn: '2026-03-02' },
    holders: ['持证人甲'],
  },
  recheck: {
    corrected: true,
    findings: '广告已删除',
    receipts: [{ holder: '持证人甲', receivedOn: '2026-03-02', document: '收条' }],
  },
  accept_correction: {},
  find_refusal: { findings: '广告换号重发' },
  propose_penalty: {
    ...{ penalties: [{ kind: 'revocation' }], unlawfulIncomeYuan: 0, serious: true },
    basis: ['《人力资源市场暂行条例》第四十三条'],
  },
  review_legality: { agreed: true, opinion: '事实清楚，适用依据正确' },
  notify: { document: '罚告〔2026〕1号', servedOn: '2026-03-02', hearingRights: true },
  request_hearing: { requestedOn: '2026-03-02' },
  hold_hearing: { noticedOn: '2026-03-02', heldOn: '2026-03-11', presiding: '法制机构负责人', minutes: '听证笔录' },
  decide: {
    ...{ document: '罚〔2026〕1号', penalties: [{ kind: 'revocation' }], hearingWaiver: '放弃听证声明' },
    discussion: discussionOn('2026-03-02'),
  },
  spare: { reason: '违法行为轻微并及时改正' },
  serve: { servedOn: '2026-03-02', manner: '直接送达' },
  execute: { revokedOn: '2026-03-02' },
  publish: { publishedOn: '2026-03-02', where: '本机关网站' },
  close: {},
  archive: { archiveNumber: '2026-001' },
  suspend: { reason: '等待司法鉴定' },
  resume: {},
  transfer: { to: '市住房和城乡建设局', reason: '不属于本机关管辖' },
  withdraw: { reason: '事实不能成立' },
};

/** Two persons confirm what the newest version of these postings says. */
export async function confirmPostings(
  database: Database,
  postings: readonly { readonly versionId: string }[],
  [first, second]: readonly [Decider, Decider],
  now: Date,
): Promise<void> {
  for (const { versionId: postingVersionId } of postings)
    for (const person of [first, second])
      await recordReview(
        database,
        person,
        { postingVersionId, decision: 'confirmed', categories: [], articles: [], note: '' },
        now,
      );
}

/** Officers who work on one case with a clock that tests move. */
export interface Casework {
  /** Jobs that became due. */
  readonly jobs: QueuedJob[];
  register(by: Decider, postingIds: readonly string[], path?: CasePath, subjectName?: string): Promise<RegisteredCase>;
  take(
    by: Decider,
    caseId: string,
    action: CaseAction,
    facts?: object,
    more?: { requestId?: string; occurredOn?: string },
  ): Promise<TakenStep>;
  answer(by: Decider, caseId: string, stepId: string, kind?: NewAnswer['kind']): Promise<{ state: string }>;
  /** The first takes the step, the second confirms it where it waits. @returns where the case is then */
  both(first: Decider, second: Decider, caseId: string, action: CaseAction, facts?: object): Promise<string>;
}

/** @param clock what the time is */
export function openCasework(database: Database, clock: () => Date): Casework {
  const jobs: QueuedJob[] = [];
  const withPlan = async <T>(use: (plan: ReturnType<typeof planRecaptures>) => Promise<T>): Promise<T> => {
    const plan = planRecaptures(clock());
    const result = await use(plan);
    jobs.push(...plan.jobs);
    return result;
  };
  const casework: Casework = {
    jobs,
    register: (by, postingIds, path = 'advertising', subjectName = '诚信人力资源有限公司') =>
      registerCase(database, by, { path, postingIds, origin: '平台巡查发现', subjectName, note: '' }, clock()),
    take: (by, caseId, action, facts = sampleFacts[action], { requestId = randomUUID(), occurredOn } = {}) =>
      withPlan((plan) =>
        takeStep(database, by, { caseId, action, facts, note: '', requestId, occurredOn }, plan, clock()),
      ),
    answer: (by, caseId, stepId, kind = 'confirmed') =>
      withPlan((plan) => answerStep(database, by, { caseId, stepId, kind, note: '' }, plan, clock())),
    async both(first, second, caseId, action, facts) {
      const { stepId, isPending, state } = await casework.take(first, caseId, action, facts);
      return isPending ? (await casework.answer(second, caseId, stepId)).state : state;
    },
  };
  return casework;
}
