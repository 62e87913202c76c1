import type { CheerioAPI } from 'cheerio/slim';
import { type HtmlElement, type HtmlNode, walkHtml } from './html-node.js';
import { elementToText } from './html-to-text.js';
import type { FieldValues } from './posting-fields.js';

/** Parts of a page that are never the posting, by element or by the words that page builders name them with. */
const frameElements = new Set(['nav', 'header', 'footer', 'aside']);
// A whole class name, because `has-sidebar` names what stands beside a sidebar.
const frameNames =
  /^(?:(?:site|page|global|main|top|bottom|left|right)[-_]?)?(?:nav|navbar|navigation|menu|footer|foot|header|breadcrumbs?|crumbs?|sidebar|copyright|friendlinks?|share|comments?|related|similar|recommend(?:ed)?|login)(?:[-_]?(?:wrap|wrapper|box|bar|list|inner|container|area))?$/i;
const legalNotice = /ICP备|ICP证|公网安备|版权所有|copyright|©/i;

/** What the text below one element consists of. */
interface Block {
  element: HtmlElement;
  /** Characters outside of links; those inside of them and in legal notices. */
  plain: number;
  linked: number;
  links: number;
  /** See `blocksOf`. */
  weight: number;
}

/**
 * Reads a page nothing is known about: title from `h1`, `og:title` or `title`; text from the block where most plain text
 * stands with the fewest links. Undefined for a page without such a block: a home page, a list of links, an error page.
 *
 * A block must hold 20 plain characters under an `h1`, 120 without one; at most three of ten characters in links; and
 * at least 40 plain characters for each link, which a list of postings does not have.
 * Those numbers are chosen by hand on saved pages of job boards, not measured on a collection.
 */
export function readGenericPage($: CheerioAPI): FieldValues | undefined {
  const heading = $('h1')
    .toArray()
    .map((element) => elementToText(element))
    .find((text) => text.length > 1);
  const root = $('body').get(0) ?? $.root().get(0);
  const least = heading === undefined ? 120 : 20;
  let best: Block | undefined;
  for (const block of root === undefined ? [] : blocksOf(root)) {
    // Text in no element at all is JSON, or no page.
    if (block.element.name === 'html') continue;
    if (block.plain < least || block.linked > 0.3 * (block.plain + block.linked)) continue;
    if (block.links > 1 && block.plain < 40 * block.links) continue;
    if (best === undefined || block.weight > best.weight) best = block;
  }
  if (best === undefined) return undefined;
  const text = elementToText(best.element, { without: new Set<HtmlNode>(framesIn(best.element)) });
  if (text.length < least || (text.length < 300 && legalNotice.test(text))) return undefined;
  const title = heading ?? $('meta[property="og:title"]').get(0)?.attribs.content ?? $('title').first().text();
  return { title, text };
}

function isFrame(element: HtmlElement): boolean {
  const { class: names = '', id = '', role = '' } = element.attribs;
  if (frameElements.has(element.name) || role === 'navigation') return true;
  return `${names} ${id}`
    .slice(0, 500)
    .split(/\s+/)
    .some((name) => frameNames.test(name));
}

function framesIn(root: HtmlElement): HtmlElement[] {
  const frames: HtmlElement[] = [];
  walkHtml(root, {
    enter: (element) => {
      const frame = element !== root && isFrame(element);
      if (frame) frames.push(element);
      return !frame;
    },
  });
  return frames;
}

const unread = new Set(['script', 'style', 'noscript', 'template', 'select', 'textarea', 'button', 'head', 'h1']);
const inline = new Set(
  'a abbr b bdi bdo big cite code em font i ins label mark q s small span strong sub sup time u'.split(' '),
);

/** What a level of nesting takes from a weight. */
const decay = 0.75;

/**
 * All blocks below `root` with their counts. An element's weight is its plain text less its linked text, what stands
 * deeper than in its own lines counting less with every level: the element around the paragraphs wins over the whole
 * page and over a single paragraph.
 */
function blocksOf(root: HtmlNode): Block[] {
  const blocks: Block[] = [];
  const open = new Map<HtmlNode, Block & { nested: boolean }>();
  let linkDepth = 0;
  walkHtml(root, {
    enter: (element) => {
      if (unread.has(element.name) || (element !== root && isFrame(element))) return false;
      if (element.attribs.hidden !== undefined || /display\s*:\s*none/i.test(element.attribs.style ?? '')) return false;
      open.set(element, { element, plain: 0, linked: 0, links: 0, weight: 0, nested: false });
      if (element.name === 'a') linkDepth += 1;
      return true;
    },
    leave: (element) => {
      const block = open.get(element);
      if (block === undefined) return;
      open.delete(element);
      if (element.name === 'a') {
        linkDepth -= 1;
        block.links += 1;
      }
      const isInline = inline.has(element.name);
      if (!isInline) blocks.push(block);
      const parent = element.parent === null ? undefined : open.get(element.parent);
      if (parent === undefined) return;
      parent.plain += block.plain;
      parent.linked += block.linked;
      parent.links += block.links;
      parent.nested ||= !isInline || block.nested;
      parent.weight += block.weight * (isInline || !block.nested ? 1 : decay);
    },
    text: (data, parent) => {
      const block = parent === null ? undefined : open.get(parent);
      if (block === undefined) return;
      const length = data.replace(/\s+/g, '').length;
      const counts = linkDepth === 0 && !legalNotice.test(data);
      if (counts) block.plain += length;
      else block.linked += length;
      block.weight += counts ? length : -length;
    },
  });
  return blocks;
}
