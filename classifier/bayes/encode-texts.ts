import { visitNgrams } from './ngrams.js';

/** Texts as the distinct n-grams they hold, by index into one sorted vocabulary: counted once, used by every fold of a training. */
export interface EncodedTexts {
  readonly ngrams: readonly number[];
  /** For each text the indices of its n-grams, ascending. */
  readonly documents: readonly Int32Array[];
  /** In how many texts an n-gram must be for a model to know it. */
  readonly leastDocuments: number;
}

/** An n-gram of one document says nothing of the next. */
const atLeastTwo = 2;

/** Encodes texts of normal form; n-grams of fewer than `leastDocuments` texts are left out. */
export function encodeTexts(texts: readonly string[], leastDocuments = atLeastTwo): EncodedTexts {
  const counts = new Map<number, number>();
  const held = texts.map((text) => {
    const own = new Set<number>();
    visitNgrams(text, 0, text.length, (ngram) => own.add(ngram));
    for (const ngram of own) counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
    return own;
  });
  const ngrams = [...counts].filter(([, count]) => count >= leastDocuments).map(([ngram]) => ngram);
  ngrams.sort((a, b) => a - b);
  const indexOf = new Map(ngrams.map((ngram, index) => [ngram, index]));
  const documents = held.map((own) => {
    const indices: number[] = [];
    for (const ngram of own) {
      const index = indexOf.get(ngram);
      if (index !== undefined) indices.push(index);
    }
    return Int32Array.from(indices).sort();
  });
  return { ngrams, documents, leastDocuments };
}
