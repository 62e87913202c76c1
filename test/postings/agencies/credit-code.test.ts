import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCreditCodes, isCreditCode } from '../../../postings/agencies/credit-code.js';

// Made up, on the unassigned region 999999.
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** Adds both check characters, by the standards' definitions and another way than the code under test. */
function withCheckCharacters(head: string, organisation: string): string {
  let sum = 0;
  for (const [index, weight] of [3, 7, 9, 10, 5, 8, 4, 2].entries())
    sum += weight * '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'.indexOf(organisation.charAt(index));
  const check = 11 - (sum % 11);
  const first = `${head}${organisation}${check === 10 ? 'X' : check === 11 ? '0' : check}`;
  let total = 0;
  let weight = 1;
  for (const character of first) {
    total += weight * alphabet.indexOf(character);
    weight = (weight * 3) % 31;
  }
  const last = 31 - (total % 31);
  return first + (last === 31 ? '0' : alphabet.charAt(last));
}
const character = fc.constantFrom(...alphabet);
const code = fc
  .tuple(fc.array(character, { minLength: 8, maxLength: 8 }), fc.constantFrom('91', '92', '12', '51', '93', 'A1'))
  .map(([organisation, kind]) => withCheckCharacters(`${kind}999999`, organisation.join('')));

describe('a unified social credit code', () => {
  it('is right with both check characters', () => {
    expect(isCreditCode('91999999MA4K0X1256')).toBe(true);
    fc.assert(
      fc.property(code, (right) => {
        expect(isCreditCode(right)).toBe(true);
      }),
    );
  });

  it('is wrong with any one character changed', () => {
    fc.assert(
      fc.property(code, fc.nat(17), character, (right, at, other) => {
        fc.pre(right[at] !== other);
        expect(isCreditCode(right.slice(0, at) + other + right.slice(at + 1))).toBe(false);
      }),
    );
  });

  it('is wrong where only the organisation code’s own check character is', () => {
    fc.assert(
      fc.property(code, character, (right, other) => {
        fc.pre(right[16] !== other);
        const first = right.slice(0, 16) + other;
        for (const last of alphabet) expect(isCreditCode(first + last)).toBe(false);
      }),
    );
  });

  it.each(['', '91999999MA', '9199999901234567890', '91999999IOSVZ12345', '一二三四五六七八九十一二三四五六七八'])(
    'is not %j',
    (text) => {
      expect(isCreditCode(text)).toBe(false);
    },
  );
});

describe('finding credit codes in a text', () => {
  const right = withCheckCharacters('91999999', 'MA4K0X12');

  it('gives each with its place, in small letters and full width too', () => {
    const wide = right.replace(/[!-~]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0));
    const text = `信用代码：${right}，另一处${right.toLowerCase()}；${wide}。`;
    const found = findCreditCodes(text);
    expect(found.map((one) => one.code)).toEqual([right, right, right]);
    expect(found.map(({ start, end }) => text.slice(start, end))).toEqual([right, right.toLowerCase(), wide]);
  });

  it('leaves out wrong ones and parts of longer runs', () => {
    expect(findCreditCodes(`${right}0 A${right} ${right.slice(0, 17)}`)).toEqual([]);
    const wrong = `${right.slice(0, 17)}${right.endsWith('1') ? '2' : '1'}`;
    expect(findCreditCodes(wrong)).toEqual([]);
  });
});
