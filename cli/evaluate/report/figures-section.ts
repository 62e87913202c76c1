import type { Comparison, Difference } from '../../../classifier/evaluate/compare.js';
import type { Figures } from '../../../classifier/evaluate/figures.js';
import { figureText } from '../figures-table.js';
import { differenceCells } from './difference-cells.js';
import { type Html, html } from './html.js';
import type { ReportData } from './report-data.js';

const meanings: Readonly<Record<keyof Figures, { name: string; meaning: string }>> = {
  precision: { name: '精确率 precision', meaning: '标出的信息里，确是挂证的比例' },
  recall: { name: '召回率 recall', meaning: '挂证信息里，被标出的比例' },
  f1: { name: 'F1', meaning: '精确率与召回率的调和平均' },
  prAuc: { name: '曲线下面积 PR-AUC', meaning: '按概率排序的平均精确率（average precision），与阈值无关' },
  falsePositiveRate: { name: '误报率 false-positive rate', meaning: '正常信息里，被误标的比例' },
  calibrationError: {
    name: '校准误差 ECE',
    meaning: '概率分十个等宽区间，各区间平均概率与实际比例之差按条数加权（expected calibration error）',
  },
};

/** The summary: six figures with their meaning, those of a second release and the differences beside them. */
export function figuresSection({ release, compared }: ReportData): Html {
  const names = Object.keys(meanings) as (keyof Figures)[];
  return html`<section><h2>总体指标</h2>
<table><thead><tr><th>指标</th>${headings(compared?.comparison)}<th class="note">含义</th></tr></thead><tbody>${names.map(
    (name) =>
      html`<tr><th>${meanings[name].name}</th>${figureCells(name, release.metrics[name], compared?.comparison.overall[name])}<td class="note">${meanings[name].meaning}</td></tr>`,
  )}</tbody></table></section>`;
}

function headings(comparison: Comparison | undefined): Html {
  return comparison === undefined
    ? html`<th>数值</th>`
    : html`<th>第一版</th><th>第二版</th><th>差（第二版 − 第一版）</th><th>95 % 区间</th><th>结论</th>`;
}

function figureCells(name: keyof Figures, value: number, difference: Difference | undefined): Html {
  const text = (figure: number): string => figureText(name, figure);
  return difference === undefined ? html`<td class="figure">${text(value)}</td>` : differenceCells(difference, text);
}
