const digits: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  壹: 1,
  幺: 1,
  二: 2,
  贰: 2,
  两: 2,
  三: 3,
  叁: 3,
  四: 4,
  肆: 4,
  五: 5,
  伍: 5,
  六: 6,
  陆: 6,
  七: 7,
  柒: 7,
  八: 8,
  捌: 8,
  九: 9,
  玖: 9,
};
const units: Readonly<Record<string, number>> = {
  十: 10,
  拾: 10,
  百: 100,
  佰: 100,
  千: 1000,
  仟: 1000,
  k: 1000,
  万: 10_000,
  w: 10_000,
};

const numerals = Object.keys(digits).join('');
const unitCharacters = Object.keys(units).join('');

/** What an amount may begin with. */
export const amountBeginnings = `0123456789${numerals}${unitCharacters}半`;

/**
 * A regular expression's source for an amount: digits, with a unit and what stands behind it (`3w6`, `1万2千`), or all in Chinese.
 * Digits never run on into a Chinese numeral: «900一个月» is 900 for one month.
 */
export const amountPattern =
  `(?:[0-9][0-9.,]{0,11}(?:[${unitCharacters}]{1,2}[0-9${numerals}半]{0,5}?[千百仟佰]?)?` +
  `|[${numerals}${unitCharacters}半]{1,12})`;

/**
 * Reads an amount as the trade writes it: `5.5w`, `3千`, `18000`, `两万二` (= 22,000: a digit behind a unit counts its tenths),
 * `三万六千`, `壹万伍`, `3w6`, `一万零五百`.
 * @returns the number, or undefined where the text is none.
 */
export function readAmount(text: string): number | undefined {
  let total = 0;
  let section = 0;
  let digit: number | undefined;
  let lastUnit = 0;
  let afterZero = false;
  for (let i = 0; i < text.length; ) {
    const arabic = /^[0-9][0-9,]*(?:\.[0-9]+)?/.exec(text.slice(i))?.[0];
    const character = text[i] ?? '';
    if (arabic !== undefined) {
      if (digit !== undefined) return undefined;
      digit = Number(arabic.replaceAll(',', ''));
      i += arabic.length;
      continue;
    }
    i++;
    const value = digits[character];
    if (value !== undefined) {
      if (digit !== undefined && digit !== 0) return undefined;
      digit = value;
      afterZero ||= value === 0;
    } else if (character === '半') {
      if (lastUnit === 0) return undefined;
      section += lastUnit / 2;
      lastUnit = 0;
    } else {
      const unit = units[character];
      if (unit === undefined) return undefined;
      if (unit === 10_000) {
        total += (section + (digit ?? (section === 0 ? 1 : 0))) * unit;
        section = 0;
      } else section += (digit ?? 1) * unit;
      digit = undefined;
      lastUnit = unit;
      afterZero = false;
    }
  }
  if (digit !== undefined) section += lastUnit > 1 && digit < 10 && !afterZero ? (digit * lastUnit) / 10 : digit;
  const result = total + section;
  return Number.isFinite(result) && text !== '' ? result : undefined;
}
