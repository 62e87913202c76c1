/** Characters that several texts have in common, as long as they go, and the indices of those texts. */
export interface SharedRun {
  readonly run: string;
  readonly texts: readonly number[];
}

/**
 * Finds runs of at least `length` characters that two texts share: a phrase that its author copied, or one that everybody writes.
 * White space does not count. A run is given once, for all texts that share it whole; those shared by most come first, then the longest.
 */
export function findSharedRuns(texts: readonly string[], length: number): SharedRun[] {
  const bare = texts.map((text) => text.replace(/\s+/gu, ''));
  const holders = new Map<string, number[]>();
  for (const [index, text] of bare.entries()) {
    for (let at = 0; at + length <= text.length; at++) {
      const window = text.slice(at, at + length);
      const present = holders.get(window);
      if (present === undefined) holders.set(window, [index]);
      else if (present.at(-1) !== index) present.push(index);
    }
  }
  const textsOfRun = new Map<string, Set<number>>();
  for (const [index, text] of bare.entries()) {
    // Where the run that each later text shares with this one began.
    let open = new Map<number, number>();
    for (let at = 0; at + length <= text.length + 1; at++) {
      const held = at + length <= text.length ? (holders.get(text.slice(at, at + length)) ?? []) : [];
      const going = new Map<number, number>();
      for (const other of held) if (other > index) going.set(other, open.get(other) ?? at);
      for (const [other, start] of open) {
        if (going.has(other)) continue;
        for (const run of runsIn(bare[other] ?? '', text.slice(start, at - 1 + length), length)) {
          const sharing = textsOfRun.get(run) ?? new Set<number>();
          textsOfRun.set(run, sharing.add(index).add(other));
        }
      }
      open = going;
    }
  }
  return [...textsOfRun]
    .map(([run, sharing]) => ({ run, texts: [...sharing].sort((a, b) => a - b) }))
    .sort((a, b) => b.texts.length - a.texts.length || b.run.length - a.run.length || (a.run < b.run ? -1 : 1));
}

/** The parts of a candidate that the other text holds in one piece: windows that follow each other here may stand apart there. */
function runsIn(other: string, candidate: string, length: number): string[] {
  const runs: string[] = [];
  for (let start = 0; start + length <= candidate.length; ) {
    let end = start + length;
    while (end < candidate.length && other.includes(candidate.slice(start, end + 1))) end++;
    runs.push(candidate.slice(start, end));
    start = end - length + 1;
  }
  return runs;
}
