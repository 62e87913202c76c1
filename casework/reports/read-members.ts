import { outcomeKind } from '../../contracts/api/outcomes.js';
import { type CaseAction, caseAction } from '../../contracts/case.js';
import type { Database, Transaction } from '../../prisma/open-database.js';
import { caseNumber } from '../cases/case-record.js';
import { outcomeKinds } from '../outcomes/outcome-kinds.js';

/** What one of the things that a figure counts is. */
export interface CountedMember {
  readonly id: string;
  readonly kind: 'step' | 'outcome';
  readonly organisationId: string;
  readonly organisation: string;
  readonly caseId: string | null;
  /** `〔2026〕12号` */
  readonly caseNumber: string | null;
  readonly subjectKind: 'person' | 'employer' | 'agency';
  readonly subjectName: string;
  readonly creditCode: string | null;
  /** The action of a case in Chinese, or the kind of outcome. */
  readonly what: string;
  readonly day: string;
  readonly document: string;
  readonly penalties: readonly { readonly kind: string; readonly amountYuan: number | null }[];
}

const stepNames: Readonly<Record<CaseAction, string>> = {
  register: '线索登记',
  begin_inquiry: '初查',
  decline: '不予立案',
  file: '立案',
  investigate: '调查取证',
  order_rectification: '责令改正',
  order_return: '责令限期退还',
  recheck: '复查',
  accept_correction: '改正',
  find_refusal: '拒不改正',
  propose_penalty: '处罚建议',
  review_legality: '法制审核',
  notify: '告知',
  request_hearing: '申请听证',
  hold_hearing: '听证',
  decide: '处罚决定',
  spare: '不予处罚',
  serve: '送达',
  execute: '执行',
  publish: '公示',
  close: '结案',
  archive: '归档',
  suspend: '中止',
  resume: '恢复',
  transfer: '移送他机关',
  withdraw: '撤案',
};

/** By day, then by id. @param ids of steps and of outcomes, as figures have them; only those of `jurisdiction` are read */
export async function readMembers(
  database: Database | Transaction,
  ids: readonly string[],
  jurisdiction: readonly string[],
): Promise<readonly CountedMember[]> {
  const organisationId = { in: [...jurisdiction] };
  const [steps, outcomes] = await Promise.all([
    database.caseStep.findMany({
      where: { id: { in: [...ids] }, case: { organisationId } },
      include: { case: { include: { organisation: { select: { name: true } } } } },
    }),
    database.outcome.findMany({
      where: { id: { in: [...ids] }, organisationId },
      include: { case: { select: { year: true, number: true } }, organisation: { select: { name: true } } },
    }),
  ]);
  const members: CountedMember[] = [
    ...steps.map((step): CountedMember => {
      const facts = factsOf(step.facts);
      return {
        ...{ id: step.id, kind: 'step', organisationId: step.case.organisationId },
        ...{ organisation: step.case.organisation.name, caseId: step.caseId, caseNumber: caseNumber(step.case) },
        ...{ subjectKind: 'agency', subjectName: step.case.subjectName, creditCode: step.case.creditCode },
        ...{ what: stepNames[caseAction.parse(step.action)], day: step.occurredOn, ...facts },
      };
    }),
    ...outcomes.map(
      (outcome): CountedMember => ({
        ...{ id: outcome.id, kind: 'outcome', organisationId: outcome.organisationId },
        ...{ organisation: outcome.organisation.name, caseId: outcome.caseId },
        caseNumber: outcome.case === null ? null : caseNumber(outcome.case),
        ...{ subjectKind: outcome.subjectKind === 'person' ? 'person' : 'employer', subjectName: outcome.subjectName },
        ...{ creditCode: null, what: outcomeKinds[outcomeKind.parse(outcome.kind)].name, day: outcome.decidedOn },
        ...{ document: outcome.document, penalties: [] },
      }),
    ),
  ];
  return members.sort((a, b) => (a.day === b.day ? (a.id < b.id ? -1 : 1) : a.day < b.day ? -1 : 1));
}

/** What a list shows of a step's facts (casework/cases/step-facts.ts), where the action has it. */
function factsOf(facts: unknown): Pick<CountedMember, 'document' | 'penalties'> {
  if (typeof facts !== 'object' || facts === null) return { document: '', penalties: [] };
  const document = 'document' in facts && typeof facts.document === 'string' ? facts.document : '';
  const penalties: readonly unknown[] = 'penalties' in facts && Array.isArray(facts.penalties) ? facts.penalties : [];
  return { document, penalties: penalties.flatMap(penaltyOf) };
}

function penaltyOf(penalty: unknown): CountedMember['penalties'] {
  if (typeof penalty !== 'object' || penalty === null || !('kind' in penalty) || typeof penalty.kind !== 'string')
    return [];
  const amountYuan = 'amountYuan' in penalty && typeof penalty.amountYuan === 'number' ? penalty.amountYuan : null;
  return [{ kind: penalty.kind, amountYuan }];
}
