/**
 * 公民身份号码 (GB 11643-1999): region (6 digits), day of birth (8), sequence (3), check character. A number is held as one safe integer,
 * `(region × 100,000 + days from 1800-01-01 to the birth) × 1,000 + sequence`, which a million of them can be looked up by.
 */
export type PersonKey = number;

/** Weights 2^(18−i) mod 11 of the first 17 digits (ISO 7064, MOD 11-2). */
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkCharacters = '10X98765432';

const millisecondsADay = 86_400_000;
const firstDay = Date.UTC(1800, 0, 1);
const sequences = 1000;
const days = 100_000;

/** The number, or in Chinese what is wrong with it. Numbers of 15 digits, issued until 1999, are taken as the 18 that they became. */
export function readIdentityNumber(text: string): PersonKey | string {
  const written = /^\d{17}[\dX]$/.test(text)
    ? text
    : text
        .normalize('NFKC')
        .replace(/[\s'’]/g, '')
        .toUpperCase();
  if (written === '') return '没有身份证号';
  if (/^\d(?:\.\d+)?E\+?\d+$/.test(written))
    return `身份证号「${written}」被表格软件存成了数值，末尾的数字已丢失；请把该列设为文本后重新导出`;
  if (/^\d{15}$/.test(written)) return keyOf(`${written.slice(0, 6)}19${written.slice(6)}`) ?? wrongBirth(written);
  if (!/^\d{17}[\dX]$/.test(written)) return `身份证号「${shortened(written)}」不是18位`;
  if (checkCharacterOf(written) !== written[17]) return `身份证号「${masked(written)}」校验码不对`;
  return keyOf(written) ?? wrongBirth(written);
}

/** The number as people may see it: region and the last four characters are kept, the birthday and what tells people of it apart are not. */
export function maskedIdentityNumber(key: PersonKey): string {
  return masked(identityNumberOf(key));
}

/** The 18 characters of a number. */
export function identityNumberOf(key: PersonKey): string {
  const sequence = key % sequences;
  const regionAndDay = (key - sequence) / sequences;
  const day = regionAndDay % days;
  const region = (regionAndDay - day) / days;
  const birth = new Date(firstDay + day * millisecondsADay).toISOString().slice(0, 10).replaceAll('-', '');
  const first = `${String(region).padStart(6, '0')}${birth}${String(sequence).padStart(3, '0')}`;
  return first + checkCharacterOf(first);
}

function keyOf(written: string): PersonKey | undefined {
  const [year, month, day] = [
    Number(written.slice(6, 10)),
    Number(written.slice(10, 12)),
    Number(written.slice(12, 14)),
  ];
  const birth = Date.UTC(year, month - 1, day);
  const date = new Date(birth);
  if (year < 1800 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const region = Number(written.slice(0, 6));
  return (region * days + (birth - firstDay) / millisecondsADay) * sequences + Number(written.slice(14, 17));
}

function checkCharacterOf(written: string): string {
  let sum = 0;
  for (const [index, weight] of weights.entries()) sum += weight * (written.charCodeAt(index) - 48);
  return checkCharacters.charAt(sum % 11);
}

const wrongBirth = (written: string): string => `身份证号「${masked(written)}」中的出生日期不存在`;

function masked(written: string): string {
  return `${written.slice(0, 6)}${'*'.repeat(written.length - 10)}${written.slice(-4)}`;
}

function shortened(written: string): string {
  return written.length > 24 ? `${written.slice(0, 24)}…` : written;
}
