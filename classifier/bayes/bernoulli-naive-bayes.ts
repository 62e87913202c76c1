import type { BayesModel } from './model.js';
import { visitNgrams } from './ngrams.js';

/** What each n-gram of a model says, in the order of its columns. */
export interface BayesWeights {
  /** Log odds that the presence of an n-gram adds. */
  readonly present: Float64Array;
  /** Log odds of a document that holds no known n-gram, class shares left out. */
  readonly absent: number;
}

/**
 * Bernoulli naive Bayes (McCallum & Nigam 1998) in log space, sparse: an n-gram that is present adds
 * log(p(1−q) / q(1−p)) to the log odds, p and q being its document frequencies among rental and genuine postings;
 * what all absent n-grams together say is a constant.
 */
export function bernoulliWeights(model: BayesModel): BayesWeights {
  const present = new Float64Array(model.ngrams.length);
  let absent = 0;
  for (let index = 0; index < present.length; index++) {
    const p = smoothed(model.rentalCounts[index] ?? 0, model.rentalDocuments, model.smoothing);
    const q = genuineShare(model, index);
    present[index] = Math.log(p) - Math.log1p(-p) - Math.log(q) + Math.log1p(-q);
    absent += Math.log1p(-p) - Math.log1p(-q);
  }
  return { present, absent };
}

/** The model alone, for whole texts: what the postings' scores are checked against, and what explains one n-gram. */
export class BernoulliNaiveBayes {
  readonly #indexOf: ReadonlyMap<number, number>;
  readonly #weights: BayesWeights;

  constructor(model: BayesModel) {
    this.#indexOf = new Map(model.ngrams.map((ngram, index) => [ngram, index]));
    this.#weights = bernoulliWeights(model);
  }

  /** Sum of the weights of the distinct known n-grams in `text[start, end)`, and how many there are. */
  present(text: string, start = 0, end = text.length): { sum: number; count: number } {
    const seen = new Set<number>();
    let sum = 0;
    visitNgrams(text, start, end, (ngram) => {
      const index = this.#indexOf.get(ngram);
      if (index === undefined || seen.has(index)) return;
      seen.add(index);
      sum += this.#weights.present[index] ?? 0;
    });
    return { sum, count: seen.size };
  }

  /** Log odds of rental against genuine by the whole model, with equal class shares. */
  logOdds(text: string): number {
    return this.#weights.absent + this.present(text).sum;
  }

  /** What one n-gram adds to the log odds; undefined where the model does not know it. */
  weightOf(ngram: number): number | undefined {
    const index = this.#indexOf.get(ngram);
    return index === undefined ? undefined : this.#weights.present[index];
  }
}

/**
 * How often honest postings hold the n-gram: the larger share of the labelled ones (few, and hard on purpose) and of the background
 * (many, of all trades). What ordinary jobs say is never a sign, however rare among the labelled ones.
 */
function genuineShare(model: BayesModel, index: number): number {
  const labelled = smoothed(model.genuineCounts[index] ?? 0, model.genuineDocuments, model.smoothing);
  if (model.backgroundDocuments === 0) return labelled;
  const background = smoothed(model.backgroundCounts[index] ?? 0, model.backgroundDocuments, model.smoothing);
  return Math.max(labelled, background);
}

function smoothed(count: number, documents: number, smoothing: number): number {
  return (count + smoothing) / (documents + 2 * smoothing);
}
