import { visitNgrams } from '../../classifier/bayes/ngrams.js';

/** A text as the features that it holds, each once, and how often it holds each. */
export interface CountedText {
  readonly features: Int32Array;
  readonly counts: Int32Array;
}

export interface CountedTexts {
  readonly texts: readonly CountedText[];
  /** How many different features there are; their numbers are 0 to `size` − 1. */
  readonly size: number;
}

/** Character n-grams (1 to 3) of texts of normal form: what the classifier's own model counts. */
export function countNgrams(texts: readonly string[]): CountedTexts {
  return countFeatures(texts, (text, add) => visitNgrams(text, 0, text.length, add));
}

/** Words by the dictionary of ICU, and the marks of masked names. Of a number only its length counts, as in n-grams. */
export function countWords(texts: readonly string[]): CountedTexts {
  const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
  return countFeatures(texts, (text, add) => {
    for (const { segment } of segmenter.segment(text))
      if (wordOrMark.test(segment)) add(segment.replace(/[0-9]/g, '0'));
  });
}

const wordOrMark = /[\p{L}\p{N}\p{Co}]/u;

function countFeatures<Feature>(
  texts: readonly string[],
  visit: (text: string, add: (feature: Feature) => void) => void,
): CountedTexts {
  const numbers = new Map<Feature, number>();
  const counted = texts.map((text) => {
    const counts = new Map<number, number>();
    visit(text, (feature) => {
      const number = numbers.get(feature) ?? numbers.size;
      numbers.set(feature, number);
      counts.set(number, (counts.get(number) ?? 0) + 1);
    });
    return { features: Int32Array.from(counts.keys()), counts: Int32Array.from(counts.values()) };
  });
  return { texts: counted, size: numbers.size };
}
