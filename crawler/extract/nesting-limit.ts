/** Far beyond any honest page: Chromium's parser stops at 512 levels. The parser's time grows with the square of this. */
const deepestSource = 10_000;
/** Elements without an end tag, and those whose end tag may be left out: they do not stay open. */
const closedByThemselves = new Set(
  'area base br col embed hr img input link meta param source track wbr li p dt dd tr td th tbody thead tfoot option'.split(
    ' ',
  ),
);

/**
 * The source up to where more than 10,000 elements stand open at once; all of it for every honest page. Counts tags and
 * takes no notice of comments and scripts, which is close enough: honest ones hold about as many end tags as start tags.
 */
export function withinNestingLimit(html: string): string {
  let open = 0;
  for (const tag of html.matchAll(/<(\/?)([a-z][a-z0-9]*)/gi)) {
    const [, slash, name = ''] = tag;
    if (closedByThemselves.has(name.toLowerCase())) continue;
    if (slash === '/') open = Math.max(0, open - 1);
    else open += 1;
    if (open > deepestSource) return html.slice(0, tag.index);
  }
  return html;
}
