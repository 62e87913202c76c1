import { basename } from 'node:path';
import { type JudgedRow, outcomeOf } from '../../classifier/evaluate/judge-labelled.js';
import { chooseThresholds } from '../../classifier/train/choose-thresholds.js';
import { crossValidate, type LabelledPosting } from '../../classifier/train/train-release.js';
import { InputError } from '../../contracts/errors.js';
import { printable } from '../../text/printable.js';
import type { LabelledRow } from '../posting-files/read-labelled.js';
import { showProgress } from '../progress.js';
import { readTrainingData } from '../training-data.js';

export interface CrossValidation {
  readonly folds: number;
  /** A slice that no fold's training may see. */
  readonly leaveOut?: string | undefined;
  /** The postings of one file share a fold. */
  readonly byFile?: boolean | undefined;
  /** Flag from this probability on instead of by each fold's own rule. */
  readonly threshold?: number | undefined;
}

/**
 * Each posting judged by a model that was trained without it, on the other folds of the same files.
 * @returns the rows in their given order
 * @throws InputError for fewer than two folds or a slice that is not there
 */
export function crossValidateRows(
  labelled: readonly LabelledRow[],
  { folds, leaveOut, byFile, threshold }: CrossValidation,
): { rows: JudgedRow[]; threshold: number } {
  if (folds < 2) throw new InputError('bad_option', '--cross-validate needs at least 2 folds.');
  const postings = labelled.map(({ posting }) => posting);
  if (leaveOut !== undefined) requireSlice(postings, leaveOut);
  const fileOf = new Map(labelled.map(({ posting, file }) => [posting, basename(file)]));
  if (byFile === true) requireFiles(new Set(fileOf.values()).size, folds);
  const groupOf = byFile === true ? (row: LabelledPosting) => fileOf.get(row) ?? '' : undefined;
  const { lexicon, background } = readTrainingData();
  const progress = showProgress('cross-validate');
  const onFold = (done: number): void => progress.update(done / folds, `${done} of ${folds} folds`);
  let unseen: ReturnType<typeof crossValidate>;
  try {
    unseen = crossValidate(postings, lexicon, { seed: 1, folds, background, leaveOut, groupOf, onFold });
  } finally {
    progress.stop();
  }
  const rowOf = new Map<LabelledPosting, JudgedRow>();
  for (const { row, probability, accused, verdict } of unseen) {
    const flagged = threshold === undefined ? verdict.band === 'flagged' : accused && probability >= threshold;
    rowOf.set(row, { posting: row, verdict, outcome: outcomeOf(row, probability, flagged) });
  }
  // By folds they come in another order than that of the files.
  const rows = postings.flatMap((posting) => rowOf.get(posting) ?? []);
  return { rows, threshold: threshold ?? chooseThresholds(unseen).flagged };
}

function requireFiles(files: number, folds: number): void {
  if (files >= folds * 2) return;
  throw new InputError(
    'too_few_files',
    `--by-file needs at least two files for each fold; there are ${files} for ${folds} folds.`,
  );
}

function requireSlice(postings: readonly LabelledPosting[], slice: string): void {
  const slices = [...new Set(postings.flatMap((posting) => posting.slice ?? []))].sort();
  if (slices.includes(slice)) return;
  const known = slices.length === 0 ? 'they name no slice' : `they hold ${slices.slice(0, 40).join(', ')}`;
  throw new InputError(
    'slice_unknown',
    `There is no slice «${printable(slice, 60)}» in the files; ${printable(known, 600)}.`,
  );
}
