import type { Outcome } from '../../classifier/evaluate/figures.js';
import { createJudge } from '../../classifier/judge.js';
import type { Release } from '../../classifier/release/read-release.js';
import { postingFingerprint } from '../../classifier/train/fingerprint.js';
import type { LabelledPosting } from '../../classifier/train/train-release.js';
import { InputError } from '../../contracts/errors.js';
import type { Verdict } from '../../contracts/verdict.js';

/** A labelled posting with what was said of it. */
export interface JudgedRow {
  readonly posting: LabelledPosting;
  readonly verdict: Verdict;
  readonly outcome: Outcome;
}

/** @param threshold flag from this probability on instead of by the release's own rule */
export function judgeRows(
  postings: readonly LabelledPosting[],
  release: Release,
  threshold: number | undefined,
): JudgedRow[] {
  const judge = createJudge(release);
  return postings.map((posting) => {
    const { verdict } = judge(posting);
    const flagged = threshold === undefined ? verdict.band === 'flagged' : verdict.probability >= threshold;
    return { posting, verdict, outcome: outcomeOf(posting, verdict.probability, flagged) };
  });
}

export function outcomeOf(posting: LabelledPosting, probability: number, flagged: boolean): Outcome {
  return { rental: posting.label === 'rental', flagged, probability, slice: posting.slice ?? '' };
}

/** How many of the postings the release was trained on. */
export function countSeen(postings: readonly LabelledPosting[], release: Release): number {
  const seen = new Set(release.contents.trainedOn);
  return postings.filter((posting) => seen.has(postingFingerprint(posting))).length;
}

/** Figures on rows that a release was trained on say how well it remembers, not how well it judges. @throws InputError */
export function refuseSeen(postings: readonly LabelledPosting[], release: Release): void {
  const count = countSeen(postings, release);
  if (count === 0) return;
  throw new InputError(
    'rows_seen',
    `${count} of ${postings.length} rows were used to train the release ${release.id}; evaluate on others, cross-validate (--cross-validate 10), or say --allow-seen.`,
  );
}
