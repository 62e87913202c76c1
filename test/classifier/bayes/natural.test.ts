import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { BernoulliNaiveBayes } from '../../../classifier/bayes/bernoulli-naive-bayes.js';
import type { BayesModel } from '../../../classifier/bayes/model.js';
import { visitNgrams } from '../../../classifier/bayes/ngrams.js';
import { createNormaliser } from '../../../text/normalise/normalise.js';
import { readLabelledPostings } from '../labelled-postings.js';

/** What is used of natural's classifier. Its entry loads database clients, so the one file is taken; that has no types. */
interface NaturalBayes {
  addDocument(tokens: readonly string[], label: string): void;
  train(): void;
  getClassifications(tokens: readonly string[]): { label: string; value: number }[];
}
const NaturalBayes = createRequire(import.meta.url)('natural/lib/natural/classifiers/bayes_classifier.js') as new (
  stemmer: null,
  smoothing: number,
) => NaturalBayes;

const normalise = createNormaliser({ substitutes: [] });
/** Of an empty title there is nothing to tell. */
const labelled = readLabelledPostings().filter(({ title }) => (title ?? '').trim() !== '');
/** Six hundred from all files alike: natural takes a minute for two thousand. */
const every = Math.ceil(labelled.length / 600);
const some = labelled.filter((_, index) => index % every === 0);
const normalTitles = some.map(({ title, text, label }) => ({
  title: normalise(title ?? '').text,
  text: normalise(text).text,
  label,
}));
const trained = normalTitles.filter((_, index) => index % 2 === 0);
const heldOut = normalTitles.filter((_, index) => index % 2 === 1);

/** The same n-grams for both, each once a document. */
function ngramsOf(text: string): number[] {
  const ngrams = new Set<number>();
  visitNgrams(text, 0, text.length, (ngram) => ngrams.add(ngram));
  return [...ngrams];
}

/** natural looks tokens up as keys of objects, where bare numbers would be indices. */
const tokensOf = (text: string): string[] => ngramsOf(text).map((ngram) => `n${ngram}`);

function trainNatural(): NaturalBayes {
  const natural = new NaturalBayes(null, 0.5);
  for (const { title, label } of trained) natural.addDocument(tokensOf(title), label);
  natural.train();
  return natural;
}

/** Counts over every n-gram, rare ones too, as natural keeps them. */
function trainOurs(): BernoulliNaiveBayes {
  const counts = new Map<number, { rental: number; genuine: number }>();
  for (const { title, label } of trained) {
    for (const ngram of ngramsOf(title)) {
      const present = counts.get(ngram) ?? { rental: 0, genuine: 0 };
      counts.set(ngram, { ...present, [label]: present[label] + 1 });
    }
  }
  const sorted = [...counts].sort(([a], [b]) => a - b);
  const model: BayesModel = {
    kind: 'bernoulli-naive-bayes',
    smoothing: 0.5,
    rentalDocuments: trained.filter(({ label }) => label === 'rental').length,
    genuineDocuments: trained.filter(({ label }) => label === 'genuine').length,
    backgroundDocuments: 0,
    ngrams: sorted.map(([ngram]) => ngram),
    rentalCounts: sorted.map(([, count]) => count.rental),
    genuineCounts: sorted.map(([, count]) => count.genuine),
    backgroundCounts: sorted.map(() => 0),
  };
  return new BernoulliNaiveBayes(model);
}

describe('beside the naive Bayes of natural, trained on the same n-grams of the same titles', () => {
  const natural = trainNatural();
  const ours = trainOurs();
  const share = trained.filter(({ label }) => label === 'rental').length / trained.length;
  const priorLogOdds = Math.log(share / (1 - share));
  // natural asks only for what is present; the whole model weighs what is absent too.
  const presentLabel = (text: string): string => (ours.present(text).sum + priorLogOdds > 0 ? 'rental' : 'genuine');
  const naturalLabel = (text: string): string | undefined => natural.getClassifications(tokensOf(text))[0]?.label;
  const shareOf = (test: (row: { title: string; label: string }) => boolean): number =>
    heldOut.filter(test).length / heldOut.length;

  it('ours gives the same label to nine of ten titles that neither has seen, as far as both look', () => {
    expect(shareOf(({ title }) => presentLabel(title) === naturalLabel(title))).toBeGreaterThanOrEqual(0.9);
  });

  it('ours is right about as many of them, to within two of a hundred, as far as both look', () => {
    const ownShare = shareOf(({ title, label }) => presentLabel(title) === label);
    const naturalShare = shareOf(({ title, label }) => naturalLabel(title) === label);
    expect(ownShare).toBeGreaterThan(naturalShare - 0.02);
    // Titles alone tell little, and many of the labelled ones nothing.
    expect(ownShare).toBeGreaterThan(0.55);
  });

  it('ours tells long texts apart by finite log odds where natural gives both classes nothing', () => {
    const long = heldOut.slice(0, 10).map(({ text }) => text.repeat(3) + heldOut.map((other) => other.title).join(''));
    for (const text of long) {
      expect(natural.getClassifications(tokensOf(text)).map(({ value }) => value)).toEqual([0, 0]);
      expect(Number.isFinite(ours.logOdds(text))).toBe(true);
    }
    const distinct = new Set(long.map((text) => ours.logOdds(text)));
    expect(distinct.size).toBeGreaterThan(1);
  });
});
