import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countBackground, noBackground } from '../../../classifier/bayes/background-counts.js';
import { encodeTexts } from '../../../classifier/bayes/encode-texts.js';
import { bayesModel } from '../../../classifier/bayes/model.js';
import { visitNgrams } from '../../../classifier/bayes/ngrams.js';
import { countClasses, trainBayes } from '../../../classifier/bayes/train-bayes.js';

function ngramsOf(text: string): Set<number> {
  const ngrams = new Set<number>();
  visitNgrams(text, 0, text.length, (ngram) => ngrams.add(ngram));
  return ngrams;
}

const text = fc.string({ unit: fc.constantFrom(...'挂证靠不坐班1a \n'), maxLength: 20 });
const texts = fc.array(text, { maxLength: 15 });
const corpus = fc.array(fc.record({ text, rental: fc.boolean() }), { minLength: 1, maxLength: 15 });

describe('encoded texts', () => {
  it('hold for each text the n-grams that it shares with another, ascending, each once', () => {
    fc.assert(
      fc.property(texts, (given) => {
        const { ngrams, documents } = encodeTexts(given);
        const held = given.map(ngramsOf);
        expect(documents).toHaveLength(given.length);
        for (const [index, document] of documents.entries()) {
          const own = held[index] ?? new Set<number>();
          const shared = [...own].filter((ngram) => held.filter((other) => other.has(ngram)).length >= 2);
          expect(Array.from(document, (at) => ngrams[at])).toEqual(shared.sort((a, b) => a - b));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('have a sorted vocabulary that does not depend on the order of the texts', () => {
    fc.assert(
      fc.property(texts, (given) => {
        const { ngrams, documents } = encodeTexts(given);
        expect(ngrams.every((ngram, index) => ngram > (ngrams[index - 1] ?? 0))).toBe(true);
        const reversed = encodeTexts([...given].reverse());
        expect(reversed.ngrams).toEqual(ngrams);
        expect([...reversed.documents].reverse()).toEqual(documents);
      }),
    );
  });

  it('leave out an n-gram that one text alone holds, however often', () => {
    expect(encodeTexts(['挂挂挂 挂', '靠'])).toMatchObject({
      ngrams: [],
      documents: [new Int32Array(), new Int32Array()],
    });
    expect(encodeTexts([])).toMatchObject({ ngrams: [], documents: [] });
  });

  it('leave out an n-gram of fewer texts than asked for, and so does a model of some of them', () => {
    const encoded = encodeTexts(['挂', '挂', '挂', '靠', '靠'], 3);
    expect(encoded.ngrams).toEqual(['挂'.charCodeAt(0)]);
    const members = [0, 1].map((document) => ({ document, rental: true }));
    expect(countClasses(encoded, members, noBackground).ngrams).toEqual([]);
    expect(countClasses(encoded, [...members, { document: 2, rental: false }], noBackground).ngrams).toHaveLength(1);
  });
});

describe('counting some of the encoded texts', () => {
  it('gives the model of those texts alone', () => {
    fc.assert(
      fc.property(corpus, fc.array(fc.boolean(), { minLength: 15, maxLength: 15 }), (examples, chosen) => {
        const encoded = encodeTexts(examples.map((example) => example.text));
        const members = examples
          .map(({ rental }, document) => ({ document, rental }))
          .filter(({ document }) => chosen[document]);
        const alone = trainBayes(examples.filter((_, document) => chosen[document]));
        expect(countClasses(encoded, members, noBackground)).toEqual(alone);
      }),
      { numRuns: 500 },
    );
  });

  it('counts a text as often as it is a member, and ignores one that is not there', () => {
    const encoded = encodeTexts(['挂', '挂']);
    const member = { document: 0, rental: true };
    expect(countClasses(encoded, [member, member, { document: 7, rental: false }], noBackground)).toMatchObject({
      rentalDocuments: 2,
      genuineDocuments: 1,
      rentalCounts: [2],
      genuineCounts: [0],
    });
  });

  it('adds what the background says of the n-grams that it keeps, and of no others', () => {
    const background = countBackground([...Array.from({ length: 30 }, () => '挂牌'), '靠']);
    const model = trainBayes(
      [
        { text: '挂靠', rental: true },
        { text: '挂靠', rental: false },
      ],
      background,
    );
    expect(model.backgroundDocuments).toBe(31);
    expect(model.ngrams.map((ngram) => [ngram, background.counts.get(ngram) ?? 0])).toEqual(
      model.ngrams.map((ngram, index) => [ngram, model.backgroundCounts[index]]),
    );
    expect(model.backgroundCounts).toEqual([30, 0, 0]);
    expect(bayesModel.parse(model)).toEqual(model);
  });
});

describe('a model file', () => {
  const model = trainBayes([
    { text: '挂靠', rental: true },
    { text: '挂靠', rental: true },
    { text: '挂靠', rental: false },
  ]);
  const [first = 0, second = 0, third = 0] = model.ngrams;
  const refusal = (change: object): string =>
    bayesModel.safeParse({ ...model, ...change }).error?.issues[0]?.message ?? 'taken';

  it('is taken as training wrote it', () => {
    expect(refusal({})).toBe('taken');
  });

  it.each([
    ['rental', { rentalCounts: [2, 2] }],
    ['genuine', { genuineCounts: [1, 1, 1, 1] }],
    ['background', { backgroundCounts: [] }],
    ['n-gram', { ngrams: [first, second] }],
  ])('is refused where its %s column has another length', (_what, change) => {
    expect(refusal(change)).toBe('its columns differ in length');
  });

  it('is refused where its n-grams are not sorted, or one is there twice', () => {
    expect(refusal({ ngrams: [second, first, third] })).toBe('its n-grams are not sorted, each once');
    expect(refusal({ ngrams: [first, first, third] })).toBe('its n-grams are not sorted, each once');
  });

  it.each([
    ['rental', { rentalCounts: [2, 3, 2] }],
    ['genuine', { genuineCounts: [1, 1, 2] }],
    ['background', { backgroundCounts: [1, 0, 0] }],
  ])('is refused where more %s documents hold an n-gram than there are', (_what, change) => {
    expect(refusal(change)).toBe('an n-gram occurs in more documents than there are');
  });

  it.each([
    ['without smoothing', { smoothing: 0 }],
    ['without rental documents', { rentalDocuments: 0 }],
    ['without genuine documents', { genuineDocuments: 0 }],
    ['with an n-gram of nothing', { ngrams: [0, second, third] }],
    ['with a count below zero', { genuineCounts: [-1, 1, 1] }],
    ['of another kind', { kind: 'multinomial-naive-bayes' }],
    ['with a key that is unknown', { texts: [] }],
  ])('is refused %s', (_what, change) => {
    expect(refusal(change)).not.toBe('taken');
  });
});
