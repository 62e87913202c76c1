import type { PostingRow } from '../../contracts/posting-row.js';

/** How a kind of page is fetched. */
export type FetchMethod = 'http' | 'browser';

/** What could be read of a page as one method received it. */
export interface Reading {
  /** 1 for a detail page that holds a posting; for a list, its items. At least 1. */
  postings: number;
  /** Fields filled besides `text` and `url`, over all postings. */
  fields: number;
  /** Characters of `text`, over all postings. */
  textLength: number;
}

/**
 * The browser costs many times the time and the memory, and asks the platform for more, so it must show clearly more. Lists change
 * between two requests, and a rendered page has a button or a counter more: such differences are below these.
 * Chosen by hand, not measured.
 */
const clearlyMore = { postings: 1.2, fieldsPerPosting: 0.5, textLength: 1.3, textCharacters: 50 };

/** What was read of one page; null when it holds no posting. */
export function readingOf(postings: readonly Partial<PostingRow>[]): Reading | null {
  if (postings.length === 0) return null;
  const filled = postings.flatMap(({ text: _text, url: _url, ...fields }) =>
    Object.values(fields).filter((value) => value !== undefined && value !== ''),
  );
  const textLength = postings.reduce((length, { text = '' }) => length + text.length, 0);
  return { postings: postings.length, fields: filled.length, textLength };
}

/**
 * Which method one page speaks for, from what both gave; null for a page that holds no posting. Undefined when neither found any: a
 * withdrawn posting or an end of a list says nothing. Where a fetch failed for a time (RetriedError, DelayedError) there is nothing to compare.
 */
export function compareReadings(http: Reading | null, browser: Reading | null): FetchMethod | undefined {
  if (browser === null) return http === null ? undefined : 'http';
  if (http === null) return 'browser';
  return showsClearlyMore(browser, http) ? 'browser' : 'http';
}

/** The first of postings, fields and text in which the two clearly differ decides. */
function showsClearlyMore(one: Reading, other: Reading): boolean {
  const { postings, fieldsPerPosting, textLength, textCharacters } = clearlyMore;
  if (one.postings > other.postings * postings) return true;
  if (other.postings > one.postings * postings) return false;
  const moreFields = one.fields / one.postings - other.fields / other.postings;
  if (Math.abs(moreFields) >= fieldsPerPosting) return moreFields > 0;
  const [text, otherText] = [one.textLength / one.postings, other.textLength / other.postings];
  return text > otherText * textLength && text >= otherText + textCharacters;
}
