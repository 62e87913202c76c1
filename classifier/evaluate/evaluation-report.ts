import type { EvaluationReport } from '../../contracts/api/testing.js';
import type { Release } from '../release/read-release.js';
import { reliabilityBins } from './calibration.js';
import type { Outcome } from './figures.js';
import { measure } from './metrics.js';
import { type CurvePoint, precisionRecallCurve } from './precision-recall.js';
import { splitSlices } from './slices.js';
import { wilsonInterval } from './wilson-interval.js';

/** The figures that `guazheng evaluate` gives, and what a page draws beside them. */
export function evaluationReport(
  outcomes: readonly Outcome[],
  release: Release,
): Omit<EvaluationReport, 'seen' | 'rejected'> {
  const { n, positives, slices: _slices, ...figures } = measure(outcomes);
  const count = (rental: boolean, flagged: boolean): number =>
    outcomes.filter((outcome) => outcome.rental === rental && outcome.flagged === flagged).length;
  const confusion = {
    truePositives: count(true, true),
    falsePositives: count(false, true),
    falseNegatives: count(true, false),
    trueNegatives: count(false, false),
  };
  const { truePositives, falsePositives } = confusion;
  const { flagged, borderline } = release.contents.thresholds;
  return {
    release: release.id,
    thresholds: { flagged, borderline },
    ...{ n, positives, figures, confusion },
    intervals: {
      precision: wilsonInterval(truePositives, truePositives + falsePositives),
      recall: wilsonInterval(truePositives, positives),
      falsePositiveRate: wilsonInterval(falsePositives, n - positives),
    },
    slices: splitSlices(outcomes).map(({ name, rental, rows }) => {
      const flaggedRows = rows.filter((row) => outcomes[row]?.flagged === true).length;
      return {
        ...{ name: name.slice(0, longestName), label: rental ? ('rental' as const) : ('genuine' as const) },
        ...{ n: rows.length, flagged: flaggedRows, share: flaggedRows / rows.length },
        interval: wilsonInterval(flaggedRows, rows.length),
      };
    }),
    curve: thinned(precisionRecallCurve(outcomes)),
    reliability: reliabilityBins(outcomes),
  };
}

/** A slice's name is a word to group by; a column of whole postings taken for it must not be kept. */
const longestName = 60;

/** A drawing of a few hundred pixels shows no finer step than this. */
const finestStep = 0.002;

/** Leaves out points that lie where the one before was drawn; the last one, where everything is flagged, stays. */
function thinned(curve: readonly CurvePoint[]): CurvePoint[] {
  let drawn: CurvePoint | undefined;
  return curve.filter((point, index) => {
    const isNear =
      drawn !== undefined &&
      Math.abs(point.recall - drawn.recall) < finestStep &&
      Math.abs(point.precision - drawn.precision) < finestStep;
    if (isNear && index < curve.length - 1) return false;
    drawn = point;
    return true;
  });
}
