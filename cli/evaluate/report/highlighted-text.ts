import { type Html, html } from './html.js';
import { visibleText } from './visible-text.js';

/** A stretch of the text to mark, and the number under which the reason for it is listed. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly number: number;
}

/** The text with its marks, which may overlap and nest; behind each mark stands its number, so that it is read without colours too. Marks are clipped to the text. */
export function highlightedText(text: string, marks: readonly Mark[]): Html {
  const clipped = marks
    .map((mark) => ({ ...mark, start: clip(mark.start, text), end: clip(mark.end, text) }))
    .filter(({ start, end }) => start < end);
  const edges = [...new Set([0, text.length, ...clipped.flatMap(({ start, end }) => [start, end])])].sort(
    (a, b) => a - b,
  );
  return html`${edges.slice(1).map((end, index) => {
    const start = edges[index] ?? 0;
    const piece = visibleText(text.slice(start, end));
    const isMarked = clipped.some((mark) => mark.start <= start && end <= mark.end);
    const ended = new Set(clipped.filter((mark) => mark.end === end).map(({ number }) => number));
    const numbers = ended.size === 0 ? '' : html`<sup>${[...ended].join(',')}</sup>`;
    return isMarked ? html`<mark>${piece}</mark>${numbers}` : piece;
  })}`;
}

function clip(offset: number, text: string): number {
  return Math.min(Math.max(offset, 0), text.length);
}
