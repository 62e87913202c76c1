import { amountPattern as amount, readAmount } from './numerals.js';

/** A price with its period, in yuan; `low` equals `high` where no range was given. Offsets into the text. */
export interface Price {
  readonly low: number;
  readonly high: number;
  readonly period: 'year' | 'month' | 'day' | 'once';
  readonly start: number;
  readonly end: number;
}

const range = `(?<low>${amount})(?:元|块)?(?:[-~—–至到]+(?<high>${amount}))?(?:元|块)?`;
/** What never follows a price: «三年人», «两万个». */
const noCount = '(?![年个月天本张份人家名级注条次0-9])';
const noCountOfWork = '(?![年个天本张份人家名级注条次0-9])';

/**
 * «2.6万元/年», «两万六每年», «一万八(税后)/年», «260/月», «1200一个季度»: one expression for all, so that each amount is
 * looked at once. One character at a time and few of them: «一个一个…» would otherwise be tried in exponentially many ways.
 */
const amountFirst = new RegExp(
  `${range}(?:` +
    '(?:\\((?:税后|含税|税前)\\))?(?:/|每|一|,一|一个|个)(?<years>[0-9一两二三四五]|半)?(?<year>年)' +
    '|[/每一个]{1,4}(?<month>月)' +
    '|(?:/|每|一)(?<day>[天日])' +
    '|(?:/|每|一|一个|个)(?<quarter>季)度?)',
  'g',
);

/** «60k/12个月», «三万六十二个月»: apart, since twelve may be read as the end of the amount. */
const twelveMonths = new RegExp(`${range}(?:/|,)?(?:12|十二)个?月`, 'g');

/** «两年打包五万», «年薪给3万», «每月800», «每季度600», «半年付6000». */
const periodFirst: readonly { pattern: RegExp; period: 'year' | 'month'; timesAYear?: number }[] = [
  {
    pattern: new RegExp(
      `(?<years>[0-9一两二三四五六])年(?:期)?(?:打包|一共|合计|共|一次付|总价|税后合计|一起|内)?${range}${noCount}`,
      'g',
    ),
    period: 'year',
  },
  {
    pattern: new RegExp(
      `(?:年薪|年费|每年|一年|年付|年酬|年度聘金|年综合收入|按年)(?:给|合计|总额|是|为|付|结|:|,|税后|约|大概|就|到手)?${range}${noCount}`,
      'g',
    ),
    period: 'year',
  },
  {
    pattern: new RegExp(
      `(?:月薪|工资|每月|每个月|月月|一个月|底薪|月工资|薪资)(?:给|合计|是|为|付|:|约|发|补|拿|领|固定|致送|请您喝茶)?${range}${noCountOfWork}`,
      'g',
    ),
    period: 'month',
  },
  {
    pattern: new RegExp(
      `(?:每季度|每季|一季度|一个季度|按季度|按季)(?:给|付|发|致送|结|:|,)?${range}${noCountOfWork}`,
      'g',
    ),
    period: 'year',
    timesAYear: 4,
  },
  {
    pattern: new RegExp(`(?:每半年|半年)(?:给|付|发|结|:|,)?${range}${noCount}`, 'g'),
    period: 'year',
    timesAYear: 2,
  },
];

const yearWords: Readonly<Record<string, number>> = { 半: 0.5, 一: 1, 两: 2, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6 };

/** Longest text in which prices are looked for: the expressions are linear, but a megabyte of digits is no ad. */
const longestText = 20_000;

/** Finds prices with a stated period in text of normal form, in the order of the text. A price for several years is given per year. */
export function readPrices(text: string): Price[] {
  const prices: Price[] = [];
  const searched = text.length > longestText ? text.slice(0, longestText) : text;
  const add = (match: RegExpMatchArray, period: Price['period'], timesAYear: number): void => {
    const { low = '', high, years } = match.groups ?? {};
    const price = priceOf(low, high);
    const span = years === undefined ? 1 : (yearWords[years] ?? Number(years));
    if (price === undefined || !(span > 0)) return;
    const start = match.index ?? 0;
    prices.push({
      low: (price.low * timesAYear) / span,
      high: (price.high * timesAYear) / span,
      period,
      start,
      end: start + match[0].length,
    });
  };
  if (searched.includes('12') || searched.includes('十二'))
    for (const match of searched.matchAll(twelveMonths)) add(match, 'year', 1);
  for (const match of searched.matchAll(amountFirst)) {
    const { month, day, quarter } = match.groups ?? {};
    if (month !== undefined) add(match, 'month', 1);
    else if (day !== undefined) add(match, 'day', 1);
    else add(match, 'year', quarter === undefined ? 1 : 4);
  }
  for (const { pattern, period, timesAYear = 1 } of periodFirst)
    for (const match of searched.matchAll(pattern)) add(match, period, timesAYear);
  prices.sort((a, b) => a.start - b.start || b.end - a.end);
  // «半年付6000» holds «年付6000»: the wider reading is the one meant.
  let end = 0;
  return prices.filter((price) => {
    const inside = price.end <= end;
    end = Math.max(end, price.end);
    return !inside;
  });
}

/** «一千五一个月»: the last numeral may belong to what follows. */
function readPart(text: string): number | undefined {
  const part = text.replace(/[.,]+$/, '');
  return readAmount(part) ?? (part.endsWith('一') ? readAmount(part.slice(0, -1)) : undefined);
}

/** «3-4万» gives its unit to both ends; «2.6» a year means 2.6 万. */
function priceOf(lowText: string, highText: string | undefined): { low: number; high: number } | undefined {
  // «一个月», «一年四季», «两年一付»: a lone numeral counts something else.
  if (highText === undefined && /^[零〇一壹幺二贰两三叁四肆五伍六陆七柒八捌九玖半]$/.test(lowText)) return undefined;
  const low = readPart(lowText);
  const high = highText === undefined ? low : readPart(highText);
  if (low === undefined || high === undefined) return undefined;
  const scaledLow = high >= 1000 && low < 100 ? low * (/[千k]/.test(highText ?? '') ? 1000 : 10_000) : low;
  const both = { low: scaledLow, high };
  // Below 20 an amount without unit is in 万 (lists of brokers leave the unit out).
  if (both.high > 0 && both.high <= 25) return { low: both.low * 10_000, high: both.high * 10_000 };
  return both.high >= 100 ? both : undefined;
}
