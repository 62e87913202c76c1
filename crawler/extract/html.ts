import type { CheerioAPI } from 'cheerio/slim';
import type { HtmlField } from '../../contracts/platform.js';
import { compilePattern, matched } from './field-pattern.js';
import type { HtmlElement, HtmlNode } from './html-node.js';
import { elementToText } from './html-to-text.js';
import type { FieldName, FieldValues } from './posting-fields.js';

/** A field of a platform file, taken apart. */
interface HtmlSource {
  /** Null: the item element itself. */
  selector: string | null;
  attribute: string | null;
  pattern: string | null;
  without: string | null;
}

/** `a.name@href` → selector `a.name`, attribute `href`. */
export function htmlSource(field: HtmlField): HtmlSource {
  if (typeof field === 'string') {
    const [, selector, attribute] = /^(.*?)(?:@([a-zA-Z_][-\w:.]*))?$/su.exec(field) ?? [];
    return { selector: selector?.trim() || null, attribute: attribute ?? null, pattern: null, without: null };
  }
  const { selector = null, attribute = null, pattern = null, without = null } = field;
  return { selector, attribute, pattern, without };
}

type Reading = (element: HtmlElement, $: CheerioAPI) => string | undefined;
type HtmlFields = { [name in FieldName]?: HtmlField | undefined };

interface CompiledField {
  name: FieldName;
  selector: string | null;
  read: Reading;
}
/** A platform's map of fields is one object for as long as the platform is loaded. */
const compiledMaps = new WeakMap<HtmlFields, CompiledField[]>();

function compiledFields(fields: HtmlFields): CompiledField[] {
  const known = compiledMaps.get(fields);
  if (known !== undefined) return known;
  const compiled: CompiledField[] = [];
  for (const [name, field] of Object.entries(fields) as [FieldName, HtmlField | undefined][]) {
    if (field === undefined) continue;
    const source = htmlSource(field);
    compiled.push({ name, selector: source.selector, read: readingOf(name, source) });
  }
  compiledMaps.set(fields, compiled);
  return compiled;
}

function readingOf(name: FieldName, { attribute, pattern, without }: HtmlSource): Reading {
  // A link's text is never the URL that is asked for.
  const fallback = name === 'url' ? 'href' : null;
  const expression = pattern === null ? null : compilePattern(pattern);
  return (element, $) => {
    const named = attribute ?? fallback;
    const value = named === null ? textWithout(element, without, $) : element.attribs[named];
    if (value === undefined || expression === null) return value;
    return matched(expression, name === 'text' ? value : value.replace(/\s+/g, ' ').trim());
  };
}

function textWithout(element: HtmlElement, without: string | null, $: CheerioAPI): string {
  if (without === null) return elementToText(element);
  return elementToText(element, { without: new Set<HtmlNode>($(element).find(without).toArray()) });
}

/**
 * Reads a map of fields inside `item`, or in the whole page when `item` is null. A selector's first match counts; a
 * field whose selector, attribute or pattern finds nothing is absent.
 */
export function readHtmlFields($: CheerioAPI, item: HtmlElement | null, fields: HtmlFields): FieldValues {
  const compiled = compiledFields(fields);
  const map = Object.fromEntries(
    compiled.flatMap(({ name, selector, read }) =>
      selector === null ? [] : [[name, { selector, value: (element: HtmlElement) => read(element, $) }]],
    ),
  );
  const values: FieldValues = item === null ? $.root().extract(map) : $(item).extract(map);
  const self = item ?? $('body').get(0);
  for (const { name, selector, read } of compiled) {
    const value = selector === null && self !== undefined ? read(self, $) : undefined;
    if (value !== undefined) values[name] = value;
  }
  return values;
}

/** The href of the page's `base` element against which its links are resolved (HTML §4.2.3), or null. */
export function baseReference($: CheerioAPI): string | null {
  return $('base[href]').get(0)?.attribs.href ?? null;
}
