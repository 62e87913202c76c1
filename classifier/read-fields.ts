import type { PostingRow, TextField } from '../contracts/posting-row.js';
import type { Normalise, NormalisedText } from '../text/normalise/normalise.js';

/** One field of a posting in normal form. */
export interface ReadField {
  readonly field: TextField;
  readonly normalised: NormalisedText;
}

/**
 * The fields that a verdict rests on. A longer text is read up to this many UTF-16 units of one field:
 * no posting is as long, and the bound keeps the cost of a hostile one linear and small.
 */
const longestField = 1_000_000;

/** Company and agency are names, not words of the offer: they are read for the elements of art. 24 only. */
const readInOrder: readonly TextField[] = ['title', 'salary', 'text'];

export function readFields(row: PostingRow, normalise: Normalise): ReadField[] {
  const fields: ReadField[] = [];
  for (const field of readInOrder) {
    const original = row[field];
    if (original === undefined || original === '') continue;
    fields.push({ field, normalised: normalise(original.slice(0, longestField)) });
  }
  return fields;
}
