/** A line to be written on by hand. */
export const blank = '__________';
/** What a page or a record does not say. */
const notShown = '未显示';

/** What a person could have written and did not. */
export const notWritten = '未填写';

/** The longest value that a document prints in full, in characters: about a page and a half of a table's column. */
const longestValue = 2000;

/** A value as a document prints it: the beginning where it is very long, and then where all of it is to be found. */
export function abridged(text: string): string {
  const characters = [...text];
  if (characters.length <= longestValue) return text;
  return `${characters.slice(0, longestValue).join('')}……（以下从略，共${grouped(characters.length)}个字符，全文见采集记录）`;
}

/** `1,234,567` */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

export function orNotShown(text: string | null): string {
  return text === null || text.trim() === '' ? notShown : abridged(text);
}

export function orBlank(text: string | null | undefined): string {
  return text === undefined || text === null || text.trim() === '' ? blank : abridged(text);
}
