/** Another text and how alike it is: shared character 3-grams as a part of all of both (Jaccard), 0 to 1. */
export interface Neighbour {
  readonly index: number;
  readonly similarity: number;
}

export interface TextNeighbours {
  /** For each text the one most like it, the first of several; undefined where no other text shares a 3-gram. */
  readonly nearest: readonly (Neighbour | undefined)[];
  /** Pairs at least `close` alike, the most alike first; `first` < `second`. */
  readonly pairs: readonly { readonly first: number; readonly second: number; readonly similarity: number }[];
}

/** Compares every text with every other one through an index of their distinct 3-grams. White space does not count. */
export function findTextNeighbours(texts: readonly string[], close: number): TextNeighbours {
  const held = texts.map(trigramsOf);
  const holders = new Map<string, number[]>();
  const nearest: (Neighbour | undefined)[] = texts.map(() => undefined);
  const pairs: { first: number; second: number; similarity: number }[] = [];
  for (const [second, trigrams] of held.entries()) {
    const shared = new Map<number, number>();
    for (const trigram of trigrams) {
      const earlier = holders.get(trigram);
      for (const first of earlier ?? []) shared.set(first, (shared.get(first) ?? 0) + 1);
      if (earlier === undefined) holders.set(trigram, [second]);
      else earlier.push(second);
    }
    for (const [first, common] of [...shared].sort(([a], [b]) => a - b)) {
      const similarity = common / ((held[first]?.size ?? 0) + trigrams.size - common);
      if (similarity > (nearest[first]?.similarity ?? 0)) nearest[first] = { index: second, similarity };
      if (similarity > (nearest[second]?.similarity ?? 0)) nearest[second] = { index: first, similarity };
      if (similarity >= close) pairs.push({ first, second, similarity });
    }
  }
  pairs.sort((a, b) => b.similarity - a.similarity || a.first - b.first || a.second - b.second);
  return { nearest, pairs };
}

/** The distinct 3-grams of a text; a text of one or two characters is its own only one. */
function trigramsOf(text: string): Set<string> {
  const bare = text.replace(/\s+/gu, '');
  const trigrams = new Set<string>();
  for (let at = 0; at + 3 <= bare.length; at++) trigrams.add(bare.slice(at, at + 3));
  if (trigrams.size === 0 && bare !== '') trigrams.add(bare);
  return trigrams;
}
