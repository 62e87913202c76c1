import { type Comparison, compareOutcomes } from '../../classifier/evaluate/compare.js';
import { countSeen, type JudgedRow, judgeLabelled } from '../../classifier/evaluate/judge-labelled.js';
import { type Metrics, measure } from '../../classifier/evaluate/metrics.js';
import { type Release, readRelease } from '../../classifier/release/read-release.js';
import type { LabelledPosting } from '../../classifier/train/train-release.js';
import { InputError } from '../../contracts/errors.js';
import { type LabelledRow, readLabelledRows } from '../posting-files/read-labelled.js';
import { readNamedRelease } from '../release/release-files.js';
import type { ExitCode } from '../run-command.js';
import { readSettings } from '../settings.js';
import { comparisonTable } from './comparison-table.js';
import { crossValidateRows } from './cross-validate-rows.js';
import { figuresTable, sliceText } from './figures-table.js';
import type { ReportedRelease } from './report/report-data.js';
import { openReport } from './report/write-report.js';

export interface EvaluateOptions {
  readonly threshold?: number;
  readonly crossValidate?: number;
  readonly leaveOut?: string;
  readonly byFile?: boolean;
  readonly allowSeen?: boolean;
  /** Name of a release or path of its file; so is `compare`. */
  readonly release?: string;
  readonly compare?: string;
  readonly report?: string;
  readonly json?: boolean;
}

/** What one release, or cross-validation, said of all rows. */
interface Evaluation {
  readonly name: string;
  readonly threshold: number;
  /** Whether each fold flagged by its own rule; then `threshold` is only what all predictions together would give. */
  readonly byFold: boolean;
  readonly rows: readonly JudgedRow[];
  readonly metrics: Metrics;
}

/** `guazheng evaluate FILE…` */
export async function evaluate(files: string[], options: EvaluateOptions): Promise<ExitCode> {
  if (options.leaveOut !== undefined && options.crossValidate === undefined)
    throw new InputError('bad_option', '--leave-out keeps a slice out of training; it needs --cross-validate K.');
  if (options.byFile === true && options.crossValidate === undefined)
    throw new InputError('bad_option', '--by-file keeps whole files out of training; it needs --cross-validate K.');
  const rows = await readLabelledRows(files);
  const report = options.report === undefined ? undefined : await openReport(options.report);
  try {
    const postings = rows.map((row) => row.posting);
    const evaluation =
      options.crossValidate === undefined
        ? evaluateRelease(postings, options.release, options)
        : evaluateUnseen(rows, options.crossValidate, options);
    const second = options.compare === undefined ? undefined : evaluateRelease(postings, options.compare, options);
    const comparison = second && compareOutcomes(outcomesOf(evaluation), outcomesOf(second));
    await report?.write({
      files,
      release: reported(evaluation, rows),
      ...(second && comparison && { compared: { ...reported(second, rows), comparison } }),
      ...(options.leaveOut !== undefined && { leftOut: options.leaveOut }),
    });
    if (report !== undefined) process.stderr.write(`The report is in ${report.file}.\n`);
    const told = { leftOut: options.leaveOut, ...(second && comparison && { compared: { second, comparison } }) };
    process.stdout.write(
      options.json === true ? `${JSON.stringify(jsonOf(evaluation, told))}\n` : textOf(evaluation, told),
    );
    return 0;
  } finally {
    await report?.discard();
  }
}

/** @param named the active release when it is left out */
function evaluateRelease(
  postings: readonly LabelledPosting[],
  named: string | undefined,
  options: EvaluateOptions,
): Evaluation {
  const release = named === undefined ? readRelease(readSettings().releaseFile) : readNamedRelease(named);
  if (options.allowSeen !== true) refuseSeen(postings, release);
  const rows = judgeLabelled(postings, release, options.threshold);
  const threshold = options.threshold ?? release.contents.thresholds.flagged;
  return { name: release.id, threshold, byFold: false, rows, metrics: metricsOf(rows) };
}

function evaluateUnseen(
  labelled: readonly LabelledRow[],
  folds: number,
  { leaveOut, byFile, threshold: given }: EvaluateOptions,
): Evaluation {
  const { rows, threshold } = crossValidateRows(labelled, { folds, leaveOut, byFile, threshold: given });
  const name = `${folds} 折交叉验证 cross-validation${byFile === true ? '（整个文件一折 by file）' : ''}`;
  return { name, threshold, byFold: given === undefined, rows, metrics: metricsOf(rows) };
}

function metricsOf(rows: readonly JudgedRow[]): Metrics {
  return measure(rows.map((row) => row.outcome));
}

function outcomesOf({ rows }: Evaluation) {
  return rows.map((row) => row.outcome);
}

function reported({ rows, ...evaluation }: Evaluation, places: readonly LabelledRow[]): ReportedRelease {
  return {
    ...evaluation,
    rows: places.flatMap((place, index) => {
      const judged = rows[index];
      return judged === undefined ? [] : { ...place, verdict: judged.verdict, outcome: judged.outcome };
    }),
  };
}

/** What is told besides the figures. */
interface Told {
  readonly leftOut: string | undefined;
  readonly compared?: { readonly second: Evaluation; readonly comparison: Comparison };
}

function jsonOf({ name, metrics, threshold }: Evaluation, { leftOut, compared }: Told): object {
  const figures = { ...figuresOf(metrics, threshold), ...(leftOut !== undefined && { leftOut }) };
  if (compared === undefined) return figures;
  const { second, comparison } = compared;
  const slices = comparison.slices.map(({ name: slice, ...difference }) => [slice, difference]);
  return {
    ...figures,
    release: name,
    compare: {
      release: second.name,
      ...figuresOf(second.metrics, second.threshold),
      resamples: comparison.resamples,
      differences: comparison.overall,
      sliceDifferences: Object.fromEntries(slices),
    },
  };
}

function figuresOf({ n, positives, slices, ...figures }: Metrics, threshold: number): object {
  return { n, positives, threshold, ...figures, slices };
}

function textOf({ name, metrics, threshold, byFold }: Evaluation, { leftOut, compared }: Told): string {
  const left = leftOut === undefined ? '' : `left out of training   ${sliceText(leftOut)}\n`;
  const differences = compared === undefined ? '' : comparisonTable(compared.comparison, name, compared.second.name);
  return `${left}${figuresTable(metrics, byFold ? `about ${threshold} (each fold by its own rule)` : String(threshold))}${differences}`;
}

/** Figures on rows that a release was trained on say how well it remembers, not how well it judges. @throws InputError */
function refuseSeen(postings: readonly LabelledPosting[], release: Release): void {
  const count = countSeen(postings, release);
  if (count === 0) return;
  throw new InputError(
    'rows_seen',
    `${count} of ${postings.length} rows were used to train the release ${release.id}; evaluate on others, cross-validate (--cross-validate 10), or say --allow-seen.`,
  );
}
