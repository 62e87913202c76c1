import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Price, readPrices } from '../../../classifier/deal/read-prices.js';
import { readLexicon } from '../../../classifier/lexicon/read-lexicon.js';
import { createNormaliser } from '../../../text/normalise/normalise.js';

const lexicon = readLexicon(fileURLToPath(new URL('../../../classifier/lexicon', import.meta.url)));
const normalise = createNormaliser(lexicon);
/** Prices as the classifier reads them: from the normal form of what was written. */
const pricesIn = (written: string): Price[] => readPrices(normalise(written).text);

/** Beginnings of prices by the quarter, the half year and twelve months. */
const quarterly = [
  '一季',
  '每季度',
  '一个季',
  '半年付',
  '1w',
  '900一',
  '12',
  '十二个',
  '月月',
  '1/12',
  '一,十二',
  '9.',
  '9,',
  '1-1',
];

describe('readPrices', () => {
  it.each<[string, Price['period'], number, number]>([
    ['一年两万二', 'year', 22_000, 22_000],
    ['两年四万四', 'year', 22_000, 22_000],
    ['3w6/年', 'year', 36_000, 36_000],
    ['24w/3年', 'year', 80_000, 80_000],
    ['24W/3年', 'year', 80_000, 80_000],
    ['3年9万', 'year', 30_000, 30_000],
    ['三年9万', 'year', 30_000, 30_000],
    ['签三年共9万', 'year', 30_000, 30_000],
    ['年付三万六千', 'year', 36_000, 36_000],
    ['5W一年', 'year', 50_000, 50_000],
    ['3万一年', 'year', 30_000, 30_000],
    ['2万5一年', 'year', 25_000, 25_000],
    ['3-4万每年', 'year', 30_000, 40_000],
    ['年薪15-28万', 'year', 150_000, 280_000],
    ['年薪20万+', 'year', 200_000, 200_000],
    ['2.6/年', 'year', 26_000, 26_000],
    ['1.5万元（税后）/年', 'year', 15_000, 15_000],
    ['5.5w/半年', 'year', 110_000, 110_000],
    ['底薪5000', 'month', 5000, 5000],
    ['底薪5000元/月', 'month', 5000, 5000],
    ['月薪6000-8000元', 'month', 6000, 8000],
    ['月薪8k', 'month', 8000, 8000],
    ['8-12k/月', 'month', 8000, 12_000],
    ['6000到8000每月', 'month', 6000, 8000],
    ['6000每个月', 'month', 6000, 6000],
    ['300块一天', 'day', 300, 300],
    ['3.6万/年', 'year', 36_000, 36_000],
    ['2.2万/两年', 'year', 11_000, 11_000],
    ['一年给你八千块', 'year', 8000, 8000],
    ['每年另付茶水费两万', 'year', 20_000, 20_000],
    ['全年两万六', 'year', 26_000, 26_000],
    ['年给付三万六', 'year', 36_000, 36_000],
    ['一年三四千', 'year', 3000, 4000],
    ['一年六七万', 'year', 60_000, 70_000],
    ['月付八百', 'month', 800, 800],
    ['每月给您打一千二', 'month', 1200, 1200],
    ['1.8万/年起', 'year', 18_000, 18_000],
    ['8千-1.2万/月', 'month', 8000, 12_000],
    ['8000-12000元/月', 'month', 8000, 12_000],
    ['300元/天', 'day', 300, 300],
    ['6000/季度', 'year', 24_000, 24_000],
    ['6000元每季度', 'year', 24_000, 24_000],
    ['六千一季度', 'year', 24_000, 24_000],
    ['6000一个季度', 'year', 24_000, 24_000],
    ['3000-4000/季', 'year', 12_000, 16_000],
    ['每季度付6000元', 'year', 24_000, 24_000],
    ['一个季度发六千', 'year', 24_000, 24_000],
    ['一季度5000', 'year', 20_000, 20_000],
    ['按季结8000', 'year', 32_000, 32_000],
    ['每季3-4千', 'year', 12_000, 16_000],
    ['半年2万', 'year', 40_000, 40_000],
    ['半年付6000', 'year', 12_000, 12_000],
    ['每半年结1万', 'year', 20_000, 20_000],
    ['5000/半年', 'year', 10_000, 10_000],
    ['36000/12个月', 'year', 36_000, 36_000],
    ['3.6万，12个月', 'year', 36_000, 36_000],
    ['三万六十二个月', 'year', 36_000, 36_000],
    ['3万/12月', 'year', 30_000, 30_000],
    ['900一个月', 'month', 900, 900],
    ['一千五一个月', 'month', 1500, 1500],
    ['一个月给800元', 'month', 800, 800],
    ['月月发900', 'month', 900, 900],
    ['每个月补500', 'month', 500, 500],
  ])('reads «%s» as a price by the %s from %d to %d yuan', (written, period, low, high) => {
    const price = pricesIn(written)[0];
    expect(price?.period).toBe(period);
    expect(price?.low).toBeCloseTo(low, 6);
    expect(price?.high).toBeCloseTo(high, 6);
  });

  it.each([
    '两万二',
    '3.6万',
    '8千-1.2万·13薪',
    '18年经验',
    '2026年3月',
    '面议',
    '年薪',
    '3人/年级',
    '一年四季',
    '两年一付',
    '三年一签',
    '试用期一个月',
    '两个月',
    '一季度完成',
    '每季度考核1次',
    '每季度一次',
    '半年一次',
    '半年两次',
    '一年半',
    '半年5天',
    '2026年一季度3个',
    '季度奖6000',
  ])('reads no price from «%s»', (written) => {
    expect(pricesIn(written)).toEqual([]);
  });

  it.each([
    '每年体检一次，旅游2次',
    '每年有15天年假',
    '每年评优秀员工奖两千',
    '每年证书补贴5000元',
    '一年四季包吃，押金两百',
    '每月房补300元',
    '每月休息四天',
  ])('takes nothing that employers pay on top of wages for a price: %s', (text) => {
    expect(readPrices(text)).toEqual([]);
  });

  it('reads «半年付6000» once: the wider reading is the one meant', () => {
    expect(pricesIn('半年付6000')).toHaveLength(1);
    expect(pricesIn('半年付6000，年付6000').map(({ low }) => low)).toEqual([12_000, 6000]);
  });

  it('gives no price inside another', () => {
    const piece = fc.constantFrom(
      '半年',
      '付',
      '年付',
      '6000',
      '三万六',
      '12个月',
      '每',
      '季度',
      '一个',
      '月',
      '/',
      '元',
      '-',
      '，',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 15 }), (pieces) => {
        const prices = readPrices(pieces.join(''));
        for (const [index, { start, end }] of prices.entries()) {
          const others = prices.filter((_, other) => other !== index);
          expect(others.some((other) => other.start <= start && other.end >= end)).toBe(false);
          expect(start).toBeGreaterThanOrEqual(prices[index - 1]?.start ?? 0);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('reads nothing behind the first twenty thousand characters', () => {
    expect(readPrices(`${'。'.repeat(19_995)}年薪20万`)).toHaveLength(1);
    expect(readPrices(`${'。'.repeat(20_000)}年薪20万`)).toEqual([]);
  });

  // A gap: a term in months is taken for so many times ten thousand yuan a month, which speaks for the advertiser.
  it.each(['试用期3个月', '聘期12个月', '合同期24个月', '社保满6个月', '1-3个月', '十二个月'])(
    'does not read a term as a price: «%s»',
    (written) => {
      expect(pricesIn(written)).toEqual([]);
    },
  );

  // A gap: the stroke before a quarter is dropped between Han characters, and «每个季度» is not known.
  it.fails.each(['2万元/季', '一万／季度', '10000元每个季度'])(
    'does not yet read «%s» as paid by the quarter',
    (written) => {
      expect(pricesIn(written)).toHaveLength(1);
    },
  );

  // A gap: «一» behind a range is no amount of money.
  it.fails('does not yet keep the low end of a range below its high one', () => {
    const [price] = pricesIn('一年3000-一');
    expect((price?.low ?? 0) <= (price?.high ?? 0)).toBe(true);
  });

  // A gap of the present release: said to be yuan, but small, and taken for 万. Mending it changes the release.
  it.fails('does not yet read «年费20元» as 20 yuan a year', () => {
    expect(pricesIn('年费20元')[0]?.low).toBeCloseTo(20, 6);
  });

  it('keeps the order of the text and says where each price stands', () => {
    const text = '底薪5000。3w6/年 或5w一年';
    expect(readPrices(text).map(({ start, end }) => text.slice(start, end))).toEqual(['底薪5000', '3w6/年', '5w一年']);
  });

  it('gives finite prices that are not below zero, inside the text, for anything', () => {
    const piece = fc.constantFrom(
      ...'0123459.,零一两三十百千万wk半元块-到至/每个年月天日',
      '年薪',
      '一个',
      '(税后)',
      '共',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        for (const { low, high, start, end } of readPrices(text)) {
          expect(Number.isFinite(low) && low >= 0).toBe(true);
          expect(Number.isFinite(high) && high >= 0).toBe(true);
          expect(start >= 0 && end <= text.length && start < end).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    '一',
    '一个',
    '每',
    '一个个',
    '1',
    '万',
    '1-',
    '1到',
    '年薪',
    '两年',
    '1年',
    '半年/',
    '1(税后)',
    '1/1',
    ...quarterly,
  ])('reads the longest text of nothing but «%s» to its end', (piece) => {
    // Before the month's expression was bounded, «一个» repeated thirty times never ended.
    expect(readPrices(piece.repeat(20_000)).length).toBeLessThan(20_000);
  });
});
