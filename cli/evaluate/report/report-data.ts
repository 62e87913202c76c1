import type { Comparison } from '../../../classifier/evaluate/compare.js';
import type { Outcome } from '../../../classifier/evaluate/figures.js';
import type { Metrics } from '../../../classifier/evaluate/metrics.js';
import type { Verdict } from '../../../contracts/verdict.js';
import type { LabelledRow } from '../../posting-files/read-labelled.js';

/** A posting with its place, what was said of it, and what a second release said where one was judged too. */
export interface ReportedRow extends LabelledRow {
  readonly verdict: Verdict;
  readonly outcome: Outcome;
}

/** One release, or one cross-validation, on the report's rows. */
export interface ReportedRelease {
  /** Identifier of the release, or how the rows were judged without one. */
  readonly name: string;
  readonly metrics: Metrics;
  readonly threshold: number;
  /** Whether each fold of a cross-validation flagged by its own rule; then the threshold is only near to theirs. */
  readonly byFold: boolean;
  readonly rows: readonly ReportedRow[];
}

export interface ReportData {
  readonly files: readonly string[];
  readonly release: ReportedRelease;
  /** A second release on the same rows in the same order. */
  readonly compared?: ReportedRelease & { readonly comparison: Comparison };
  /** The slice that was left out of training. */
  readonly leftOut?: string;
}

export function outcomesOf(release: ReportedRelease): Outcome[] {
  return release.rows.map((row) => row.outcome);
}
