import { type CheerioAPI, load } from 'cheerio/slim';
import { isElement, walkHtml } from './html-node.js';
import { elementToText } from './html-to-text.js';
import { withinNestingLimit } from './nesting-limit.js';

/**
 * Elements nested deeper are read as their text. Chromium's parser has the same limit
 * (`kMaximumHTMLParserDOMTreeDepth`), and selector engines call themselves once a level.
 */
const deepest = 512;

/**
 * Parses a page. The parser is htmlparser2: it takes time in proportion to the page, where the HTML standard's tree
 * construction takes its square on hostile nesting (20,000 open elements: 2 s, 100,000: 70 s). It therefore adds no
 * `tbody`, `head` or `body` that the page does not hold.
 */
export function loadPage(html: string): CheerioAPI {
  // One element around everything: the selector engine compares the children of where it starts, each with each.
  const $ = load(`<html>${withinNestingLimit(html)}`);
  flattenBelow(deepest, $);
  return $;
}

function flattenBelow(limit: number, $: CheerioAPI): void {
  const root = $.root()[0];
  if (root === undefined) return;
  let depth = 0;
  walkHtml(root, {
    enter: (element) => {
      depth += 1;
      if (depth === limit && element.children.some(isElement)) $(element).text(elementToText(element));
      return true;
    },
    leave: () => {
      depth -= 1;
    },
  });
}
