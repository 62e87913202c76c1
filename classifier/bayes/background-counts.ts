import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { InputError, messageOf } from '../../contracts/errors.js';
import { visitNgrams } from './ngrams.js';

/** In how many honest postings of all trades an n-gram occurs. Counts alone: no text can be read back from them. */
export interface BackgroundCounts {
  readonly documents: number;
  readonly counts: ReadonlyMap<number, number>;
}

export const noBackground: BackgroundCounts = { documents: 0, counts: new Map() };

/** An n-gram rarer than this in the background says nothing about honest postings, and might name one of them. */
const leastDocuments = 20;

const file = z
  .strictObject({
    documents: z.int().positive(),
    /** Sorted, each as the difference to the one before: shorter digits. */
    ngrams: z.array(z.int().positive()),
    counts: z.array(z.int().min(leastDocuments)),
  })
  .refine(({ ngrams, counts }) => ngrams.length === counts.length, 'its columns differ in length');

/** Counts n-grams of texts of normal form. */
export function countBackground(texts: Iterable<string>): BackgroundCounts {
  const counts = new Map<number, number>();
  let documents = 0;
  for (const text of texts) {
    documents++;
    const seen = new Set<number>();
    visitNgrams(text, 0, text.length, (ngram) => seen.add(ngram));
    for (const ngram of seen) counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  for (const [ngram, count] of counts) if (count < leastDocuments) counts.delete(ngram);
  return { documents, counts };
}

export function formatBackgroundCounts({ documents, counts }: BackgroundCounts): string {
  const sorted = [...counts].sort(([a], [b]) => a - b);
  const ngrams = sorted.map(([ngram], index) => ngram - (sorted[index - 1]?.[0] ?? 0));
  return `${JSON.stringify({ documents, ngrams, counts: sorted.map(([, count]) => count) })}\n`;
}

/** @throws InputError when the file is missing or no such file. */
export function readBackgroundCounts(path: string): BackgroundCounts {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new InputError('background_unreadable', `The background counts ${path} cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
  const parsed = file.safeParse(content);
  if (!parsed.success) {
    throw new InputError(
      'background_invalid',
      `${path} holds no background counts: ${parsed.error.issues[0]?.message}`,
    );
  }
  const counts = new Map<number, number>();
  let ngram = 0;
  for (const [index, difference] of parsed.data.ngrams.entries()) {
    ngram += difference;
    counts.set(ngram, parsed.data.counts[index] ?? 0);
  }
  return { documents: parsed.data.documents, counts };
}
