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
    ['1.8万/年起', 'year', 18_000, 18_000],
    ['8千-1.2万/月', 'month', 8000, 12_000],
    ['8000-12000元/月', 'month', 8000, 12_000],
    ['300元/天', 'day', 300, 300],
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
  ])('reads no price from «%s»', (written) => {
    expect(pricesIn(written)).toEqual([]);
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

  it.each(['一', '一个', '每', '一个个', '1', '万', '1-', '1到', '年薪', '两年', '1年', '半年/', '1(税后)', '1/1'])(
    'reads the longest text of nothing but «%s» to its end',
    (piece) => {
      // Before the month's expression was bounded, «一个» repeated thirty times never ended.
      expect(readPrices(piece.repeat(20_000)).length).toBeLessThan(20_000);
    },
  );
});
