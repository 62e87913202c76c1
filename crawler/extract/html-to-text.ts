import { load } from 'cheerio/slim';
import { type HtmlElement, type HtmlNode, walkHtml } from './html-node.js';
import { withinNestingLimit } from './nesting-limit.js';

/** Elements that begin and end a line (HTML §15.3, elements whose default display is block, list-item or table-row). */
const blocks = new Set(
  (
    'address article aside blockquote body br center dd details dialog dir div dl dt fieldset figcaption figure footer form ' +
    'h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary table tbody tfoot ' +
    'thead title tr ul'
  ).split(' '),
);
/** Elements whose content is no text for readers, or a control. */
const unread = new Set(
  (
    'script style template noscript noembed noframes head iframe object embed applet svg math canvas audio video map ' +
    'select datalist textarea button input'
  ).split(' '),
);
const cells = new Set(['td', 'th']);
const hidingStyle =
  /(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:font-size|opacity)\s*:\s*0(?![.\d]))/i;

interface TextOptions {
  /** Elements whose content is left out. */
  without?: ReadonlySet<HtmlNode>;
  /** Line ends in text nodes are line ends, as in `pre`. */
  keepLines?: boolean;
}

/**
 * The text that a reader of the element sees, in lines: a line ends where a block begins or ends and at `br`; runs of
 * white space (no-break and ideographic spaces too) are one space; empty lines, scripts, styles, controls and what
 * is hidden by attribute or inline style are left out. The element itself is read even if it is hidden. Walks without
 * recursion, so nesting may be of any depth.
 */
export function elementToText(root: HtmlNode, { without, keepLines = false }: TextOptions = {}): string {
  const lines: string[] = [];
  let line = '';
  let spaceBefore = false;
  let preformatted = keepLines ? 1 : 0;

  const endLine = (): void => {
    if (line !== '') lines.push(line);
    line = '';
    spaceBefore = false;
  };
  const write = (text: string): void => {
    const body = text.trim();
    if (body !== '') {
      const space = line !== '' && (spaceBefore || /^\s/.test(text));
      line += (space ? ' ' : '') + body.replace(/\s+/g, ' ');
      spaceBefore = /\s$/.test(text);
    } else if (text !== '') spaceBefore = true;
  };
  const boundary = (element: HtmlElement): void => {
    if (blocks.has(element.name)) endLine();
    else if (cells.has(element.name)) spaceBefore = true;
  };
  walkHtml(root, {
    enter: (element) => {
      if (element !== root && (without?.has(element) || isUnread(element))) return false;
      boundary(element);
      if (isPreformatted(element)) preformatted += 1;
      return true;
    },
    leave: (element) => {
      boundary(element);
      if (isPreformatted(element)) preformatted -= 1;
    },
    text: (data) => {
      const parts = preformatted === 0 ? [data] : data.split(/\r\n?|\n/);
      for (const [index, part] of parts.entries()) {
        if (index > 0) endLine();
        write(part);
      }
    },
  });
  endLine();
  return lines.join('\n');
}

function isUnread(element: HtmlElement): boolean {
  const { hidden, style } = element.attribs;
  return unread.has(element.name) || hidden !== undefined || (style !== undefined && hidingStyle.test(style));
}

function isPreformatted(element: HtmlElement): boolean {
  return element.name === 'pre' || /white-space\s*:\s*(?:pre|break-spaces)/i.test(element.attribs.style ?? '');
}

/** HTML source → its text in lines, see `elementToText`. */
export function htmlToText(html: string, options: { keepLines?: boolean } = {}): string {
  const root = load(withinNestingLimit(html)).root()[0];
  return root === undefined ? '' : elementToText(root, options);
}

const tag = /<\/?[a-z][a-z0-9]{0,11}(?:\s[^<>]{0,2000})?\/?>/i;
const breakingTag = /<\/?(?:p|br|div|li|ul|ol|tr|table|h[1-6]|section|article)(?:\s[^<>]{0,2000})?\/?>/i;
const entity = /&(?:[a-z]{2,8}|#\d{1,7}|#x[0-9a-f]{1,6});/i;

/**
 * The text of a string that an interface gave, which may hold HTML: markup is read when there is any, and line ends
 * count unless the markup makes its own.
 */
export function possibleHtmlToText(value: string): string {
  if (!tag.test(value) && !entity.test(value)) return value;
  return htmlToText(value, { keepLines: !breakingTag.test(value) });
}
