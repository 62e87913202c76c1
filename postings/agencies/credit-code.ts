/** 统一社会信用代码: digits and capital letters without I, O, S, V, Z (GB 32100-2015, table 2); a character's place is its value. */
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** Weights 3^(i−1) mod 31 of the first 17 characters (GB 32100-2015, annex A). */
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** Weights of the first 8 characters of an organisation code (GB 11714-1997, table 1). */
const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2];

/**
 * Whether a text is a unified social credit code: 18 characters, of which the last checks the whole (GB 32100-2015, modulus 31)
 * and the seventeenth the organisation code at characters 9 to 17 (GB 11714-1997, modulus 11).
 */
export function isCreditCode(code: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(code)) return false;
  return checkCharacter(code.slice(0, 17)) === code[17] && organisationCheckCharacter(code.slice(8, 16)) === code[16];
}

function checkCharacter(first: string): string | undefined {
  const sum = weights.reduce((total, weight, index) => total + weight * alphabet.indexOf(first.charAt(index)), 0);
  return alphabet[(31 - (sum % 31)) % 31];
}

/** Here a letter's value is its place in the whole Latin alphabet, A being 10; a check value of 10 is written X. */
function organisationCheckCharacter(first: string): string | undefined {
  const sum = organisationWeights.reduce(
    (total, weight, index) => total + weight * parseInt(first.charAt(index), 36),
    0,
  );
  return '0123456789X'[(11 - (sum % 11)) % 11];
}

/** A credit code in a text; `[start, end)` are UTF-16 offsets. */
export interface FoundCreditCode {
  readonly code: string;
  readonly start: number;
  readonly end: number;
}

/** Runs of 18 characters that may be one, in small letters and full width too. */
const candidate = /(?<![0-9A-Za-z０-９Ａ-Ｚａ-ｚ])[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]{18}(?![0-9A-Za-z０-９Ａ-Ｚａ-ｚ])/g;

/** Finds the credit codes of a text whose check characters are right. */
export function findCreditCodes(text: string): FoundCreditCode[] {
  return [...text.matchAll(candidate)].flatMap(({ 0: written, index }) => {
    const code = written.normalize('NFKC').toUpperCase();
    return isCreditCode(code) ? [{ code, start: index, end: index + written.length }] : [];
  });
}
