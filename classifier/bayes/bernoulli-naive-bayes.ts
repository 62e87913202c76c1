import type { BayesModel } from './model.js';
import { visitNgrams } from './ngrams.js';

/**
 * Bernoulli naive Bayes (McCallum & Nigam 1998) in log space, sparse: an n-gram that is present adds
 * log(p(1−q) / q(1−p)) to the log odds, p and q being its document frequencies among rental and genuine postings;
 * what all absent n-grams together say is a constant.
 */
export class BernoulliNaiveBayes {
  /** Open addressing: n-grams of up to 48 bits as doubles; 0 marks a free slot. */
  readonly #keys: Float64Array;
  readonly #weights: Float64Array;
  readonly #mask: number;
  /** The document number for which a slot was last counted: each n-gram counts once a document. */
  readonly #seen: Uint32Array;
  #document = 0;
  /** Log odds of a document that holds no known n-gram, class shares left out. */
  readonly absentLogOdds: number;

  constructor(model: BayesModel) {
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(16, model.ngrams.length * 2)));
    this.#keys = new Float64Array(capacity);
    this.#weights = new Float64Array(capacity);
    this.#seen = new Uint32Array(capacity);
    this.#mask = capacity - 1;
    let absent = 0;
    for (const [index, ngram] of model.ngrams.entries()) {
      const p = smoothed(model.rentalCounts[index] ?? 0, model.rentalDocuments, model.smoothing);
      const q = genuineShare(model, index);
      const slot = this.#slotOf(ngram);
      this.#keys[slot] = ngram;
      this.#weights[slot] = Math.log(p) - Math.log1p(-p) - Math.log(q) + Math.log1p(-q);
      absent += Math.log1p(-p) - Math.log1p(-q);
    }
    this.absentLogOdds = absent;
  }

  /** Sum of the weights of the distinct known n-grams in `text[start, end)`, and how many there are. */
  present(text: string, start = 0, end = text.length): { sum: number; count: number } {
    // After 2^32 documents the marks would repeat: begin anew.
    this.#document = (this.#document + 1) >>> 0;
    if (this.#document === 0) {
      this.#seen.fill(0);
      this.#document = 1;
    }
    let sum = 0;
    let count = 0;
    visitNgrams(text, start, end, (ngram) => {
      const slot = this.#slotOf(ngram);
      if (this.#keys[slot] === 0 || this.#seen[slot] === this.#document) return;
      this.#seen[slot] = this.#document;
      sum += this.#weights[slot] ?? 0;
      count++;
    });
    return { sum, count };
  }

  /** Log odds of rental against genuine by the whole model, with equal class shares. */
  logOdds(text: string): number {
    return this.absentLogOdds + this.present(text).sum;
  }

  /** What one n-gram adds to the log odds; undefined where the model does not know it. */
  weightOf(ngram: number): number | undefined {
    const slot = this.#slotOf(ngram);
    return this.#keys[slot] === 0 ? undefined : this.#weights[slot];
  }

  /** The slot that holds the n-gram, or the free one where it would go. */
  #slotOf(ngram: number): number {
    const low = ngram % 4_294_967_296;
    const high = (ngram - low) / 4_294_967_296;
    let slot = (Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b) >>> 7) & this.#mask;
    while (this.#keys[slot] !== 0 && this.#keys[slot] !== ngram) slot = (slot + 1) & this.#mask;
    return slot;
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
