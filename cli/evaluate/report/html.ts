/** Markup that is safe to put into a page as it stands. Only `html` makes it, so that nothing gets in unescaped. */
export class Html {
  readonly markup: string;

  private constructor(markup: string) {
    this.markup = markup;
  }

  static of(strings: TemplateStringsArray, values: readonly HtmlValue[]): Html {
    const parts = strings.map((string, index) =>
      index === 0 ? string : `${markupOf(values[index - 1] ?? '')}${string}`,
    );
    return new Html(parts.join(''));
  }
}

export type HtmlValue = Html | string | number | readonly HtmlValue[];

/**
 * A piece of a page. What is filled in is escaped, for content and for attributes in double quotes alike.
 *
 * @example html`<td title="${row.slice}">${row.text}</td>`
 */
export function html(strings: TemplateStringsArray, ...values: HtmlValue[]): Html {
  return Html.of(strings, values);
}

function markupOf(value: HtmlValue): string {
  if (value instanceof Html) return value.markup;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return value.replace(/[&<>"']/g, (character) => entities[character] ?? '');
  return value.map(markupOf).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
