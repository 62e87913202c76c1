import { type Outcome, share } from './figures.js';

/** What flagging from `threshold` on would give. */
export interface CurvePoint {
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
}

/**
 * The precision–recall curve: one point for each distinct probability, falling. Between points it is a staircase: a straight line would
 * promise precisions that no threshold reaches (Davis & Goadrich 2006). Empty where there is no rental posting.
 */
export function precisionRecallCurve(outcomes: readonly Pick<Outcome, 'rental' | 'probability'>[]): CurvePoint[] {
  const positives = outcomes.filter((outcome) => outcome.rental).length;
  if (positives === 0) return [];
  const falling = [...outcomes].sort((a, b) => b.probability - a.probability);
  const points: CurvePoint[] = [];
  let hits = 0;
  for (const [index, { rental, probability }] of falling.entries()) {
    if (rental) hits++;
    if (falling[index + 1]?.probability === probability) continue;
    points.push({ threshold: probability, precision: share(hits, index + 1), recall: share(hits, positives) });
  }
  return points;
}
