import { casesOf, measureInWords, monthInWords, reportedName, stateInWords } from './month-words.js';
import type { CountedMember } from './read-members.js';
import type { MonthReport } from './read-month.js';
import { type RenderedWords, renderWords } from './render-words.js';
import { tableLines } from './table-lines.js';

/** Cases that are proposed for the words; a person chooses among them. */
const mostCases = 12;

/** The month in words: its sums, cases to choose from, corrections. @param members what the figures count */
export function writeWords(report: MonthReport, members: readonly CountedMember[]): Promise<RenderedWords> {
  const { template, figures, month } = report;
  const author = figures.organisations.find(({ parentId }) => parentId === null)?.name ?? '';
  const cases = [...casesOf(members)].sort((a, b) => weightOf(b) - weightOf(a)).slice(0, mostCases);
  const facts = {
    ...{ 标题: template.title, 机关名称: author, 期间: monthInWords(month), 状态: stateInWords(report) },
    分组: groupsOf(report),
    案件: cases.flatMap((measures, index) => {
      const [first] = measures;
      if (first === undefined) return [];
      const 经过 = measures.map(measureInWords).join('；');
      const { caseNumber, organisation } = first;
      return [
        { 序号: String(index + 1), 当事人: reportedName(first), 案号: caseNumber ?? '', 机关: organisation, 经过 },
      ];
    }),
    无案件: cases.length === 0,
    更正: figures.corrections.map(({ month: corrected, organisationId, heading, was, now }) => ({
      ...{ 月份: monthInWords(corrected), 项目: heading, 原报: String(was), 现为: String(now) },
      机关: figures.organisations.find(({ id }) => id === organisationId)?.name ?? organisationId,
    })),
    无更正: figures.corrections.length === 0,
    说明: template.notes.map((句) => ({ 句 })),
  };
  return renderWords('casework/reports/monthly-words.mustache', {
    title: `${template.title}（${monthInWords(month)}）`,
    author,
    facts,
  });
}

/** Decisions on penalties first, the more the sooner. */
function weightOf(measures: readonly CountedMember[]): number {
  return measures.reduce((sum, { penalties }) => sum + 10 * penalties.length + 1, 0);
}

/** `人员：排查数12，疑似数3` for each group. */
function groupsOf({ template, figures }: MonthReport): { 组: string; 数: string }[] {
  const total = tableLines(template, figures).at(-1)?.values ?? {};
  const groups = new Map<string, string[]>();
  for (const { key, group, heading } of template.columns)
    groups.set(group, [...(groups.get(group) ?? []), `${heading}${total[key] ?? 0}`]);
  return [...groups].map(([组, each]) => ({ 组, 数: each.join('，') }));
}
