/** `words` with the wildcards of SQL's LIKE (`%`, `_`, `\`) made literal: Prisma's `contains` passes them through. */
export const literally = (words: string) => words.replace(/[\\%_]/g, '\\$&');
