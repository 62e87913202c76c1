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
      expect(logit(probability) - logit(verdict.probability)).toBeCloseTo(shift, 3);
      expect(after).toEqual({ verdict: { ...verdict, probability, release }, contacts });
      bands.add(verdict.band);
    }
    expect(bands.size).toBeGreaterThan(1);
  });
});

describe('a small release', { timeout: 60_000 }, () => {
  const options = { name: 'small', seed: 1, background: noBackground };
  const trained = (rows: readonly LabelledPosting[]): string => JSON.stringify(trainRelease(rows, lexicon, options));

  it('is the same byte for byte in whatever order the postings come', () => {
    const usual = trained(postings);
    expect(trained([...postings].reverse()) === usual).toBe(true);
    expect(trained([...postings].sort((a, b) => (a.text < b.text ? -1 : 1))) === usual).toBe(true);
  });

  // A gap: postings of the same words but another place or company stand in the order of the files, and sums hang on it.
  it('is the same byte for byte where postings share their words and differ elsewhere', () => {
    const elsewhere = postings.map((row) => ({ ...row, company: '某公司', place: '武汉', headcount: '3人' }));
    const twice = [...postings, ...elsewhere];
    expect(trained([...twice].reverse()) === trained(twice)).toBe(true);
  });

  it('keeps n-gram weights on the side of Bayes, and holds no number that is none', () => {
    const { bayes, ngramLogistic, logistic, thresholds } = trainRelease(postings, lexicon, options);
    expect(ngramLogistic.weights).toHaveLength(bayes.ngrams.length);
    const share = (count = 0, documents: number): number =>
      (count + bayes.smoothing) / (documents + 2 * bayes.smoothing);
    const contrary = ngramLogistic.weights.filter((weight, index) => {
      const rental = share(bayes.rentalCounts[index], bayes.rentalDocuments);
      const genuine = share(bayes.genuineCounts[index], bayes.genuineDocuments);
      return weight * (rental - genuine) < 0;
    });
    expect(contrary).toEqual([]);
    const numbers = [...ngramLogistic.weights, ...logistic.weights, ngramLogistic.intercept, logistic.intercept];
    expect(numbers.every(Number.isFinite)).toBe(true);
    expect(thresholds.borderline).toBeLessThanOrEqual(thresholds.flagged);
  });
});
