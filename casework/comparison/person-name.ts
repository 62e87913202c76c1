/** How two names of one identity number stand to each other. */
export type NameAgreement = 'same' | 'spelling' | 'conflict';

/**
 * Whether two names may be one person's. The identity number decides who somebody is; the name checks it: one character more, less or other
 * is how clerks misspell (王小明, 王晓明), a name that has little in common is how a number of somebody else got into a row.
 */
export function compareNames(one: string, other: string): NameAgreement {
  if (one === other) return 'same';
  const [first, second] = [plain(one), plain(other)];
  if (first === second) return 'same';
  const distance = editDistance(first, second);
  if (distance > 1) return 'conflict';
  // 张伟 and 李伟 are two people; 张伟 and 张玮 may be one.
  return Math.max(first.length, second.length) > 2 || first[0] === second[0] ? 'spelling' : 'conflict';
}

/** Without what is no part of a name: spaces, the dots of Uighur and Tibetan names, what stands in brackets. */
function plain(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[(（].*?[)）]/g, '')
    .replace(/[\s·•・.．]/g, '')
    .toUpperCase();
}

/** Levenshtein's distance, in characters. */
export function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const changed = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
