import type { Verdict } from '../../contracts/verdict.js';
import { createJudge } from '../judge.js';
import type { Release } from '../release/read-release.js';
import { postingFingerprint } from '../train/fingerprint.js';
import type { LabelledPosting } from '../train/train-release.js';
import type { Outcome } from './figures.js';

/** A labelled posting with what was said of it. */
export interface JudgedRow {
  readonly posting: LabelledPosting;
  readonly verdict: Verdict;
  readonly outcome: Outcome;
}

/** @param threshold flag from this probability on instead of by the release's own rule */
export function judgeLabelled(
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
