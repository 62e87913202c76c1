/** A page of an archive, as its reader is offered it. */
export interface ArchivedPage {
  readonly id: string;
  /** As its response record has it: where the redirects ended. */
  readonly url: string;
  readonly title: string;
  /** RFC 3339; the date of its response record. */
  readonly ts: string;
}

/** `pages/pages.jsonl` of a WACZ (1.1.1, `json-pages-1.0`). */
export function pagesJsonl(pages: readonly ArchivedPage[]): string {
  const header = { format: 'json-pages-1.0', id: 'pages', title: 'All Pages' };
  return [header, ...pages.map(({ id, url, title, ts }) => ({ id, url, title, ts }))]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}
