import { bernoulliWeights } from './bernoulli-naive-bayes.js';
import type { BayesModel } from './model.js';
import { lengthDamping, type NgramLogisticModel } from './ngram-logistic.js';
import { NgramTrie } from './ngram-trie.js';
import { unitOf } from './ngrams.js';

/** A part of one text that sounds most like a rental ad; `[start, end)` of the normal form, `text` its index. */
export interface Passage {
  readonly text: number;
  readonly start: number;
  readonly end: number;
  readonly score: number;
}

/** What the n-grams of a posting say: of the whole, and of the passage that sounds most like a rental ad. */
export interface NgramScores {
  readonly bayes: number;
  readonly logistic: number;
  readonly bayesPassage: Passage;
  readonly logisticPassage: Passage;
}

export type ScoreTexts = (texts: readonly string[]) => NgramScores;

/** A passage is whole sentences of at least so many characters together: shorter ones say too little. */
const shortest = 24;
/** A text without any full stop is cut here, lest one passage be the whole text. */
const longest = 120;
/** At most so many passages of a text are judged: a posting has fewer, and the cost stays bounded. */
const mostPassages = 400;

/**
 * What is known of each n-gram, in one place, so that it comes from memory at once: two weights of 64 bits, and behind them in 32 bits the number
 * of the last posting and of the last passage that it counted in.
 */
const bytesOfRecord = 24;
const wide = bytesOfRecord / Float64Array.BYTES_PER_ELEMENT;
const narrow = bytesOfRecord / Uint32Array.BYTES_PER_ELEMENT;
const wholeAt = 4;
const passageAt = 5;

/**
 * Prepares one pass over the n-grams of a posting's texts. One paragraph that offers to rent makes six hundred honest characters
 * a rental ad, and a mean over the whole would hide it: so each passage is scored as well as the whole, both by Bayes
 * and by the weights fitted together. An n-gram counts once in the whole and once in each passage that holds it.
 */
export function createTextScorer(model: BayesModel, { intercept, weights }: NgramLogisticModel): ScoreTexts {
  const trie = new NgramTrie(model.ngrams);
  const { present } = bernoulliWeights(model);
  const records = new ArrayBuffer(model.ngrams.length * bytesOfRecord);
  const weightsOf = new Float64Array(records);
  const lastOf = new Uint32Array(records);
  for (let index = 0; index < model.ngrams.length; index++)
    weightsOf.set([present[index] ?? 0, weights[index] ?? 0], index * wide);
  /** The n-grams of one, two and three characters that end at one place; −1 for none. */
  const found = new Int32Array(3);
  let whole = 0;
  let passage = 0;

  return (texts) => {
    // After 2^32 passages the numbers would repeat: begin anew.
    if (passage > 0xffff_0000) {
      for (let at = 0; at < lastOf.length; at += narrow) lastOf.fill(0, at + wholeAt, at + passageAt + 1);
      whole = 0;
      passage = 0;
    }
    whole++;
    // Sums are variables of this function alone: shared with another, each addition would make an object.
    let wholeBayes = 0;
    let wholeLogistic = 0;
    let wholeCount = 0;
    let bayesPassage: Passage | undefined;
    let logisticPassage: Passage | undefined;
    for (const [number, text] of texts.entries()) {
      let start = 0;
      let passages = 0;
      // The known n-grams of one and two characters that end here: the next ones go on from them.
      let single = -1;
      let double = -1;
      passage++;
      let passageBayes = 0;
      let passageLogistic = 0;
      let passageCount = 0;
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        // What breaks n-grams is in none: from it nothing goes on.
        const unitClass = trie.classOf(unitOf(code));
        found[2] = trie.child(double, unitClass);
        found[1] = double = trie.child(single, unitClass);
        found[0] = single = trie.unigram(unitClass);
        for (let before = 0; before < 3; before++) {
          const index = found[before] ?? -1;
          if (index < 0) continue;
          const bayes = weightsOf[index * wide] ?? 0;
          const logistic = weightsOf[index * wide + 1] ?? 0;
          if (lastOf[index * narrow + wholeAt] !== whole) {
            lastOf[index * narrow + wholeAt] = whole;
            wholeBayes += bayes;
            wholeLogistic += logistic;
            wholeCount++;
          }
          // An n-gram belongs to a passage only with all its characters.
          if (i - before >= start && lastOf[index * narrow + passageAt] !== passage) {
            lastOf[index * narrow + passageAt] = passage;
            passageBayes += bayes;
            passageLogistic += logistic;
            passageCount++;
          }
        }
        const end = i + 1;
        const length = end - start;
        const ends = end === text.length || length >= longest || (length >= shortest && isSentenceEnd(code));
        if (!ends || passages === mostPassages) continue;
        const damping = lengthDamping(passageCount);
        const bayes = passageBayes / damping;
        const logistic = passageLogistic / damping;
        if (bayesPassage === undefined || bayes > bayesPassage.score)
          bayesPassage = { text: number, start, end, score: bayes };
        if (logisticPassage === undefined || logistic > logisticPassage.score)
          logisticPassage = { text: number, start, end, score: logistic };
        start = end;
        passages++;
        passage++;
        passageBayes = 0;
        passageLogistic = 0;
        passageCount = 0;
      }
    }
    const nothing: Passage = { text: 0, start: 0, end: 0, score: 0 };
    return {
      bayes: wholeBayes / lengthDamping(wholeCount),
      logistic: intercept + wholeLogistic / lengthDamping(wholeCount),
      bayesPassage: bayesPassage ?? nothing,
      logisticPassage: logisticPassage ?? nothing,
    };
  };
}

function isSentenceEnd(code: number): boolean {
  return code === 0x0a || code === 0x3002 || code === 0x3b || code === 0x21 || code === 0x3f;
}
