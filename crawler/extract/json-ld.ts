import type { CheerioAPI } from 'cheerio/slim';
import { possibleHtmlToText } from './html-to-text.js';
import { textOf, valueAt } from './json.js';
import type { FieldValues } from './posting-fields.js';

/** Values looked at in one page's linked data: honest pages hold some dozens. */
const mostValues = 20_000;

/** Every schema.org JobPosting of a page, in document order: alone, in arrays, in `@graph`, as main entity or as list items. */
export function jobPostings($: CheerioAPI): object[] {
  const found: object[] = [];
  const waiting: unknown[] = [];
  for (const element of $('script[type="application/ld+json" i]').toArray()) {
    const [content] = element.children;
    if (content?.nodeType === 3) waiting.push(linkedData(content.data));
  }
  waiting.reverse();
  for (let looked = 0; waiting.length > 0 && looked < mostValues; looked += 1) {
    const value = waiting.pop();
    if (Array.isArray(value)) waiting.push(...value.slice(0, mostValues).reverse());
    else if (typeof value === 'object' && value !== null) {
      if (isOfType(value, 'JobPosting')) found.push(value);
      else for (const key of ['itemListElement', 'item', 'mainEntity', '@graph']) waiting.push(valueAt(value, key));
    }
  }
  return found;
}

/** What a JobPosting (https://schema.org/JobPosting) says, as fields of a posting row. `url` is as written. */
export function readJobPosting(posting: object): FieldValues {
  const values: FieldValues = {};
  const title = plain(posting, 'title') ?? plain(posting, 'name');
  const salary = salaryText(valueAt(posting, 'baseSalary')) ?? salaryText(valueAt(posting, 'estimatedSalary'));
  const organisation = valueAt(posting, 'hiringOrganization');
  const company = typeof organisation === 'string' ? organisation : plain(first(organisation), 'name');
  const openings = plain(posting, 'totalJobOpenings');
  const place = placeText(valueAt(posting, 'jobLocation'));
  const publishedAt = plain(posting, 'datePosted');
  const url = plain(posting, 'url');
  const text = postingText(posting);
  if (title !== undefined) values.title = title;
  if (company !== undefined) values.company = possibleHtmlToText(company);
  if (salary !== undefined) values.salary = salary;
  if (place !== '') values.place = place;
  if (openings !== undefined) values.headcount = /^\d+$/.test(openings) ? `${openings}人` : openings;
  if (publishedAt !== undefined) values.publishedAt = publishedAt;
  if (url !== undefined) values.url = url;
  if (text !== '') values.text = text;
  return values;
}

/** JSON of a script element. Authors paste descriptions with bare line ends into strings; those are escaped and it is read again. */
function linkedData(source: string): unknown {
  const json = source.replace(/^\s*(?:<!--|\/\/<!\[CDATA\[|<!\[CDATA\[)|(?:-->|\/\/\]\]>|\]\]>)\s*$/g, '');
  for (const candidate of [json, json.replace(/[\u0000-\u001f]+/g, ' ')]) {
    try {
      return JSON.parse(candidate);
    } catch {
      // Not JSON as it stands; the second form is tried, and a page whose linked data is broken holds none.
    }
  }
  return undefined;
}

function isOfType(value: object, type: string): boolean {
  const stated = valueAt(value, '@type');
  return (Array.isArray(stated) ? stated : [stated]).some(
    (name) => typeof name === 'string' && name.replace(/^(?:https?:\/\/schema\.org\/|schema:)/, '') === type,
  );
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}

/** A property as text without markup; undefined when it is absent or empty. */
function plain(value: unknown, path: string): string | undefined {
  const text = textOf(valueAt(value, path), '、')?.trim();
  return text === undefined || text === '' ? undefined : possibleHtmlToText(text);
}

/** Parts in which advertisers put conditions beside the description. */
const furtherText = ['responsibilities', 'qualifications', 'skills', 'experienceRequirements', 'jobBenefits'] as const;

function postingText(posting: object): string {
  let text = markup(textOf(valueAt(posting, 'description'), '\n') ?? '');
  for (const name of furtherText) {
    const more = markup(textOf(valueAt(posting, name), '\n') ?? '').trim();
    if (more !== '' && !text.includes(more)) text = text === '' ? more : `${text}\n${more}`;
  }
  return text;
}

/** Descriptions are often HTML whose tags are written as entities; reading them once yields markup, twice the text. */
function markup(source: string): string {
  return possibleHtmlToText(/&lt;\/?[a-z]/i.test(source) ? possibleHtmlToText(source) : source);
}

const units = new Map([
  ['HOUR', '小时'],
  ['DAY', '天'],
  ['WEEK', '周'],
  ['MONTH', '月'],
  ['YEAR', '年'],
]);

/** A number, a text, or a MonetaryAmount (https://schema.org/MonetaryAmount) → `8000-12000元/月`, `20-30 USD/小时`. */
function salaryText(stated: unknown): string | undefined {
  const salary = first(stated);
  const simple = textOf(salary, ' ')?.trim();
  if (simple !== undefined) return simple === '' ? undefined : simple;
  const value = first(valueAt(salary, 'value'));
  const quantity = typeof value === 'object' && value !== null ? value : salary;
  const low = plain(quantity, 'minValue');
  const high = plain(quantity, 'maxValue');
  const range = low !== undefined && high !== undefined && low !== high ? `${low}-${high}` : (low ?? high);
  const amount = range ?? plain(quantity, 'value') ?? textOf(value, ' ');
  if (amount === undefined || amount === '') return undefined;
  // Words such as 面议 need neither currency nor unit.
  if (!/^[\d.,\s-]+$/.test(amount)) return amount;
  const currency = plain(salary, 'currency') ?? plain(salary, 'priceCurrency') ?? 'CNY';
  const unit = plain(quantity, 'unitText') ?? plain(salary, 'unitText');
  const per = unit === undefined ? '' : `/${units.get(unit.toUpperCase()) ?? unit}`;
  return `${amount}${/^(?:CNY|RMB|¥|￥|元)$/i.test(currency) ? '元' : ` ${currency}`}${per}`;
}

/** One or more Places → `湖北省武汉市洪山区珞喻路1号`; several are joined by `、`. */
function placeText(stated: unknown): string {
  const places = (Array.isArray(stated) ? stated.slice(0, 20) : [stated]).map((place: unknown) => {
    if (typeof place === 'string') return place;
    const address = first(valueAt(place, 'address'));
    if (typeof address === 'string') return address;
    let joined = '';
    for (const part of ['addressRegion', 'addressLocality', 'streetAddress']) {
      const text = plain(address, part) ?? '';
      // A street address often repeats the city, and a municipality is region and locality at once.
      if (text.startsWith(joined)) joined = text;
      else if (!joined.endsWith(text)) joined += text;
    }
    return joined === '' ? (plain(place, 'name') ?? '') : joined;
  });
  return [...new Set(places.filter((place) => place !== ''))].join('、');
}
