import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAmount } from '../../../classifier/deal/numerals.js';

describe('readAmount', () => {
  it.each<[string, number]>([
    ['18000', 18_000],
    ['18,000', 18_000],
    ['2.6', 2.6],
    ['5.5w', 55_000],
    ['3k5', 3500],
    ['3w6', 36_000],
    ['24w', 240_000],
    ['9万', 90_000],
    ['1万2千', 12_000],
    ['1万2千5', 12_500],
    ['8千', 8000],
    ['两万二', 22_000],
    ['两万二千', 22_000],
    ['三万六千', 36_000],
    ['一万八', 18_000],
    ['壹万伍', 15_000],
    ['贰万叁仟', 23_000],
    ['一万零五百', 10_500],
    ['一万零五', 10_005],
    ['两万半', 25_000],
    ['三千五', 3500],
    ['一百二', 120],
    ['十', 10],
    ['十五', 15],
    ['十五万', 150_000],
    ['二十五万', 250_000],
    ['一百二十万', 1_200_000],
    ['零', 0],
    ['3万5000', 35_000],
  ])('reads %s as %d', (written, amount) => {
    expect(readAmount(written)).toBeCloseTo(amount, 6);
  });

  it.each(['', '半', '元', '三四万', '1.2.3', '.5', '一二三', '3 万', '挂', '1e5', '-3', '３万'])(
    'reads no amount from «%s»',
    (written) => {
      expect(readAmount(written)).toBeUndefined();
    },
  );

  it('reads every round number in Arabic digits with 万, 千 or their letters', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), fc.constantFrom('万', 'w', '千', 'k'), (number, unit) => {
        expect(readAmount(`${number}${unit}`)).toBe(number * (unit === '万' || unit === 'w' ? 10_000 : 1000));
      }),
    );
  });

  it('reads every number below a hundred million as Chinese writes it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999_999 }), (number) => {
        expect(readAmount(inChinese(number))).toBe(number);
      }),
    );
  });

  it('gives a finite number or nothing for any characters of which amounts are made', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0129.,零一两九十百千万wk半'), maxLength: 14 }), (written) => {
        const amount = readAmount(written);
        if (amount !== undefined) expect(Number.isFinite(amount) && amount >= 0).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

const digits = '零一二三四五六七八九';

/** A whole number below 10⁸ in full: 10500 is 一万零五百. */
function inChinese(number: number): string {
  const high = Math.floor(number / 10_000);
  const low = number % 10_000;
  if (high === 0) return belowTenThousand(low);
  const gap = low > 0 && low < 1000 ? '零' : '';
  return `${belowTenThousand(high)}万${gap}${low === 0 ? '' : belowTenThousand(low)}`;
}

function belowTenThousand(number: number): string {
  let written = '';
  let rest = number;
  let skipped = false;
  for (const [unit, name] of [
    [1000, '千'],
    [100, '百'],
    [10, '十'],
    [1, ''],
  ] as const) {
    const digit = Math.floor(rest / unit);
    rest %= unit;
    if (digit === 0) {
      skipped = written !== '';
      continue;
    }
    written += `${skipped ? '零' : ''}${digits[digit]}${name}`;
    skipped = false;
  }
  return written;
}
