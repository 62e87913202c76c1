import type { BernoulliNaiveBayes } from './bernoulli-naive-bayes.js';

/** A part of a text and how much it sounds like a rental ad: mean weight of its n-grams, damped by their number. */
export interface Passage {
  readonly start: number;
  readonly end: number;
  readonly score: number;
}

/** A passage is whole sentences of at least so many characters together: shorter ones say too little. */
const shortest = 24;
/** A text without any full stop is cut here, lest one passage be the whole text. */
const longest = 120;
/** At most so many passages are judged: a posting has fewer, and the cost stays bounded. */
const mostPassages = 400;

/**
 * The passage that sounds most like a rental ad. One paragraph that offers to rent makes six hundred honest characters
 * a rental ad, and a mean over the whole would hide it.
 */
export function strongestPassage(text: string, bayes: BernoulliNaiveBayes): Passage {
  let best: Passage = { start: 0, end: 0, score: -Infinity };
  let start = 0;
  let passages = 0;
  for (let i = 1; i <= text.length && passages < mostPassages; i++) {
    const length = i - start;
    const ends =
      i === text.length || (length >= shortest && isSentenceEnd(text.charCodeAt(i - 1))) || length >= longest;
    if (!ends) continue;
    const score = damped(bayes.present(text, start, i));
    if (score > best.score) best = { start, end: i, score };
    start = i;
    passages++;
  }
  return best.score === -Infinity ? { start: 0, end: 0, score: 0 } : best;
}

/** A sum of weights grows with the length of a text though its words say no more: dividing by the root keeps texts comparable. */
export function damped({ sum, count }: { sum: number; count: number }): number {
  return count === 0 ? 0 : sum / Math.sqrt(count + 20);
}

function isSentenceEnd(code: number): boolean {
  return code === 0x0a || code === 0x3002 || code === 0x3b || code === 0x21 || code === 0x3f;
}
