import type { Outcome } from '../../../classifier/evaluate/figures.js';
import { precisionRecallCurve } from '../../../classifier/evaluate/precision-recall.js';
import { type Html, html } from './html.js';
import { plot, xOf, yOf } from './plot.js';

export interface Curve {
  readonly name: string;
  readonly outcomes: readonly Outcome[];
  /** Where the release stands with its own thresholds. */
  readonly precision: number;
  readonly recall: number;
}

/** Precision–recall curves as staircases, a point where each release stands. */
export function precisionRecallChart(curves: readonly Curve[]): Html {
  const drawn = curves.map(({ name, outcomes, precision, recall }, index) => {
    const color = index === 0 ? 'first' : 'second';
    return html`<path class="curve ${color}" d="${staircase(outcomes)}"><title>${name}</title></path>
<circle class="point ${color}" cx="${xOf(recall)}" cy="${yOf(precision)}" r="5"><title>${name}: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}</title></circle>`;
  });
  return plot('精确率–召回率曲线 precision–recall curve', { x: '召回率 recall', y: '精确率 precision' }, drawn);
}

function staircase(outcomes: readonly Outcome[]): string {
  const steps: string[] = [];
  let [x, y] = [Number.NaN, Number.NaN];
  for (const point of precisionRecallCurve(outcomes)) {
    const next = [Math.round(xOf(point.recall)), Math.round(yOf(point.precision))] as const;
    // Steps below a unit cannot be seen; a large file would draw hundreds of thousands.
    if (next[0] === x && next[1] === y) continue;
    steps.push(steps.length === 0 ? `M${xOf(0)} ${next[1]}` : `V${next[1]}`, `H${next[0]}`);
    [x, y] = next;
  }
  return steps.join('');
}
