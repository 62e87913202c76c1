/**
 * Calls `visit` with every character n-gram (1 to 3) of a text of normal form, as a number that fits 48 bits:
 * the code units in base 65,536. Digits count as one character, so that no telephone number is learnt; an n-gram crosses no line break.
 */
export function visitNgrams(text: string, start: number, end: number, visit: (ngram: number) => void): void {
  let first = 0;
  let second = 0;
  for (let i = start; i < end; i++) {
    const unit = unitOf(text.charCodeAt(i));
    if (unit === 0) {
      first = 0;
      second = 0;
      continue;
    }
    visit(unit);
    if (second !== 0) {
      visit(second * 65_536 + unit);
      if (first !== 0) visit((first * 65_536 + second) * 65_536 + unit);
    }
    first = second;
    second = unit;
  }
}

/** What a code unit counts as in an n-gram; 0 breaks it. */
export function unitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return 0x30;
  return code === 0x0a || code === 0x20 ? 0 : code;
}

/** The units of an n-gram of up to three characters; absent ones in front are 0. */
export function unitsOf(ngram: number): readonly [first: number, second: number, third: number] {
  const third = ngram % 65_536;
  const rest = (ngram - third) / 65_536;
  const second = rest % 65_536;
  return [(rest - second) / 65_536, second, third];
}
