import type { PostingRow } from '../../contracts/posting-row.js';
import { contentOf, type PostingContent } from '../hash-content.js';
import { changedPassages } from './changed-passages.js';

/** A field, or a passage of a long one, as it was and as it is. */
export interface FieldChange {
  readonly field: keyof PostingContent;
  readonly before: string;
  readonly after: string;
}

export interface ContentDifference {
  readonly changed: readonly FieldChange[];
  /** Set where changes are shortened or left out; the two versions hold every word. */
  readonly shortened?: true;
}

const fields = ['title', 'company', 'agency', 'salary', 'place', 'headcount', 'publishedAt', 'text'] as const;

/** Longest field that is shown whole, in UTF-16 units: of longer ones the passages that changed. */
const shownWhole = 200;
/** Bounds of what an event holds, so that a hostile page cannot fill it. */
const mostPassages = 20;
const longestPassage = 500;

/** A version's content with what a list says in the fields that are empty. */
export function fillGaps(content: PostingContent, listed: Partial<PostingRow>): PostingContent {
  const said = contentOf({ text: '', ...listed });
  const filled: { -readonly [Field in keyof PostingContent]: string } = { ...content };
  for (const field of fields) filled[field] ||= said[field];
  return filled;
}

/** What differs between two versions, field by field, for a person to read and an event to keep. */
export function compareContent(before: PostingContent, after: PostingContent): ContentDifference {
  const changed: FieldChange[] = [];
  let shortened = false;
  const shorten = (passage: string): string => {
    if (passage.length <= longestPassage) return passage;
    shortened = true;
    // A character of two units that is cut in half would not be text any more.
    return `${passage.slice(0, longestPassage - 1).replace(/[\ud800-\udbff]$/, '')}…`;
  };
  for (const field of fields) {
    const [old, fresh] = [before[field], after[field]];
    if (old === fresh) continue;
    const isShort = old.length <= shownWhole && fresh.length <= shownWhole;
    const passages = isShort ? [{ before: old, after: fresh }] : changedPassages(old, fresh);
    if (passages.length > mostPassages) shortened = true;
    for (const passage of passages.slice(0, mostPassages))
      changed.push({ field, before: shorten(passage.before), after: shorten(passage.after) });
  }
  return shortened ? { changed, shortened } : { changed };
}
