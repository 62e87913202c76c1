import { htmlToText } from '../../crawler/extract/html-to-text.js';

/** Characters of a document that are read for its text, and that are sent. A page may be a stranger's 64 megabytes. */
const longestRead = 1_000_000;
const longestText = 20_000;
const longestSource = 60_000;

/** What a reader of a document sees: its text in lines, or the document itself where it is no HTML. */
export function readable(document: string): string {
  const isHtml = /<[a-z!]/i.test(document.slice(0, 2_000));
  return (isHtml ? htmlToText(document.slice(0, longestRead)) : document).slice(0, longestText);
}

export function sourceExcerpt(document: string): string {
  return document.slice(0, longestSource);
}
