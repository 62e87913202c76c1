import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BernoulliNaiveBayes } from '../../../classifier/bayes/bernoulli-naive-bayes.js';
import type { BayesModel } from '../../../classifier/bayes/model.js';
import type { NgramLogisticModel } from '../../../classifier/bayes/ngram-logistic.js';
import { visitNgrams } from '../../../classifier/bayes/ngrams.js';
import { createTextScorer, type NgramScores, type Passage } from '../../../classifier/bayes/score-texts.js';
import { trainBayes } from '../../../classifier/bayes/train-bayes.js';

const shortest = 24;
const longest = 120;
const mostPassages = 400;

/** Passages by their definition: whole sentences of at least 24 characters together, cut after 120, the rest of the text at its end. */
function passagesOf(text: string): { start: number; end: number }[] {
  const passages: { start: number; end: number }[] = [];
  let start = 0;
  for (let end = 1; end <= text.length; end++) {
    const isSentence = end - start >= shortest && '\n。;!?'.includes(text.charAt(end - 1));
    if (!isSentence && end - start < longest && end < text.length) continue;
    passages.push({ start, end });
    start = end;
  }
  return passages.slice(0, mostPassages);
}

/** What the scorer gives, from sets of n-grams made anew for the whole and for every passage. */
function naiveScores(model: BayesModel, logistic: NgramLogisticModel, texts: readonly string[]): NgramScores {
  const bayes = new BernoulliNaiveBayes(model);
  const weightOf = new Map(model.ngrams.map((ngram, index) => [ngram, logistic.weights[index] ?? 0]));
  const knownIn = (parts: readonly string[]): number[] => {
    const known = new Set<number>();
    for (const part of parts)
      visitNgrams(part, 0, part.length, (ngram) => {
        if (weightOf.has(ngram)) known.add(ngram);
      });
    return [...known];
  };
  // The scorer keeps weights of 32 bits, and adds them up in 64.
  const bayesOf = (known: readonly number[]): number =>
    known.reduce((sum, ngram) => sum + Math.fround(bayes.weightOf(ngram) ?? 0), 0) / Math.sqrt(known.length + 20);
  const logisticOf = (known: readonly number[]): number =>
    known.reduce((sum, ngram) => sum + Math.fround(weightOf.get(ngram) ?? 0), 0) / Math.sqrt(known.length + 20);
  const passages = texts.flatMap((text, number) =>
    passagesOf(text).map(({ start, end }) => ({ text: number, start, end, known: knownIn([text.slice(start, end)]) })),
  );
  const strongest = (scoreOf: (known: readonly number[]) => number): Passage =>
    passages
      .map(({ known, ...place }) => ({ ...place, score: scoreOf(known) }))
      .reduce<Passage | undefined>(
        (best, each) => (best !== undefined && best.score >= each.score ? best : each),
        undefined,
      ) ?? { text: 0, start: 0, end: 0, score: 0 };
  const whole = knownIn(texts);
  return {
    bayes: bayesOf(whole),
    logistic: logistic.intercept + logisticOf(whole),
    bayesPassage: strongest(bayesOf),
    logisticPassage: strongest(logisticOf),
  };
}

const word = fc.string({ unit: fc.constantFrom(...'挂证靠不坐班工地12xy。;!?\n '), maxLength: 30 });
const corpus = fc.array(fc.record({ text: word, rental: fc.boolean() }), { minLength: 2, maxLength: 25 });
/** Some without a full stop for longer than a passage may be. */
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'挂证靠不坐班工地12xy。;!?\n '), maxLength: 300 }),
  fc.string({ unit: fc.constantFrom(...'挂证靠不坐班 x'), maxLength: 400 }),
);

/** A model of a few texts with weights of both signs, the same for the same texts. */
function modelsOf(examples: readonly { text: string; rental: boolean }[]): {
  model: BayesModel;
  logistic: NgramLogisticModel;
} {
  const model = trainBayes(examples);
  return {
    model,
    logistic: {
      penalty: 0.1,
      intercept: -0.75,
      weights: model.ngrams.map((ngram, index) => (((ngram + index * 31) % 17) - 8) / 4),
    },
  };
}

describe('the scores of texts', () => {
  it('are those that sets of n-grams give, of the whole and of every passage', () => {
    fc.assert(
      fc.property(corpus, fc.array(text, { maxLength: 3 }), (examples, texts) => {
        const { model, logistic } = modelsOf(examples);
        expect(createTextScorer(model, logistic)(texts)).toEqual(naiveScores(model, logistic, texts));
      }),
      { numRuns: 1000 },
    );
  });

  it('do not depend on what was scored before', () => {
    fc.assert(
      fc.property(
        corpus,
        fc.array(fc.array(text, { maxLength: 3 }), { minLength: 1, maxLength: 5 }),
        (examples, many) => {
          const { model, logistic } = modelsOf(examples);
          const score = createTextScorer(model, logistic);
          const again = [...many, ...many].map(score);
          expect(again).toEqual([...many, ...many].map((texts) => createTextScorer(model, logistic)(texts)));
        },
      ),
    );
  });

  it('stay the same after more postings, and more passages, than there are numbers for', () => {
    const { model, logistic } = modelsOf([
      { text: '挂靠不坐班', rental: true },
      { text: '挂靠', rental: true },
      { text: '挂靠工地', rental: false },
      { text: '工地', rental: false },
    ]);
    const score = createTextScorer(model, logistic);
    const once = ['挂靠不坐班。'.repeat(9), '挂靠工地'];
    const [first, other] = [score(once), score(['工地'])];
    for (let posting = 0; posting < 70_000; posting++) score(['工地']);
    expect(score(once)).toEqual(first);
    for (let posting = 0; posting < 20_000; posting++) score(once);
    expect([score(['工地']), score(once)]).toEqual([other, first]);
  });

  it('have passages that lie in their text, and finite numbers, for anything', () => {
    const anything = fc.oneof(text, fc.string({ unit: 'binary', maxLength: 200 }));
    fc.assert(
      fc.property(corpus, fc.array(anything, { maxLength: 4 }), (examples, texts) => {
        const { model, logistic } = modelsOf(examples);
        const scores = createTextScorer(model, logistic)(texts);
        expect(Number.isFinite(scores.bayes) && Number.isFinite(scores.logistic)).toBe(true);
        for (const passage of [scores.bayesPassage, scores.logisticPassage]) {
          expect(Number.isFinite(passage.score)).toBe(true);
          const { length } = texts[passage.text] ?? '';
          expect(passage.start >= 0 && passage.start <= passage.end && passage.end <= length).toBe(true);
        }
      }),
    );
  });

  it('of nothing are nothing but the intercept', () => {
    const { model, logistic } = modelsOf([
      { text: '挂靠', rental: true },
      { text: '挂靠', rental: false },
    ]);
    const nothing = { text: 0, start: 0, end: 0, score: 0 };
    const score = createTextScorer(model, logistic);
    for (const texts of [[], [''], ['', '']])
      expect(score(texts)).toEqual({ bayes: 0, logistic: -0.75, bayesPassage: nothing, logisticPassage: nothing });
  });

  it('of a model that knows no n-gram are nothing but the intercept', () => {
    const { model, logistic } = modelsOf([{ text: '', rental: true }]);
    expect(createTextScorer(model, logistic)(['挂靠'])).toEqual({
      bayes: 0,
      logistic: -0.75,
      bayesPassage: { text: 0, start: 0, end: 2, score: 0 },
      logisticPassage: { text: 0, start: 0, end: 2, score: 0 },
    });
  });

  it('count an n-gram once, however many texts hold it', () => {
    const { model, logistic } = modelsOf([
      { text: '挂靠', rental: true },
      { text: '挂靠', rental: false },
    ]);
    const score = createTextScorer(model, logistic);
    expect(score(['挂靠', '挂靠', '靠 挂 挂靠'])).toMatchObject({
      bayes: score(['挂靠']).bayes,
      logistic: score(['挂靠']).logistic,
    });
  });
});

describe('the strongest passage', () => {
  const offer = '收二建市政一本挂资质两年两万二人在外地就行先款后证。';
  const honest = '负责现场施工管理编制周计划参加业主例会每月休息四天。';
  const { model } = modelsOf([
    ...Array.from({ length: 3 }, () => ({ text: offer, rental: true })),
    ...Array.from({ length: 3 }, () => ({ text: honest, rental: false })),
  ]);
  const weights = model.rentalCounts.map((count) => (count > 0 ? 1 : -1));
  const logistic = { penalty: 0.1, intercept: 0, weights };
  const score = createTextScorer(model, logistic);

  it('is the offer to rent within honest text, by Bayes and by the weights fitted together', () => {
    const text = honest.repeat(4) + offer + honest.repeat(4);
    const { bayesPassage, logisticPassage, logistic: whole } = score(['标题', text]);
    for (const { text: number, start, end } of [bayesPassage, logisticPassage])
      expect([number, text.slice(start, end)]).toEqual([1, offer]);
    expect(logisticPassage.score).toBeGreaterThan(0);
    expect(logisticPassage.score).toBeGreaterThan(whole);
    expect(bayesPassage.score).toBeCloseTo(score([offer]).bayesPassage.score, 10);
  });

  it('is the first of those that say the same', () => {
    expect(score([offer + honest + offer]).logisticPassage).toMatchObject({ start: 0, end: offer.length });
    expect(score([offer, offer]).bayesPassage.text).toBe(0);
  });

  it('is the least bad one where all speak for the advertiser', () => {
    const { bayesPassage } = score([honest + honest.slice(0, 5)]);
    expect(bayesPassage.score).toBeLessThan(0);
    expect(bayesPassage).toMatchObject({ start: honest.length, end: honest.length + 5 });
  });

  it.each([
    ['a full stop', '。', true],
    ['a line break', '\n', true],
    ['a semicolon', ';', true],
    ['an exclamation mark', '!', true],
    ['a question mark', '?', true],
    ['a comma', ',', false],
    ['a space', ' ', false],
    ['a full stop of other scripts', '.', false],
  ])('ends with %s: %s', (_what, mark, ends) => {
    const sentence = offer.slice(0, -1) + mark;
    const { start, end } = score([sentence + honest]).logisticPassage;
    expect((sentence + honest).slice(start, end) === sentence).toBe(ends);
  });

  it('takes sentences together until they are 24 characters', () => {
    const start = (length: number): number => score([`${'x'.repeat(length - 1)}。${offer}`]).logisticPassage.start;
    expect(start(shortest)).toBe(shortest);
    expect(start(shortest - 1)).toBe(0);
  });

  it('is cut after 120 characters where no sentence ends', () => {
    const unbroken = offer.slice(0, -1).repeat(2);
    expect(score(['x'.repeat(longest) + unbroken]).logisticPassage).toMatchObject({
      start: longest,
      end: longest + unbroken.length,
    });
    expect(score([unbroken.repeat(4)]).logisticPassage).toMatchObject({ start: 0, end: longest });
    expect(score([`${'x'.repeat(longest - 1)}。${unbroken}`]).logisticPassage.start).toBe(longest);
  });

  it('is looked for in the first 400 passages of each text, the whole in all', () => {
    const title = 'x';
    const late = (passages: number): NgramScores => score([title, `${honest.repeat(passages)}${offer}`]);
    expect(late(399).logisticPassage).toMatchObject({ text: 1, start: 399 * honest.length });
    expect(late(400).logisticPassage).toMatchObject({ text: 0, score: 0 });
    expect(late(400).logistic).toBeCloseTo(late(399).logistic, 10);
    // Another text begins its own count.
    expect(score([`${honest.repeat(400)}${offer}`, offer]).logisticPassage).toMatchObject({ text: 1, start: 0 });
  });

  it('holds no n-gram that begins in the passage before', () => {
    const known = trainBayes(Array.from({ length: 2 }, () => ({ text: '挂靠吧', rental: true })));
    const weights = known.ngrams.map((ngram) => (ngram > 65_536 ? 1 : 0));
    const scorePairs = createTextScorer(known, { penalty: 0.1, intercept: 0, weights });
    const cut = (before: string, behind: string): number =>
      scorePairs([`${'x'.repeat(120 - before.length)}${before}${behind}`]).logisticPassage.score;
    expect(cut('挂', '靠')).toBe(0);
    expect(cut('挂', '靠吧')).toBeCloseTo(1 / Math.sqrt(23), 10);
    expect(cut('挂靠', '吧')).toBeCloseTo(1 / Math.sqrt(23), 10);
    expect(cut('', '挂靠吧')).toBeCloseTo(3 / Math.sqrt(26), 10);
    // The whole holds it all the same.
    expect(scorePairs([`${'x'.repeat(119)}挂靠吧`]).logistic).toBeCloseTo(3 / Math.sqrt(26), 10);
  });

  it.each(['挂', '挂。', '。', '\n', 'x', '\ud83d', offer, '挂 靠'])('is found in a megabyte of «%s»', (piece) => {
    const { bayesPassage, logistic: whole } = score([piece.repeat(Math.ceil(1_000_000 / piece.length))]);
    expect(Number.isFinite(bayesPassage.score) && Number.isFinite(whole)).toBe(true);
    expect(bayesPassage.end - bayesPassage.start).toBeLessThanOrEqual(longest);
  });
});
