import { type ReliabilityBin, reliabilityBins } from '../../../classifier/evaluate/calibration.js';
import type { Outcome } from '../../../classifier/evaluate/figures.js';
import { signedText } from '../signed-text.js';
import { type Html, html } from './html.js';
import { plot, xOf, yOf } from './plot.js';

/** Reliability diagram: each bin's mean probability against its share of rental ads; a larger point holds more postings. */
export function reliabilityChart(releases: readonly { readonly outcomes: readonly Outcome[] }[]): Html {
  const diagonal = html`<line class="diagonal" x1="${xOf(0)}" y1="${yOf(0)}" x2="${xOf(1)}" y2="${yOf(1)}"/>`;
  const drawn = releases.map(({ outcomes }, index) => {
    const color = index === 0 ? 'first' : 'second';
    const bins = reliabilityBins(outcomes);
    const line = bins.map((bin) => `${xOf(bin.meanProbability)},${yOf(bin.rentalShare)}`).join(' ');
    return html`<polyline class="curve ${color}" points="${line}"/>${bins.map((bin) => point(bin, outcomes.length, color))}`;
  });
  return plot('可靠性图 reliability diagram', { x: '平均预测概率', y: '实际挂证比例' }, [diagonal, ...drawn]);
}

function point({ from, to, n, meanProbability, rentalShare }: ReliabilityBin, all: number, color: string): Html {
  const radius = (2.5 + 7 * Math.sqrt(n / all)).toFixed(1);
  return html`<circle class="point ${color}" cx="${xOf(meanProbability)}" cy="${yOf(rentalShare)}" r="${radius}"><title>${from}–${to}: n = ${n}</title></circle>`;
}

/** The same bins as a table. */
export function reliabilityTable(outcomes: readonly Outcome[]): Html {
  return html`<table><thead><tr><th>概率区间</th><th>条数 n</th><th>平均预测概率</th><th>实际挂证比例</th><th>差</th></tr></thead><tbody>${reliabilityBins(
    outcomes,
  ).map(
    ({ from, to, n, meanProbability, rentalShare }) =>
      html`<tr><td>${from}–${to}</td><td>${n}</td><td>${meanProbability.toFixed(3)}</td><td>${rentalShare.toFixed(3)}</td><td>${signedText(meanProbability - rentalShare, (gap) => gap.toFixed(3))}</td></tr>`,
  )}</tbody></table>`;
}
