import { describe, expect, it } from 'vitest';
import { readBackgroundCounts } from '../../classifier/bayes/background-counts.js';
import { readLexicon } from '../../classifier/lexicon/read-lexicon.js';
import { readRelease } from '../../classifier/release/read-release.js';
import { assignFolds } from '../../classifier/train/assign-folds.js';
import { chooseThresholds } from '../../classifier/train/choose-thresholds.js';
import { trainRelease } from '../../classifier/train/train-release.js';
import { InputError } from '../../contracts/errors.js';
import { committedName, committedRelease, projectFile, readLabelledPostings } from './labelled-postings.js';

const postings = readLabelledPostings();
const lexicon = readLexicon(projectFile('classifier/lexicon'));
const committed = committedRelease;
const background = readBackgroundCounts(projectFile('fixtures/background-counts/honest-postings.json'));
const options = { name: committedName, seed: 1, background };

describe('training', () => {
  it('keeps to the signs that experts gave: no rule that accuses speaks for the advertiser, nor the other way round', () => {
    const { contents } = readRelease(committed);
    for (const [index, rule] of contents.lexicon.rules.entries())
      expect([rule.id, Math.sign(rule.weight) * (contents.logistic.weights[index] ?? 0) >= 0]).toEqual([rule.id, true]);
  });

  it('refuses too few postings with their numbers', () => {
    const honest = postings.filter(({ label }) => label === 'genuine').slice(0, 30);
    expect(() => trainRelease(honest, lexicon, options)).toThrow(InputError);
    expect(() => trainRelease(honest, lexicon, options)).toThrow('the files hold 0 and 30');
  });
});

describe('folds', () => {
  it('depend on words and seed, not on the order of the files', () => {
    const folds = assignFolds(postings, 10, 1);
    expect(assignFolds([...postings].reverse(), 10, 1)).toEqual([...folds].reverse());
    expect(assignFolds(postings, 10, 2)).not.toEqual(folds);
    const handOf = ({ id = '' }: { id?: string | undefined }) => id.slice(0, 2);
    const byHand = new Map<string, Set<number>>();
    for (const [index, fold] of assignFolds(postings, 10, 1, handOf).entries()) {
      const hand = handOf(postings[index] ?? {});
      byHand.set(hand, (byHand.get(hand) ?? new Set()).add(fold));
    }
    expect(byHand.size).toBeGreaterThan(1);
    expect([...byHand.values()].every((own) => own.size === 1)).toBe(true);
    expect(new Set(folds).size).toBe(10);
    expect(folds.every((fold) => Number.isInteger(fold) && fold >= 0 && fold < 10)).toBe(true);
  });

  it('are shared by postings of the same words', () => {
    const row = { title: '收证', text: '挂靠', salary: '' };
    expect(
      new Set(assignFolds([row, { ...row, id: '2', place: '武汉' }, { ...row, text: ' 挂靠\n' }], 1000, 1)).size,
    ).toBe(1);
  });
});

describe('thresholds', () => {
  const unseen = (genuine: number[]): { rental: boolean; probability: number; accused: boolean }[] =>
    genuine.map((probability) => ({ rental: false, probability, accused: true }));

  it('let at most one genuine posting of eighty be flagged', () => {
    const genuine = Array.from({ length: 500 }, (_, index) => index / 600);
    const { flagged } = chooseThresholds(unseen(genuine));
    expect(genuine.filter((probability) => probability > flagged).length).toBeLessThanOrEqual(6);
  });

  it('leave aside what has nothing to point at, for it is never flagged', () => {
    const silent = Array.from({ length: 200 }, () => ({ rental: false, probability: 0.99, accused: false }));
    expect(chooseThresholds([...silent, ...unseen([0.1])]).flagged).toBeLessThan(0.6);
  });

  it('never go above 0.95 nor below what the costs ask, and borderline lies below flagged', () => {
    expect(chooseThresholds(unseen([1, 1, 1]))).toMatchObject({ flagged: 0.95 });
    for (const genuine of [[], [0], [0.5, 0.9]]) {
      const { flagged, borderline } = chooseThresholds(unseen(genuine));
      expect(flagged).toBeGreaterThan(0.5);
      expect(borderline).toBeLessThan(flagged);
      expect(borderline).toBeGreaterThan(0);
    }
  });
});
