import type { Release } from '../release/read-release.js';
import type { LabelledPosting } from '../train/train-release.js';
import { type Comparison, compareFlags, compareOutcomes, type SliceDifference } from './compare.js';
import type { Outcome } from './figures.js';
import { countSeen, judgeLabelled } from './judge-labelled.js';
import { type Metrics, measure } from './metrics.js';

/** What a candidate and the active release say of the frozen postings. */
export interface Examination {
  readonly postings: number;
  /** How many of them the candidate was trained on; then the comparison says nothing. */
  readonly seen: number;
  readonly active: Metrics;
  readonly candidate: Metrics;
  readonly comparison: Comparison;
  /** All rental and all genuine postings: a loss spread over many small slices is real in none of them. */
  readonly wholes: readonly SliceDifference[];
  /**
   * Where the candidate is significantly worse (paired bootstrap, interval at 95 % leaves out 0): less recall on rental slices, more false
   * flags on genuine ones.
   */
  readonly worse: readonly SliceDifference[];
}

/** Compares a candidate with the active release before it may take its place (docs/decisions/0007-active-release.md). */
export function examineRelease(postings: readonly LabelledPosting[], active: Release, candidate: Release): Examination {
  const [first, second] = [outcomesOf(postings, active), outcomesOf(postings, candidate)];
  const comparison = compareOutcomes(first, second);
  const wholes = compareWholes(first, second);
  return {
    postings: postings.length,
    seen: countSeen(postings, candidate),
    active: measure(first),
    candidate: measure(second),
    comparison,
    wholes,
    worse: [...wholes, ...comparison.slices].filter(({ finding }) => finding === 'worse'),
  };
}

function outcomesOf(postings: readonly LabelledPosting[], release: Release): Outcome[] {
  return judgeLabelled(postings, release, undefined).map(({ outcome }) => outcome);
}

function compareWholes(first: readonly Outcome[], second: readonly Outcome[]): SliceDifference[] {
  return [true, false]
    .map((rental) => ({ rental, rows: first.flatMap((outcome, row) => (outcome.rental === rental ? row : [])) }))
    .filter(({ rows }) => rows.length > 0)
    .map(({ rental, rows }) => ({
      name: rental ? 'all rental postings' : 'all genuine postings',
      label: rental ? 'rental' : 'genuine',
      n: rows.length,
      ...compareFlags(first, second, { rental, rows }),
    }));
}
