import type { ParsedLexiconFile, Place, Problem } from './parse-lexicon-file.js';

/** The files of a lexicon as one value, as `readLexicon` joins them, with the way back to file and line. */
export interface JoinedLexicon {
  readonly content: Readonly<Record<string, unknown>>;
  placeOf(path: readonly PropertyKey[], key?: string): Place;
  /** Keys that cannot be joined because two files hold them. */
  readonly problems: readonly Problem[];
}

/** @param files at least one; lists of the same key are joined in their order */
export function joinLexicon(files: readonly [ParsedLexiconFile, ...ParsedLexiconFile[]]): JoinedLexicon {
  const content: Record<string, unknown> = {};
  const problems: Problem[] = [];
  /** For each key the files that hold it, with the index of their first item in the joined list. */
  const holders = new Map<string, { file: ParsedLexiconFile; from: number }[]>();
  for (const file of files) {
    for (const [key, value] of Object.entries(file.content)) {
      const present = content[key];
      const held = holders.get(key);
      if (held !== undefined && !(Array.isArray(present) && Array.isArray(value))) {
        const first = held[0]?.file.file ?? '';
        problems.push({ ...file.placeOf([], key), problem: `键 «${key}» 在 ${first} 里已经有了` });
        continue;
      }
      const from = Array.isArray(present) ? present.length : 0;
      content[key] = Array.isArray(present) && Array.isArray(value) ? [...present, ...value] : value;
      holders.set(key, [...(held ?? []), { file, from }]);
    }
  }
  return {
    content,
    problems,
    placeOf(path, key) {
      const [top, index, ...rest] = path;
      const held = holders.get(String(top ?? key)) ?? [];
      const holder = typeof index === 'number' ? held.findLast(({ from }) => from <= index) : held[0];
      if (holder === undefined) return files[0].placeOf(path.slice(0, 0));
      return typeof index === 'number' && Array.isArray(content[String(top)])
        ? holder.file.placeOf([String(top), index - holder.from, ...rest], key)
        : holder.file.placeOf(path, key);
    },
  };
}
