import type { CheerioAPI } from 'cheerio/slim';

/** A node of a parsed page: text, comment, element or document. */
export type HtmlNode = ReturnType<CheerioAPI['root']>[number]['children'][number];
export type HtmlElement = Extract<HtmlNode, { attribs: object }>;

/** `nodeType` does not tell: the parser gives a doctype the number of an element. */
export function isElement(node: HtmlNode): node is HtmlElement {
  return 'attribs' in node;
}

interface HtmlVisitor {
  /** Returns whether to go inside. */
  enter: (element: HtmlElement) => boolean;
  /** Called for each element that was entered, after what is inside. */
  leave?: (element: HtmlElement) => void;
  text?: (data: string, parent: HtmlNode | null) => void;
}

/** Visits `root` and what it holds in document order, without recursion: a page may nest 100,000 elements. */
export function walkHtml(root: HtmlNode, { enter, leave, text }: HtmlVisitor): void {
  let node: HtmlNode | undefined = root;
  while (node !== undefined) {
    let child: HtmlNode | undefined;
    if (node.nodeType === 3) text?.(node.data, node.parent);
    else if (!isElement(node)) child = 'children' in node ? node.children[0] : undefined;
    else if (enter(node)) {
      child = node.children[0];
      if (child === undefined) leave?.(node);
    }
    if (child !== undefined) {
      node = child;
      continue;
    }
    let last: HtmlNode = node;
    while (last !== root && last.next === null && last.parent !== null) {
      last = last.parent;
      if (isElement(last)) leave?.(last);
    }
    node = last === root ? undefined : (last.next ?? undefined);
  }
}
