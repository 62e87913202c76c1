import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  identityNumberOf,
  maskedIdentityNumber,
  readIdentityNumber,
} from '../../../casework/comparison/identity-number.js';
import { inventedIdentityNumber } from '../../../fixtures/registers/invented-numbers.js';

const read = (text: string): number => {
  const key = readIdentityNumber(text);
  if (typeof key === 'string') throw new Error(key);
  return key;
};

describe('an identity number', () => {
  it('is the number that it was read from', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 15_000_000 }), (index) => {
        const number = inventedIdentityNumber(index);
        expect(identityNumberOf(read(number))).toBe(number);
      }),
    );
  });

  it('has the check character of the standard’s own examples', () => {
    // GB 11643-1999, annex A.
    for (const number of ['11010519491231002X', '440524188001010014'])
      expect(identityNumberOf(read(number))).toBe(number);
  });

  it('is read however a clerk writes it', () => {
    const key = read('11010519491231002X');
    for (const written of [
      ' 11010519491231002x',
      '１１０１０５１９４９１２３１００２Ｘ',
      "'11010519491231002X",
      '110105 19491231 002X',
    ])
      expect(read(written)).toBe(key);
    // The form of 15 digits, issued until 1999.
    expect(read('110105491231002')).toBe(key);
  });

  it.each([
    ['', '没有身份证号'],
    ['11010519491231002', '不是18位'],
    ['110105194912310021', '校验码不对'],
    ['110105194902310020', '校验码不对'],
    ['1.10105194912310E+17', '存成了数值'],
    ['110105490231002', '出生日期不存在'],
    ['张三', '不是18位'],
  ])('is turned down when it is %j', (written, reason) => {
    expect(readIdentityNumber(written)).toContain(reason);
  });

  it('is masked but for its region and its last four characters', () => {
    expect(maskedIdentityNumber(read('11010519491231002X'))).toBe('110105********002X');
    expect(readIdentityNumber('110105194912310021')).not.toContain('19491231');
  });
});
