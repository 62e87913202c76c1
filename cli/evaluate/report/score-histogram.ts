import type { Outcome } from '../../../classifier/evaluate/figures.js';
import { type Html, html } from './html.js';
import { plot, type Tick, xOf, yOf } from './plot.js';

const bins = 20;
/** Shares are drawn by their square roots: most postings lie in the outermost bins, the interesting ones between. */
const ticks: readonly Tick[] = [0, 0.01, 0.05, 0.1, 0.25, 0.5, 1].map((share) => ({
  at: Math.sqrt(share),
  label: `${share * 100} %`,
}));

/** How the probabilities of rental and of genuine postings are spread, each class as shares of its own; the threshold as a line. */
export function scoreHistogram(outcomes: readonly Outcome[], threshold: number): Html {
  const classes = [true, false].map((rental, side) => {
    const own = outcomes.filter((outcome) => outcome.rental === rental);
    const counts = new Array<number>(bins).fill(0);
    for (const { probability } of own) {
      const bin = Math.min(bins - 1, Math.floor(probability * bins));
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    return counts.map((count, bin) => (count === 0 ? '' : bar(bin, side, count, own.length, rental)));
  });
  const line = html`<line class="threshold" x1="${xOf(threshold)}" y1="${yOf(0)}" x2="${xOf(threshold)}" y2="${yOf(1)}"><title>${threshold}</title></line>`;
  return plot(
    '按类别的得分分布 score histogram by class',
    { x: '预测概率 probability', y: '占本类比例（平方根刻度）', yTicks: ticks },
    [html`${classes}`, line],
  );
}

function bar(bin: number, side: number, count: number, all: number, rental: boolean): Html {
  const width = 1 / bins / 2.4;
  const from = bin / bins + 0.1 / bins + side * width;
  const height = Math.sqrt(count / all);
  const left = xOf(from);
  const top = yOf(height);
  return html`<rect class="${rental ? 'rental' : 'genuine'}" x="${left}" y="${top}" width="${(xOf(from + width) - left).toFixed(2)}" height="${(yOf(0) - top).toFixed(2)}"><title>${rental ? '挂证' : '正常'} ${bin / bins}–${(bin + 1) / bins}: n = ${count}</title></rect>`;
}
