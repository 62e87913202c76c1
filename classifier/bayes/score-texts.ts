import { bernoulliWeights } from './bernoulli-naive-bayes.js';
import { CountedPlaces } from './counted-places.js';
import { distinctWeights } from './distinct-weights.js';
import type { BayesModel } from './model.js';
import { lengthDamping, type NgramLogisticModel } from './ngram-logistic.js';
import { NgramTrie, wordsOfPlace } from './ngram-trie.js';

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

/** A word of a place in the trie: the number of its Bayes weight, and above its 16 bits that of its logistic one. */
const numbersAt = 1;
const numberBits = 16;
const numberMask = 2 ** numberBits - 1;

/**
 * Prepares one pass over the n-grams of a posting's texts. One paragraph that offers to rent makes six hundred honest characters
 * a rental ad, and a mean over the whole would hide it: so each passage is scored as well as the whole, both by Bayes
 * and by the weights fitted together. An n-gram counts once in the whole and once in each passage that holds it.
 */
export function createTextScorer(model: BayesModel, { intercept, weights }: NgramLogisticModel): ScoreTexts {
  const trie = new NgramTrie(model.ngrams);
  const { words, places, root } = trie;
  const bayesWeights = distinctWeights(bernoulliWeights(model).present);
  const logisticWeights = distinctWeights(weights);
  for (const [index, place] of places.entries()) {
    const numbers = ((logisticWeights.numbers[index] ?? 0) << numberBits) | (bayesWeights.numbers[index] ?? 0);
    words[place * wordsOfPlace + numbersAt] = numbers;
  }
  const { values: bayesValues } = bayesWeights;
  const { values: logisticValues } = logisticWeights;
  const counted = new CountedPlaces();
  const whole = new NgramSums();
  const part = new NgramSums();
  let passage = 0;
  /** @param isHere whether all characters of the n-gram are in this passage */
  const count = (place: number, isHere: boolean): void => {
    const last = counted.count(place, isHere ? passage : 0);
    const isNew = last === -1;
    const isNewHere = isHere && last !== passage;
    if (!isNew && !isNewHere) return;
    const numbers = words[place * wordsOfPlace + numbersAt] ?? 0;
    const bayes = bayesValues[numbers & numberMask] ?? 0;
    const logistic = logisticValues[numbers >>> numberBits] ?? 0;
    if (isNew) whole.add(bayes, logistic);
    if (isNewHere) part.add(bayes, logistic);
  };

  return (texts) => {
    const characters = texts.reduce((sum, text) => sum + text.length, 0);
    counted.clear(Math.min(characters * 3, places.length));
    whole.clear();
    passage = 0;
    let bayesPassage: Passage | undefined;
    let logisticPassage: Passage | undefined;
    for (const [number, text] of texts.entries()) {
      let start = 0;
      let passages = 0;
      // Rows of what goes on from the n-grams of one and two characters that end before this one.
      let single = 0;
      let double = 0;
      passage++;
      part.clear();
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        const unitClass = trie.classOf(code);
        const one = trie.child(root, unitClass);
        const two = trie.child(single, unitClass);
        const three = trie.child(double, unitClass);
        single = trie.rowBehind(one);
        double = trie.rowBehind(two);
        if (one !== 0) count(one, true);
        if (two !== 0) count(two, i > start);
        if (three !== 0) count(three, i > start + 1);
        const end = i + 1;
        const length = end - start;
        const ends = end === text.length || length >= longest || (length >= shortest && isSentenceEnd(code));
        if (!ends || passages === mostPassages) continue;
        const { bayes, logistic } = part.damped();
        if (bayesPassage === undefined || bayes > bayesPassage.score)
          bayesPassage = { text: number, start, end, score: bayes };
        if (logisticPassage === undefined || logistic > logisticPassage.score)
          logisticPassage = { text: number, start, end, score: logistic };
        start = end;
        passages++;
        passage++;
        part.clear();
      }
    }
    const nothing: Passage = { text: 0, start: 0, end: 0, score: 0 };
    const { bayes, logistic } = whole.damped();
    return {
      bayes,
      logistic: intercept + logistic,
      bayesPassage: bayesPassage ?? nothing,
      logisticPassage: logisticPassage ?? nothing,
    };
  };
}

/** The weights of n-grams that counted. In an array: a variable that two functions share makes an object of each sum. */
class NgramSums {
  readonly #sums = new Float64Array(2);
  #count = 0;

  clear(): void {
    this.#sums.fill(0);
    this.#count = 0;
  }

  add(bayes: number, logistic: number): void {
    const sums = this.#sums;
    sums[0] = (sums[0] ?? 0) + bayes;
    sums[1] = (sums[1] ?? 0) + logistic;
    this.#count++;
  }

  /** The sums as scores of texts of any length. */
  damped(): { bayes: number; logistic: number } {
    const damping = lengthDamping(this.#count);
    return { bayes: (this.#sums[0] ?? 0) / damping, logistic: (this.#sums[1] ?? 0) / damping };
  }
}

function isSentenceEnd(code: number): boolean {
  return code === 0x0a || code === 0x3002 || code === 0x3b || code === 0x21 || code === 0x3f;
}
