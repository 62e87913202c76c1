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
 * Prepares one pass over the n-grams of a posting's texts. One paragraph that offers to rent makes six hundred honest characters
 * a rental ad, and a mean over the whole would hide it: so each passage is scored as well as the whole, both by Bayes
 * and by the weights fitted together. An n-gram counts once in the whole and once in each passage that holds it.
 */
export function createTextScorer(model: BayesModel, { intercept, weights }: NgramLogisticModel): ScoreTexts {
  const trie = new NgramTrie(model.ngrams);
  const { present } = bernoulliWeights(model);
  // The two weights of an n-gram beside each other: both are read at once.
  const pairs = new Float64Array(model.ngrams.length * 2);
  for (let index = 0; index < model.ngrams.length; index++) {
    pairs[index * 2] = present[index] ?? 0;
    pairs[index * 2 + 1] = weights[index] ?? 0;
  }
  const seenInWhole = new Uint32Array(model.ngrams.length);
  const seenInPassage = new Uint32Array(model.ngrams.length);
  let whole = 0;
  let passage = 0;
  let wholeBayes = 0;
  let wholeLogistic = 0;
  let wholeCount = 0;
  let passageBayes = 0;
  let passageLogistic = 0;
  let passageCount = 0;

  function count(index: number, inPassage: boolean): void {
    const isNew = seenInWhole[index] !== whole;
    const isNewInPassage = inPassage && seenInPassage[index] !== passage;
    if (!isNew && !isNewInPassage) return;
    const bayes = pairs[index * 2] ?? 0;
    const logistic = pairs[index * 2 + 1] ?? 0;
    if (isNew) {
      seenInWhole[index] = whole;
      wholeBayes += bayes;
      wholeLogistic += logistic;
      wholeCount++;
    }
    if (isNewInPassage) {
      seenInPassage[index] = passage;
      passageBayes += bayes;
      passageLogistic += logistic;
      passageCount++;
    }
  }

  return (texts) => {
    // After 2^32 passages the marks would repeat: begin anew.
    if (passage > 0xffff_0000) {
      seenInWhole.fill(0);
      seenInPassage.fill(0);
      whole = 0;
      passage = 0;
    }
    whole++;
    wholeBayes = 0;
    wholeLogistic = 0;
    wholeCount = 0;
    let bayesPassage: Passage | undefined;
    let logisticPassage: Passage | undefined;
    for (const [number, text] of texts.entries()) {
      let start = 0;
      let passages = 0;
      // The known n-grams of one and two characters that end here: the next ones go on from them.
      let single = -1;
      let double = -1;
      // Units since the passage or the last break began: an n-gram belongs to a passage only with all its characters.
      let run = 0;
      passage++;
      passageBayes = 0;
      passageLogistic = 0;
      passageCount = 0;
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        const unit = unitOf(code);
        if (unit === 0) {
          single = -1;
          double = -1;
          run = 0;
        } else {
          run++;
          const unitClass = trie.classOf(unit);
          const triple = trie.child(double, unitClass);
          double = trie.child(single, unitClass);
          single = trie.unigram(unitClass);
          if (single >= 0) count(single, true);
          if (double >= 0) count(double, run >= 2);
          if (triple >= 0) count(triple, run >= 3);
        }
        const length = i + 1 - start;
        const ends = i + 1 === text.length || (length >= shortest && isSentenceEnd(code)) || length >= longest;
        if (!ends || passages === mostPassages) continue;
        const damping = lengthDamping(passageCount);
        const end = i + 1;
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
        run = 0;
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
