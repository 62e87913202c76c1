import { errorSection } from './error-section.js';
import { figuresSection } from './figures-section.js';
import { type Html, html } from './html.js';
import { precisionRecallChart } from './precision-recall-chart.js';
import { reliabilityChart, reliabilityTable } from './reliability-chart.js';
import { outcomesOf, type ReportData, type ReportedRelease } from './report-data.js';
import { scoreHistogram } from './score-histogram.js';
import { sliceSection } from './slice-section.js';
import { style } from './style.js';
import { visibleText } from './visible-text.js';

/** The whole report, one page that fetches nothing and runs nothing: its policy forbids both, whatever an advertisement holds. */
export function reportPage(data: ReportData): string {
  const page = html`<html lang="zh-CN"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width"><title>研判评测报告 ${data.release.name}</title>${style}</head><body>
<h1>研判评测报告</h1>${summary(data)}${figuresSection(data)}${chartSection(data)}${sliceSection(data)}${errorSection(data)}
</body></html>`;
  return `<!DOCTYPE html>\n${page.markup}\n`;
}

function summary({ files, release, compared, leftOut }: ReportData): Html {
  const { n, positives } = release.metrics;
  return html`<p>共 ${n} 条，其中挂证 ${positives} 条、正常 ${n - positives} 条，来自 ${visibleText(files.join('、'))}。</p>
<p><span class="key first"></span>${compared === undefined ? '' : '第一版：'}${visibleText(release.name)}，${thresholdText(release)}。</p>
${compared === undefined ? '' : html`<p><span class="key second"></span>第二版：${compared.name}，${thresholdText(compared)}。差异的区间由 ${compared.comparison.resamples} 次配对自助抽样（paired bootstrap）得出；比例之差以百分点计；区间不含 0 才说差异真实。两个相同的版本，二十项差异中也会有大约一项碰巧如此。</p>`}
${leftOut === undefined ? '' : html`<p>训练时留出切片：<b>${visibleText(leftOut)}</b>，任何一折的训练都没有见过它。</p>`}
<p class="note">“标出”指分档为“可疑”（flagged）或达到所给阈值。准确率（accuracy）随正常信息所占比例而变，单看没有意义，故不列出。</p>`;
}

function thresholdText({ threshold, byFold }: ReportedRelease): string {
  return byFold ? `各折按自己的阈值标出，约为概率 ${threshold}` : `从概率 ${threshold} 起标出`;
}

function chartSection({ release, compared }: ReportData): Html {
  const releases = compared === undefined ? [release] : [release, compared];
  const curves = releases.map((each) => ({
    name: each.name,
    outcomes: outcomesOf(each),
    precision: each.metrics.precision,
    recall: each.metrics.recall,
  }));
  return html`<section><h2>图</h2><div class="charts">
<figure><figcaption>精确率–召回率曲线 precision–recall curve</figcaption>${precisionRecallChart(curves)}<p class="note">圆点是所用阈值的位置；各点之间为阶梯，不作直线内插（Davis &amp; Goadrich 2006）。</p></figure>
<figure><figcaption>可靠性图 reliability diagram</figcaption>${reliabilityChart(curves)}<p class="note">十个等宽区间；圆越大，条数越多；落在虚线上即概率属实。</p></figure>
${releases.map(histogramFigure)}</div>
<h3>可靠性图的数字</h3>${releases.map((each) => html`${releases.length > 1 ? html`<p>${each.name}</p>` : ''}${reliabilityTable(outcomesOf(each))}`)}</section>`;
}

function histogramFigure(release: ReportedRelease): Html {
  return html`<figure><figcaption>得分分布 score histogram：${release.name}</figcaption>${scoreHistogram(outcomesOf(release), release.threshold)}<p class="note"><span class="key rental"></span>挂证<span class="key genuine"></span>正常；虚线为阈值。</p></figure>`;
}
