import { amountPattern as amount, readAmount } from './numerals.js';
import { findPricePlaces, periodsFirst } from './price-places.js';

/** A price with its period, in yuan; `low` equals `high` where no range was given. Offsets into the text. */
export interface Price {
  readonly low: number;
  readonly high: number;
  readonly period: 'year' | 'month' | 'day' | 'once';
  readonly start: number;
  readonly end: number;
}

const range = `(?<low>${amount})(?:元|块)?(?:[-~—–至到]+(?<high>${amount}))?(?:元|块)?`;

/**
 * «2.6万元/年», «两万六每年», «一万八(税后)/年», «260/月», «1200一个季度»: one expression for all, so that each amount is
 * looked at once. «3个月» is a term and no price.
 */
const amountFirst = new RegExp(
  `${range}(?:` +
    '(?:\\((?:税后|含税|税前)\\))?(?:/|每|一|,一|一个|个)(?<years>[0-9一两二三四五]|半)?(?<year>年)' +
    '|(?:/|每|一|每个|一个|每一个|/个)(?<month>月)' +
    '|(?:/|每|一)(?<day>[天日])' +
    '|(?:/|每|一|一个|个)(?<quarter>季)度?)',
  'y',
);

/** «60k/12个月», «三万六十二个月»: apart, since twelve may be read as the end of the amount. */
const twelveMonths = new RegExp(`${range}(?:/|,)?(?:12|十二)个?月`, 'y');

/** «两年打包五万», «年薪给3万», «每月800», «每季度600», «半年付6000». */
const periodFirst = periodsFirst.map(({ words, named = `(?:${words.join('|')})`, between, notBehind, ...price }) => ({
  ...price,
  pattern: new RegExp(`${named}${between}${range}(?![${notBehind}])`, 'y'),
}));

const yearWords: Readonly<Record<string, number>> = { 半: 0.5, 一: 1, 两: 2, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6 };

/** Longest text in which prices are looked for: the expressions are linear, but a megabyte of digits is no ad. */
const longestText = 20_000;

/** Finds prices with a stated period in text of normal form, in the order of the text. A price for several years is given per year. */
export function readPrices(text: string): Price[] {
  const prices: Price[] = [];
  const searched = text.length > longestText ? text.slice(0, longestText) : text;
  const places = findPricePlaces(searched);
  const add = (match: RegExpExecArray, period: Price['period'], timesAYear: number): void => {
    const { low = '', high, years } = match.groups ?? {};
    const price = priceOf(low, high);
    const span = years === undefined ? 1 : (yearWords[years] ?? Number(years));
    if (price === undefined || !(span > 0)) return;
    prices.push({
      low: (price.low * timesAYear) / span,
      high: (price.high * timesAYear) / span,
      period,
      start: match.index,
      end: match.index + match[0].length,
    });
  };
  for (const match of matchesAt(places.twelveMonths, twelveMonths, searched)) add(match, 'year', 1);
  for (const match of matchesAt(places.amountFirst, amountFirst, searched)) {
    const { month, day, quarter } = match.groups ?? {};
    if (month !== undefined) add(match, 'month', 1);
    else if (day !== undefined) add(match, 'day', 1);
    else add(match, 'year', quarter === undefined ? 1 : 4);
  }
  for (const [index, { pattern, period, timesAYear }] of periodFirst.entries())
    for (const match of matchesAt(places.periodFirst[index] ?? [], pattern, searched)) add(match, period, timesAYear);
  if (prices.length === 0) return prices;
  prices.sort((a, b) => a.start - b.start || b.end - a.end);
  // «半年付6000» holds «年付6000»: the wider reading is the one meant.
  let end = 0;
  return prices.filter((price) => {
    const inside = price.end <= end;
    end = Math.max(end, price.end);
    return !inside;
  });
}

/** Matches of a sticky expression that begin at given places, ascending, and not inside the one before: those of a search of the whole text. */
function matchesAt(places: readonly number[], pattern: RegExp, text: string): RegExpExecArray[] {
  const matches: RegExpExecArray[] = [];
  let end = 0;
  for (const place of places) {
    if (place < end) continue;
    pattern.lastIndex = place;
    const match = pattern.exec(text);
    if (match === null) continue;
    matches.push(match);
    end = pattern.lastIndex;
  }
  return matches;
}

/** «一千五一个月»: the last numeral may belong to what follows. */
function readPart(text: string): number | undefined {
  const part = text.replace(/[.,]+$/, '');
  return readAmount(part) ?? (part.endsWith('一') ? readAmount(part.slice(0, -1)) : undefined);
}

/** «三四千»: between three and four thousand. */
const roundly = /^(?<low>[一二两三四五六七八])(?<high>[二两三四五六七八九])(?<unit>[百千万])$/;

/** «3-4万» gives its unit to both ends; «2.6» a year means 2.6 万. */
function priceOf(lowText: string, highText: string | undefined): { low: number; high: number } | undefined {
  // «一个月», «一年四季», «两年一付»: a lone numeral counts something else.
  if (highText === undefined && /^[零〇一壹幺二贰两三叁四肆五伍六陆七柒八捌九玖半]$/.test(lowText)) return undefined;
  const between = highText === undefined ? roundly.exec(lowText)?.groups : undefined;
  const low = readPart(between === undefined ? lowText : `${between.low}${between.unit}`);
  const high =
    between === undefined
      ? highText === undefined
        ? low
        : readPart(highText)
      : readPart(`${between.high}${between.unit}`);
  if (low === undefined || high === undefined) return undefined;
  const scaledLow = high >= 1000 && low < 100 ? low * (/[千k]/.test(highText ?? '') ? 1000 : 10_000) : low;
  const both = { low: scaledLow, high };
  // Below 20 an amount without unit is in 万 (lists of brokers leave the unit out).
  if (both.high > 0 && both.high <= 25) return { low: both.low * 10_000, high: both.high * 10_000 };
  return both.high >= 100 ? both : undefined;
}
