import { type Metrics, measure, type Outcome } from '../classifier/evaluate/metrics.js';
import { createJudge } from '../classifier/judge.js';
import { type Release, readRelease } from '../classifier/release/read-release.js';
import { chooseThresholds } from '../classifier/train/choose-thresholds.js';
import { postingFingerprint } from '../classifier/train/fingerprint.js';
import { crossValidate, type LabelledPosting } from '../classifier/train/train-release.js';
import { InputError } from '../contracts/errors.js';
import { readLabelled } from './posting-files/read-labelled.js';
import type { ExitCode } from './run-command.js';
import { readSettings } from './settings.js';
import { readTrainingData } from './training-data.js';

export interface EvaluateOptions {
  readonly threshold?: number;
  readonly crossValidate?: number;
  readonly allowSeen?: boolean;
  readonly release?: string;
  readonly json?: boolean;
}

/** `guazheng evaluate FILE…` */
export async function evaluate(files: string[], options: EvaluateOptions): Promise<ExitCode> {
  const postings = await readLabelled(files);
  const { outcomes, threshold } =
    options.crossValidate === undefined
      ? judgeAll(postings, readRelease(options.release ?? readSettings().releaseFile), options)
      : judgeUnseen(postings, options.crossValidate, options.threshold);
  const { slices, n, positives, ...figures } = measure(outcomes);
  const result = { n, positives, threshold, ...figures, slices };
  process.stdout.write(
    options.json === true ? `${JSON.stringify(result)}\n` : table({ ...figures, n, positives, slices }, threshold),
  );
  return 0;
}

interface Judged {
  readonly outcomes: Outcome[];
  readonly threshold: number;
}

function judgeAll(postings: readonly LabelledPosting[], release: Release, options: EvaluateOptions): Judged {
  if (options.allowSeen !== true) refuseSeen(postings, release);
  const judge = createJudge(release);
  const outcomes = postings.map((row): Outcome => {
    const { band, probability } = judge(row).verdict;
    const flagged = options.threshold === undefined ? band === 'flagged' : probability >= options.threshold;
    return { rental: row.label === 'rental', flagged, probability, slice: row.slice ?? '' };
  });
  return { outcomes, threshold: options.threshold ?? release.contents.thresholds.flagged };
}

/** Each posting judged by a model that was trained without it, on the other folds of the same files. */
function judgeUnseen(postings: readonly LabelledPosting[], folds: number, given: number | undefined): Judged {
  if (folds < 2) throw new InputError('bad_option', '--cross-validate needs at least 2 folds.');
  const { lexicon, background } = readTrainingData();
  const unseen = crossValidate(postings, lexicon, { seed: 1, folds, background });
  const threshold = given ?? chooseThresholds(unseen).flagged;
  const outcomes = unseen.map(({ row, rental, probability, accused }) => ({
    rental,
    flagged: accused && probability >= threshold,
    probability,
    slice: row.slice ?? '',
  }));
  return { outcomes, threshold };
}

/** Figures on rows that a release was trained on say how well it remembers, not how well it judges. */
function refuseSeen(postings: readonly LabelledPosting[], release: Release): void {
  const seen = new Set(release.contents.trainedOn);
  const count = postings.filter((posting) => seen.has(postingFingerprint(posting))).length;
  if (count === 0) return;
  throw new InputError(
    'rows_seen',
    `${count} of ${postings.length} rows were used to train the release ${release.id}; evaluate on others, cross-validate (--cross-validate 10), or say --allow-seen.`,
  );
}

function table(metrics: Metrics, threshold: number): string {
  const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
  const lines = [
    `rows                  ${metrics.n}, of them rental ${metrics.positives}`,
    `flagged from          ${threshold}`,
    `precision             ${percent(metrics.precision)}`,
    `recall                ${percent(metrics.recall)}`,
    `F1                    ${metrics.f1.toFixed(3)}`,
    `PR-AUC                ${metrics.prAuc.toFixed(3)}`,
    `false-positive rate   ${percent(metrics.falsePositiveRate)}`,
    `calibration error     ${metrics.calibrationError.toFixed(3)}`,
    '',
    ...Object.entries(metrics.slices).map(([name, slice]) => {
      const figure =
        slice.label === 'rental'
          ? `recall ${percent(slice.recall)}`
          : `falsely flagged ${percent(slice.falsePositiveRate)}`;
      return `${name.padEnd(32)} ${String(slice.n).padStart(6)} ${slice.label.padEnd(8)} ${figure}`;
    }),
  ];
  return `${lines.join('\n')}\n`;
}
