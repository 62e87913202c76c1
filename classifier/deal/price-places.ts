import { amountBeginnings } from './numerals.js';

/** What may stand between a year and a sum in the same clause: anything but another number and what honest employers pay on top of wages. */
const withinClause = '[^。;!?,\\n0-9零一二两三四五六七八九十补贴奖游检险餐房假租息罚涨调训]';
/** What may stand between a month and a sum: that it is paid. */
const paid =
  '(?:固定|另|再|都|就|只|仅|也|可|能|净|白)?(?:给|付|打|得|领|拿|转|到账|收入)(?:您|你|侬|老师|现金|微信)?(?:打|转|付|发)?';
/** A sum that its unit shows to be money. */
const moneyAhead = '(?=[0-9.一二两三四五六七八九十]{1,6}(?:[百千仟万wk]|元|块))';

/** Ways to name the period before the amount: a word, what may stand between, and what shows that the amount counts something else. */
export const periodsFirst: readonly {
  readonly period: 'year' | 'month';
  readonly timesAYear: number;
  readonly words: readonly string[];
  /** Sources of regular expressions: for the words and for what follows them. */
  readonly named?: string;
  readonly between: string;
  readonly notBehind: string;
}[] = [
  {
    period: 'year',
    timesAYear: 1,
    words: Array.from('0123456789一两二三四五六', (years) => `${years}年`),
    named: '(?<years>[0-9一两二三四五六])年',
    between: '期?(?:打包|一共|合计|共|一次付|总价|税后合计|一起|内)?',
    notBehind: '年个月天本张份人家名级注条次0-9',
  },
  {
    period: 'year',
    timesAYear: 1,
    words: ['年薪', '年费', '每年', '一年', '全年', '整年', '年付', '年给', '年酬', '年度聘金', '年综合收入', '按年'],
    between: '(?:给|合计|总额|是|为|付|结|:|,|税后|约|大概|就|到手)?',
    notBehind: '年个月天本张份人家名级注条次0-9',
  },
  {
    // «一年给你八千», «每年另付茶水费两万»: whatever stands between, the sum must be money by its unit.
    period: 'year',
    timesAYear: 1,
    words: ['每年', '一年', '全年', '整年', '年付', '年给', '按年'],
    between: `${withinClause}{1,9}${moneyAhead}`,
    notBehind: '年个月天本张份人家名级注条次0-9',
  },
  {
    period: 'month',
    timesAYear: 1,
    words: ['月薪', '工资', '每月', '每个月', '月月', '一个月', '底薪', '月工资', '薪资'],
    between: '(?:给|合计|是|为|付|:|约|发|补|拿|领|固定|致送|请您喝茶)?',
    notBehind: '年个天本张份人家名级注条次0-9',
  },
  {
    period: 'month',
    timesAYear: 1,
    words: ['每月', '每个月', '月付', '月给'],
    between: `(?:${paid})?${moneyAhead}`,
    notBehind: '年个天本张份人家名级注条次0-9',
  },
  {
    period: 'year',
    timesAYear: 4,
    words: ['每季度', '每季', '一季度', '一个季度', '按季度', '按季'],
    between: '(?:给|付|发|致送|结|:|,)?',
    notBehind: '年个天本张份人家名级注条次0-9',
  },
  {
    period: 'year',
    timesAYear: 2,
    words: ['每半年', '半年'],
    between: '(?:给|付|发|结|:|,)?',
    notBehind: '年个天月本张份人家名级注条次0-9',
  },
];

/** Where alone a price may begin, ascending. Most texts have few such places: to search them whole for each way of naming a price costs far more. */
interface PricePlaces {
  /** With an amount, before a period. */
  readonly amountFirst: number[];
  /** With an amount, before twelve months. */
  readonly twelveMonths: number[];
  /** With a period, for each of `periodsFirst`. */
  readonly periodFirst: readonly number[][];
}

/** A character may stand in a price whose amount comes first, but for its period; begin it; name its period. */
const inPrice = 1;
const amountBeginning = 2;
const period = 4;
/** It may be the first or second one of a word that names the period before the amount. */
const wordFirst = 8;
const wordSecond = 16;

const kinds = new Uint8Array(65_536);
for (const [characters, kind] of [
  [`${amountBeginnings}.,元块-~—–至到()税后含前/每一个`, inPrice],
  [amountBeginnings, amountBeginning],
  ['年月天日季', period],
] as const)
  for (const character of characters) kinds[character.charCodeAt(0)] = kindOf(character, 0) | kind;

/** The ways whose words begin with two characters. */
const waysOf = new Map<string, number[]>();
for (const [way, { words }] of periodsFirst.entries()) {
  for (const beginning of new Set(words.map((word) => word.slice(0, 2)))) {
    waysOf.set(beginning, [...(waysOf.get(beginning) ?? []), way]);
    kinds[beginning.charCodeAt(0)] = kindOf(beginning, 0) | wordFirst;
    kinds[beginning.charCodeAt(1)] = kindOf(beginning, 1) | wordSecond;
  }
}

function kindOf(text: string, at: number): number {
  return kinds[text.charCodeAt(at)] ?? 0;
}

/** What may stand directly before a period. */
const link = /[/每一个]/;

/** Looks at each character once. */
export function findPricePlaces(text: string): PricePlaces {
  const places: PricePlaces = { amountFirst: [], twelveMonths: [], periodFirst: periodsFirst.map(() => []) };
  // Where the characters begin that may all stand in one price.
  let from = 0;
  let before = 0;
  for (let i = 0; i < text.length; i++) {
    const kind = kindOf(text, i);
    if ((before & wordFirst) !== 0 && (kind & wordSecond) !== 0)
      for (const way of waysOf.get(text.slice(i - 1, i + 1)) ?? []) places.periodFirst[way]?.push(i - 1);
    before = kind;
    if ((kind & inPrice) !== 0) continue;
    if ((kind & period) !== 0 && from < i) {
      if (mayEndPrice(text, from, i)) addAmounts(text, from, i, places.amountFirst);
      if (mayEndTwelve(text, from, i)) addAmounts(text, from, i, places.twelveMonths);
    }
    from = i + 1;
  }
  return places;
}

/** «/年», «每两年», «一个月», and not «3年以上», «工作日». */
function mayEndPrice(text: string, from: number, at: number): boolean {
  if (link.test(text.charAt(at - 1))) return true;
  return text[at] === '年' && at - 2 >= from && link.test(text.charAt(at - 2));
}

/** «12月», «十二个月». */
function mayEndTwelve(text: string, from: number, at: number): boolean {
  const end = text[at - 1] === '个' ? at - 1 : at;
  return text[at] === '月' && end - 2 >= from && /12|十二/.test(text.slice(end - 2, end));
}

function addAmounts(text: string, from: number, to: number, places: number[]): void {
  for (let i = from; i < to; i++) if ((kindOf(text, i) & amountBeginning) !== 0) places.push(i);
}
