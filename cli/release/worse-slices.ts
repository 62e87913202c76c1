import { compareFlags, type SliceDifference } from '../../classifier/evaluate/compare.js';
import { splitSlices } from '../../classifier/evaluate/slices.js';
import type { Release } from '../../classifier/release/read-release.js';
import type { LabelledPosting } from '../../classifier/train/train-release.js';
import { judgeRows } from '../evaluate/judge-rows.js';

/**
 * The slices on which a candidate is significantly worse than the active release (paired bootstrap, interval at 95 % leaves out 0): less
 * recall on rental slices, more false flags on genuine ones. All rental and all genuine postings together count as slices too, since a
 * loss spread over many small slices is real in none of them.
 */
export function worseSlices(
  postings: readonly LabelledPosting[],
  active: Release,
  candidate: Release,
): SliceDifference[] {
  const [first, second] = [active, candidate].map((release) =>
    judgeRows(postings, release, undefined).map((row) => row.outcome),
  );
  if (first === undefined || second === undefined) return [];
  const whole = [true, false].map((rental) => ({
    name: rental ? 'all rental postings' : 'all genuine postings',
    rental,
    rows: first.flatMap((outcome, row) => (outcome.rental === rental ? row : [])),
  }));
  return [...whole, ...splitSlices(first)]
    .filter((slice) => slice.rows.length > 0)
    .map(
      (slice): SliceDifference => ({
        name: slice.name,
        label: slice.rental ? 'rental' : 'genuine',
        n: slice.rows.length,
        ...compareFlags(first, second, slice),
      }),
    )
    .filter((difference) => difference.finding === 'worse');
}
