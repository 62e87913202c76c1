import type { PenaltyKind } from '../../contracts/case.js';
import { penaltyNames } from '../../contracts/case-terms.js';
import type { CountedMember } from './read-members.js';
import type { MonthReport } from './read-month.js';

/** `2026年3月` */
export function monthInWords(month: string): string {
  const [year, number] = month.split('-');
  return `${year}年${Number(number)}月`;
}

/** A person as a table that leaves the house names them: `张某`; units by their full names. */
export function reportedName({ subjectKind, subjectName }: Pick<CountedMember, 'subjectKind' | 'subjectName'>): string {
  const [first = ''] = subjectName;
  return subjectKind === 'person' ? `${first}某` : subjectName;
}

/** `罚款20,000元、吊销人力资源服务许可证`; empty of a step that decides on none. */
export function penaltiesInWords(penalties: CountedMember['penalties']): string {
  return penalties
    .map(({ kind, amountYuan }) => {
      const name = isPenaltyKind(kind) ? penaltyNames[kind] : kind;
      return amountYuan === null ? name : `${name}${amountYuan.toLocaleString('en-US')}元`;
    })
    .join('、');
}

function isPenaltyKind(kind: string): kind is PenaltyKind {
  return Object.hasOwn(penaltyNames, kind);
}

/** Whether the figures are final, for the head of the table. */
export function stateInWords({ state, closed }: Pick<MonthReport, 'state' | 'closed'>): string {
  if (closed !== null) return `已关闭（${closed.by.name}）`;
  return state === 'running' ? '本月尚未结束，数据未定' : '未关闭，数据可能变动';
}

/** The cases of a month, each with what was counted of it, in the order of their first days. */
export function casesOf(members: readonly CountedMember[]): readonly (readonly CountedMember[])[] {
  const cases = new Map<string, CountedMember[]>();
  for (const member of members) {
    if (member.kind !== 'step' || member.caseId === null) continue;
    const known = cases.get(member.caseId);
    if (known === undefined) cases.set(member.caseId, [member]);
    else known.push(member);
  }
  return [...cases.values()];
}

/** `2026-03-05 责令改正（鄂人社责改〔2026〕3号）` */
export function measureInWords({ day, what, document, penalties }: CountedMember): string {
  const details = [document, penaltiesInWords(penalties)].filter((text) => text !== '').join('，');
  return `${day} ${what}${details === '' ? '' : `（${details}）`}`;
}
