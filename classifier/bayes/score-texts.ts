import { bernoulliWeights } from './bernoulli-naive-bayes.js';
import type { BayesModel } from './model.js';
import { lengthDamping, type NgramLogisticModel } from './ngram-logistic.js';
import { NgramTrie, wordsOfPlace } from './ngram-trie.js';
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

/** Words of a place: two weights of 32 bits, and the numbers of the last posting and of the last passage that the n-gram counted in. */
const bayesAt = 1;
const logisticAt = 2;
const countedAt = 3;
/** Numbers of postings and passages have 16 bits each: then they begin anew. */
const mostNumbers = 0xffff;

/**
 * Prepares one pass over the n-grams of a posting's texts. One paragraph that offers to rent makes six hundred honest characters
 * a rental ad, and a mean over the whole would hide it: so each passage is scored as well as the whole, both by Bayes
 * and by the weights fitted together. An n-gram counts once in the whole and once in each passage that holds it.
 */
export function createTextScorer(model: BayesModel, { intercept, weights }: NgramLogisticModel): ScoreTexts {
  const trie = new NgramTrie(model.ngrams);
  const { words, places } = trie;
  const weightsOf = new Float32Array(words.buffer);
  const { present } = bernoulliWeights(model);
  for (const [index, place] of places.entries())
    weightsOf.set([present[index] ?? 0, weights[index] ?? 0], place * wordsOfPlace + bayesAt);
  /** The places of the n-grams of one, two and three characters that end at one character; −1 for none. */
  const found = new Int32Array(3);
  let whole = 0;
  let passage = 0;

  return (texts) => {
    if (whole === mostNumbers || passage > mostNumbers - texts.length * (mostPassages + 1)) {
      for (const place of places) words[place * wordsOfPlace + countedAt] = 0;
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
          const place = found[before] ?? -1;
          if (place < 0) continue;
          const at = place * wordsOfPlace;
          const counted = words[at + countedAt] ?? 0;
          const isNew = counted >>> 16 !== whole;
          // An n-gram belongs to a passage only with all its characters.
          const isNewHere = i - before >= start && (counted & 0xffff) !== passage;
          if (!isNew && !isNewHere) continue;
          const bayes = weightsOf[at + bayesAt] ?? 0;
          const logistic = weightsOf[at + logisticAt] ?? 0;
          words[at + countedAt] = (whole << 16) | (isNewHere ? passage : counted & 0xffff);
          if (isNew) {
            wholeBayes += bayes;
            wholeLogistic += logistic;
            wholeCount++;
          }
          if (isNewHere) {
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
