import { describe, expect, it } from 'vitest';
import { noBackground } from '../../classifier/bayes/background-counts.js';
import { createJudge, type Judge } from '../../classifier/judge.js';
import { readLexicon } from '../../classifier/lexicon/read-lexicon.js';
import { logit } from '../../classifier/logistic.js';
import { parseRelease } from '../../classifier/release/read-release.js';
import { type LabelledPosting, trainRelease } from '../../classifier/train/train-release.js';
import { projectFile, readLabelledPostings } from './labelled-postings.js';

/** A few of each label, from all files alike. */
function someOf(label: LabelledPosting['label'], count: number): LabelledPosting[] {
  const all = readLabelledPostings().filter((posting) => posting.label === label);
  return Array.from({ length: count }, (_, index) => all[Math.floor((index * all.length) / count)]).filter(
    (posting) => posting !== undefined,
  );
}

const lexicon = readLexicon(projectFile('classifier/lexicon'));
const postings = [...someOf('rental', 24), ...someOf('genuine', 36)];

function judgeFor(expectedShare?: number): Judge {
  const contents = trainRelease(postings, lexicon, {
    name: 'small',
    seed: 1,
    background: noBackground,
    expectedShare,
  });
  expect(contents.trainedShare).toBe(24 / 60);
  expect(contents.prior).toBe(expectedShare ?? 24 / 60);
  return createJudge(parseRelease(new TextEncoder().encode(JSON.stringify(contents)), 'a test'));
}

describe('the share of rental ads that is expected where a release judges', { timeout: 60_000 }, () => {
  const usual = judgeFor();

  it('is that of the training where none is given', () => {
    const same = judgeFor(24 / 60);
    for (const row of postings) expect(same(row)).toEqual(usual(row));
  });

  it.each([0.001, 0.02, 0.5, 0.999])('moves the log odds alike for every posting, and no band: %d', (expectedShare) => {
    const shifted = judgeFor(expectedShare);
    const shift = logit(expectedShare) - logit(24 / 60);
    const bands = new Set<string>();
    for (const row of postings) {
      const { verdict, contacts } = usual(row);
      const after = shifted(row);
      const { probability, release } = after.verdict;
      expect(logit(probability) - logit(verdict.probability)).toBeCloseTo(shift, 5);
      expect(after).toEqual({ verdict: { ...verdict, probability, release }, contacts });
      bands.add(verdict.band);
    }
    expect(bands.size).toBeGreaterThan(1);
  });
});
