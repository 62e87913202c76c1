/** An operator's regular expression. `u`: a character is a character, also beyond U+FFFF, and a needless escape is an error. */
export function compilePattern(pattern: string): RegExp {
  return new RegExp(pattern, 'u');
}

/** The pattern's first group, or the whole match when it has none or the group took no part; undefined without a match. */
export function matched(pattern: RegExp, value: string): string | undefined {
  const match = pattern.exec(value);
  return match === null ? undefined : (match[1] ?? match[0]);
}
