/** Numbers by which somebody can be found: identity number, credit code, telephone, a run of digits as of QQ or a licence; and addresses. */
const numbers = /\d{17}[\dXx]|[0-9A-HJ-NPQRTUWXY]{18}|1[3-9]\d{9}|\d{5,}|[\w.+-]+@[\w-]+\.\w+|https?:\/\/\S+/g;

/**
 * What of a text names somebody: the given names, and numbers that lead to a person or company. Case, width and spaces do not hide a name.
 * @param names of companies, agencies and persons that the case knows; the empty one and single characters are passed over
 * @returns each once, as the text has it or as the name is known
 */
export function findNamingWords(text: string, names: readonly string[]): readonly string[] {
  const plain = foldWidth(text);
  const named = names.filter((name) => [...name.trim()].length > 1 && plain.includes(foldWidth(name)));
  const found = [...text.normalize('NFKC').matchAll(numbers)].map(([whole]) => whole);
  return [...new Set([...named, ...found])];
}

function foldWidth(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s/g, '');
}
