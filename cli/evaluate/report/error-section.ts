import { textFields } from '../../../contracts/posting-row.js';
import type { Reason } from '../../../contracts/verdict.js';
import { bandName, fieldName } from '../../chinese-terms.js';
import { highlightedText } from './highlighted-text.js';
import { type Html, html } from './html.js';
import type { ReportData, ReportedRow } from './report-data.js';
import { sliceName } from './slice-section.js';
import { visibleText } from './visible-text.js';

/** Every error, the surest first: what was written, the words that the reasons point at, and why. */
export function errorSection(data: ReportData): Html {
  const wrong = data.release.rows
    .map((row, index) => ({ row, second: data.compared?.rows[index] }))
    .filter(({ row: { outcome } }) => outcome.flagged !== outcome.rental);
  const falseFlags = wrong
    .filter(({ row }) => row.outcome.flagged)
    .sort((a, b) => b.row.outcome.probability - a.row.outcome.probability);
  const misses = wrong
    .filter(({ row }) => !row.outcome.flagged)
    .sort((a, b) => a.row.outcome.probability - b.row.outcome.probability);
  return html`<section><h2>误报：正常信息被标出（${falseFlags.length} 条）</h2>${falseFlags.map(errorArticle)}</section>
<section><h2>漏报：挂证信息未标出（${misses.length} 条）</h2>${misses.map(errorArticle)}</section>`;
}

function errorArticle({ row, second }: { row: ReportedRow; second: ReportedRow | undefined }): Html {
  const { posting, verdict, outcome, file, line } = row;
  const rules = [...new Set(verdict.reasons.map((reason) => reason.rule))];
  const marks = verdict.reasons.map((reason) => ({ ...reason, number: rules.indexOf(reason.rule) + 1 }));
  const fields = textFields.flatMap((field) => {
    const text = posting[field];
    if (text === undefined || text === '') return [];
    const own = marks.filter((mark) => mark.field === field);
    return html`<dt>${fieldName[field]}</dt><dd>${highlightedText(text, own)}</dd>`;
  });
  return html`<article><h3>${visibleText(posting.id ?? '（无编号）')} <small>${visibleText(file)}，第 ${line} 行 · ${sliceName(outcome.slice)} · 概率 ${outcome.probability.toFixed(3)} · ${bandName[verdict.band]}${secondSays(second)}</small></h3>
<dl>${fields}</dl>
${reasonList(verdict.reasons, rules)}</article>`;
}

/** One item a rule, in the order of the numbers in the text: why it counts, and the words that it points at. */
function reasonList(reasons: readonly Reason[], rules: readonly string[]): Html {
  if (rules.length === 0) return html`<p class="note">没有一条指认规则成立，也没有可疑段落：无可指之处。</p>`;
  return html`<ol>${rules.map((rule) => {
    const own = reasons.filter((reason) => reason.rule === rule);
    const words = own.map(
      (reason) => html` “${visibleText(reason.text)}”<small>（${fieldName[reason.field]}）</small>`,
    );
    return html`<li>${own[0]?.why ?? ''} <small>${rule}</small>${words}</li>`;
  })}</ol>`;
}

function secondSays(second: ReportedRow | undefined): string {
  if (second === undefined) return '';
  const { outcome } = second;
  return ` · 第二版${outcome.flagged === outcome.rental ? '判对' : '同样判错'}，概率 ${outcome.probability.toFixed(3)}`;
}
