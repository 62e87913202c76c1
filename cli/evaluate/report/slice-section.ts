import { measureBesideOthers } from '../../../classifier/evaluate/metrics.js';
import { type Slice, splitSlices } from '../../../classifier/evaluate/slices.js';
import { wilsonInterval } from '../../../classifier/evaluate/wilson-interval.js';
import { percent } from '../figures-table.js';
import { differenceCells } from './difference-cells.js';
import { type Html, html } from './html.js';
import { outcomesOf, type ReportData } from './report-data.js';
import { visibleText } from './visible-text.js';

/** Every slice with its own figure and interval, all six figures beside the other label's postings, and the comparison. */
export function sliceSection(data: ReportData): Html {
  const slices = splitSlices(outcomesOf(data.release));
  return html`<section><h2>分切片</h2>
<p>挂证切片看<b>召回率 recall</b>，正常切片看<b>误报率 false-positive rate</b>，附 95 % 区间（Wilson）。一个切片只有一类信息，
精确率、F1、PR-AUC 和校准误差按“该切片加上另一类的全部信息”计算；类别占比随之改变，校准误差只宜用来比较版本，不宜比较切片。</p>
${sliceTable(data, slices, true)}${sliceTable(data, slices, false)}
${comparisonTable(data)}</section>`;
}

function sliceTable(data: ReportData, slices: readonly Slice[], rental: boolean): Html {
  const outcomes = outcomesOf(data.release);
  const rows = slices
    .filter((slice) => slice.rental === rental)
    .map((slice) => {
      const n = slice.rows.length;
      const flagged = slice.rows.filter((row) => outcomes[row]?.flagged === true).length;
      const { low, high } = wilsonInterval(flagged, n);
      const figures = measureBesideOthers(outcomes, slice);
      const mark = data.leftOut === slice.name ? '（训练时留出）' : '';
      return html`<tr><th>${sliceName(slice.name)}${mark}</th><td>${n}</td><td>${flagged}</td><td class="figure">${percent(flagged / n)}</td><td>${percent(low)} – ${percent(high)}</td><td>${percent(figures.precision)}</td><td>${figures.f1.toFixed(3)}</td><td>${figures.prAuc.toFixed(3)}</td><td>${figures.calibrationError.toFixed(3)}</td></tr>`;
    });
  if (rows.length === 0) return html``;
  return html`<table><thead><tr><th>${rental ? '挂证切片' : '正常切片'}</th><th>条数 n</th><th>标出</th><th>${rental ? '召回率 recall' : '误报率 FPR'}</th><th>95 % 区间</th><th>精确率 precision</th><th>F1</th><th>PR-AUC</th><th>校准误差 ECE</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function comparisonTable({ compared }: ReportData): Html {
  if (compared === undefined) return html``;
  return html`<h3>分切片比较</h3>
<table><thead><tr><th>切片</th><th>条数 n</th><th>指标</th><th>第一版</th><th>第二版</th><th>差（第二版 − 第一版）</th><th>95 % 区间</th><th>结论</th></tr></thead><tbody>${compared.comparison.slices.map(
    (slice) =>
      html`<tr><th>${sliceName(slice.name)}</th><td>${slice.n}</td><td>${slice.label === 'rental' ? '召回率' : '误报率'}</td>${differenceCells(slice, percent)}</tr>`,
  )}</tbody></table>`;
}

export function sliceName(name: string): Html {
  return name === '' ? html`（无切片）` : visibleText(name);
}
