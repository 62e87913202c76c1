import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BernoulliNaiveBayes } from '../../../classifier/bayes/bernoulli-naive-bayes.js';
import { visitNgrams } from '../../../classifier/bayes/ngrams.js';
import { type BayesExample, trainBayes } from '../../../classifier/bayes/train-bayes.js';
import { readLabelledPostings } from '../labelled-postings.js';

function ngramsOf(text: string): Set<number> {
  const ngrams = new Set<number>();
  visitNgrams(text, 0, text.length, (ngram) => ngrams.add(ngram));
  return ngrams;
}

/**
 * The model as McCallum & Nigam (1998) write it, over the whole vocabulary: Σ log P(present or absent | rental) − the same for genuine.
 * P is (documents of the class that hold it + 0.2) / (documents of the class + 0.4).
 */
function denseLogOdds(examples: readonly BayesExample[], text: string): number {
  const documents = examples.map((example) => ({ ngrams: ngramsOf(example.text), rental: example.rental }));
  const vocabulary = [...new Set(documents.flatMap(({ ngrams }) => [...ngrams]))].filter(
    (ngram) => documents.filter(({ ngrams }) => ngrams.has(ngram)).length >= 2,
  );
  const present = ngramsOf(text);
  const logLikelihood = (rental: boolean): number => {
    const own = documents.filter((document) => document.rental === rental);
    let sum = 0;
    for (const ngram of vocabulary) {
      const share = (own.filter(({ ngrams }) => ngrams.has(ngram)).length + 0.2) / (own.length + 0.4);
      sum += Math.log(present.has(ngram) ? share : 1 - share);
    }
    return sum;
  };
  return logLikelihood(true) - logLikelihood(false);
}

const somePostings = readLabelledPostings().filter((_, index) => index % 8 === 0);
const words = fc.string({ unit: fc.constantFrom(...'挂证靠不坐班工地1 \n'), maxLength: 20 });
const corpus = fc.array(fc.record({ text: words, rental: fc.boolean() }), { minLength: 1, maxLength: 25 });

describe('n-grams', () => {
  const ngramTexts = (text: string): string[] =>
    [...ngramsOf(text)].map((ngram) => {
      let written = '';
      for (let rest = ngram; rest > 0; rest = Math.floor(rest / 65_536))
        written = String.fromCharCode(rest % 65_536) + written;
      return written;
    });

  it('are all runs of one to three characters', () => {
    expect(ngramTexts('挂证靠一').sort()).toEqual(
      ['一', '挂', '挂证', '挂证靠', '证', '证靠', '证靠一', '靠', '靠一'].sort(),
    );
  });

  it('hold no telephone number: all digits are one', () => {
    expect(ngramTexts('138')).toEqual(['0', '00', '000']);
  });

  it('cross neither a space nor a line break', () => {
    expect(ngramTexts('a b\nc')).toEqual(['a', 'b', 'c']);
    expect(ngramTexts('ab c')).toEqual(['a', 'b', 'ab', 'c']);
  });

  it('count the ten digits as one, and their neighbours in the code as themselves', () => {
    expect(ngramTexts('/0 9:')).toEqual(['/', '0', '/0', ':', '0:']);
  });

  it('of a part of a text are those of that part alone', () => {
    const ngrams: number[] = [];
    visitNgrams('挂证靠一', 1, 3, (ngram) => ngrams.push(ngram));
    expect(new Set(ngrams)).toEqual(ngramsOf('证靠'));
    expect(ngrams).toHaveLength(3);
  });

  it('never coincide, whatever characters they are made of', () => {
    const unit = fc.integer({ min: 1, max: 0xffff }).filter((code) => code !== 0x0a && code !== 0x20);
    fc.assert(
      fc.property(fc.array(unit, { minLength: 1, maxLength: 3 }), (codes) => {
        const text = String.fromCharCode(...codes);
        const folded = text.replace(/[0-9]/g, '0');
        expect(ngramTexts(text)).toContain(folded);
        for (const ngram of ngramsOf(text)) expect(Number.isSafeInteger(ngram)).toBe(true);
      }),
    );
  });
});

describe('training', () => {
  it('counts documents, not occurrences', () => {
    const model = trainBayes([
      { text: '挂挂挂', rental: true },
      { text: '挂', rental: true },
      { text: '挂靠', rental: false },
    ]);
    expect(model).toMatchObject({ rentalDocuments: 2, genuineDocuments: 1, rentalCounts: [2], genuineCounts: [1] });
    expect(model.ngrams).toEqual(['挂'.charCodeAt(0)]);
  });

  it('gives the same model for the same examples in any order', () => {
    fc.assert(
      fc.property(
        corpus.chain((examples) =>
          fc.tuple(
            fc.constant(examples),
            fc.shuffledSubarray(examples, { minLength: examples.length, maxLength: examples.length }),
          ),
        ),
        ([examples, shuffled]) => {
          expect(JSON.stringify(trainBayes(shuffled))).toBe(JSON.stringify(trainBayes(examples)));
        },
      ),
    );
  });

  it('sorts n-grams, each once, with counts that their documents bound', () => {
    fc.assert(
      fc.property(corpus, (examples) => {
        const { ngrams, rentalCounts, genuineCounts, rentalDocuments, genuineDocuments } = trainBayes(examples);
        expect(ngrams.every((ngram, index) => ngram > (ngrams[index - 1] ?? 0))).toBe(true);
        expect(rentalDocuments + genuineDocuments).toBe(examples.length);
        expect(Math.max(0, ...rentalCounts)).toBeLessThanOrEqual(rentalDocuments);
        expect(Math.max(0, ...genuineCounts)).toBeLessThanOrEqual(genuineDocuments);
        expect(ngrams.every((_, i) => (rentalCounts[i] ?? 0) + (genuineCounts[i] ?? 0) >= 2)).toBe(true);
      }),
    );
  });
});

describe('BernoulliNaiveBayes', () => {
  it('gives the log odds of the formula over the whole vocabulary', () => {
    fc.assert(
      fc.property(corpus, words, (examples, text) => {
        const model = new BernoulliNaiveBayes(trainBayes(examples));
        expect(model.logOdds(text)).toBeCloseTo(denseLogOdds(examples, text), 8);
      }),
      { numRuns: 500 },
    );
  });

  it('says for a part of a text what it says for that part alone', () => {
    const model = new BernoulliNaiveBayes(trainBayes(somePostings.map(exampleOf)));
    fc.assert(
      fc.property(words, words, words, (before, text, behind) => {
        const whole = before + text + behind;
        const part = model.present(whole, before.length, before.length + text.length);
        expect(part).toEqual(model.present(text));
      }),
    );
  });

  it('counts an n-gram once a text, however often it is asked', () => {
    const model = new BernoulliNaiveBayes(trainBayes(Array.from({ length: 3 }, () => ({ text: '挂', rental: true }))));
    expect(model.present('挂')).toEqual(model.present('挂 挂 挂'));
    expect(model.present('挂').count).toBe(1);
    expect(model.present('证')).toEqual({ sum: 0, count: 0 });
    expect(model.weightOf('挂'.charCodeAt(0))).toBeCloseTo(Math.log(3.2 / 0.2), 10);
    expect(model.weightOf('证'.charCodeAt(0))).toBeUndefined();
  });

  it('gives finite log odds for texts of a hundred thousand characters', () => {
    const model = new BernoulliNaiveBayes(trainBayes(somePostings.map(exampleOf)));
    const texts = [
      '挂'.repeat(100_000),
      somePostings
        .map(({ text }) => text)
        .join('')
        .repeat(4)
        .slice(0, 100_000),
      Array.from({ length: 100_000 }, (_, index) => String.fromCharCode(0x4e00 + ((index * 7919) % 20_000))).join(''),
      '\uffff\ud800'.repeat(50_000),
    ];
    for (const text of texts) {
      expect(text).toHaveLength(100_000);
      expect(Number.isFinite(model.logOdds(text))).toBe(true);
    }
  });

  it('works on a model that knows nothing', () => {
    const model = new BernoulliNaiveBayes(trainBayes([{ text: '', rental: true }]));
    expect(model.logOdds('挂靠')).toBe(0);
  });
});

function exampleOf({ text, label }: { text: string; label: string }): BayesExample {
  return { text, rental: label === 'rental' };
}
