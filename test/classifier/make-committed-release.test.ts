import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readBackgroundCounts } from '../../classifier/bayes/background-counts.js';
import { readLexicon } from '../../classifier/lexicon/read-lexicon.js';
import { chooseThresholds } from '../../classifier/train/choose-thresholds.js';
import { crossValidate, trainRelease } from '../../classifier/train/train-release.js';
import { committedName, committedRelease, projectFile, readLabelledPostings } from './labelled-postings.js';

const postings = readLabelledPostings();
const lexicon = readLexicon(projectFile('classifier/lexicon'));
const background = readBackgroundCounts(projectFile('fixtures/background-counts/honest-postings.json'));

describe('training on all labelled postings', () => {
  it('makes the committed release from labelled postings, background and lexicon, byte for byte', {
    timeout: 300_000,
  }, () => {
    const trained = Buffer.from(
      `${JSON.stringify(trainRelease(postings, lexicon, { name: committedName, seed: 1, background }))}\n`,
    );
    // A megabyte that differs is no message: compare, then say so.
    expect(trained.equals(readFileSync(committedRelease)), 'train anew and commit the release').toBe(true);
  });
});

describe('cross-validation', () => {
  it('predicts every posting once, by models that have not seen it, about as well as the model card says', {
    timeout: 300_000,
  }, () => {
    // Two in five are enough to learn from; `guazheng evaluate --cross-validate` takes them all.
    const some = postings.filter((_, index) => index % 5 < 2);
    const predictions = crossValidate(some, lexicon, { seed: 1, folds: 3, background });
    expect(new Set(predictions.map(({ row }) => row.id))).toEqual(new Set(some.map(({ id }) => id)));
    expect(predictions).toHaveLength(some.length);
    for (const { row, rental, probability } of predictions) {
      expect(rental).toBe(row.label === 'rental');
      expect(probability > 0 && probability < 1).toBe(true);
    }
    const { flagged } = chooseThresholds(predictions);
    const share = (rental: boolean): number => {
      const own = predictions.filter((prediction) => prediction.rental === rental);
      return own.filter(({ probability, accused }) => accused && probability >= flagged).length / own.length;
    };
    expect(share(false)).toBeLessThanOrEqual(0.02);
    expect(share(true)).toBeGreaterThanOrEqual(0.7);
  });
});
