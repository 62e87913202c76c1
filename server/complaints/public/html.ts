import { escapeHtml } from '../../../evidence/documents/escape-html.js';

/** Text that is HTML already. Only `html` makes it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = Html | string | number | readonly Html[];

/** A template in which every value is escaped but what is `Html` itself. */
export function html(pieces: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(
    pieces.map((piece, index) => piece + (index < values.length ? written(values[index] ?? '') : '')).join(''),
  );
}

/** What stands where there is nothing. */
export const nothing: readonly Html[] = [];

function written(value: Value): string {
  if (value instanceof Html) return value.text;
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return value.map(({ text }) => text).join('');
}
