/** Words that stand where others stood; one of the two may be empty. */
export interface Passage {
  readonly before: string;
  readonly after: string;
}

/** Most clauses removed or added that are told apart; texts that differ more are one passage. Bounds time and memory (N·D and D²). */
const mostEdits = 100;

/**
 * The passages in which two texts differ, in their order, whole clauses at a time (they end at a line break or a mark).
 * By the shortest edit script: E. W. Myers, An O(ND) Difference Algorithm and Its Variations, Algorithmica 1, 1986.
 */
export function changedPassages(before: string, after: string): Passage[] {
  const old = clausesOf(before);
  const fresh = clausesOf(after);
  let start = 0;
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start++;
  let end = 0;
  while (
    end < old.length - start &&
    end < fresh.length - start &&
    old[old.length - 1 - end] === fresh[fresh.length - 1 - end]
  )
    end++;
  return passagesOf(old.slice(start, old.length - end), fresh.slice(start, fresh.length - end));
}

function clausesOf(text: string): string[] {
  return text.match(/[^\n。！？；，、,;!?]*[\n。！？；，、,;!?]|[^\n。！？；，、,;!?]+$/g) ?? [];
}

function passagesOf(old: readonly string[], fresh: readonly string[]): Passage[] {
  if (old.length === 0 && fresh.length === 0) return [];
  const kept = keptClauses(old, fresh);
  const passages: Passage[] = [];
  let [x, y] = [0, 0];
  for (const [keptX, keptY] of [...kept, [old.length, fresh.length] as const]) {
    if (keptX > x || keptY > y)
      passages.push({ before: old.slice(x, keptX).join(''), after: fresh.slice(y, keptY).join('') });
    [x, y] = [keptX + 1, keptY + 1];
  }
  return passages;
}

/** Places of the clauses that both texts have, along the shortest edit script; none where that is too long. */
function keptClauses(old: readonly string[], fresh: readonly string[]): (readonly [number, number])[] {
  const furthest = new Int32Array(2 * mostEdits + 3);
  const centre = mostEdits + 1;
  const trace: Int32Array[] = [];
  const goesDown = (from: Int32Array, d: number, k: number): boolean =>
    k === -d || (k !== d && (from[centre + k - 1] ?? 0) < (from[centre + k + 1] ?? 0));
  for (let d = 0; d <= mostEdits; d++) {
    trace.push(furthest.slice());
    for (let k = -d; k <= d; k += 2) {
      let x = goesDown(furthest, d, k) ? (furthest[centre + k + 1] ?? 0) : (furthest[centre + k - 1] ?? 0) + 1;
      while (x < old.length && x - k < fresh.length && old[x] === fresh[x - k]) x++;
      furthest[centre + k] = x;
      if (x >= old.length && x - k >= fresh.length) return walkBack(trace, old.length, fresh.length);
    }
  }
  return [];

  function walkBack(steps: readonly Int32Array[], endX: number, endY: number): (readonly [number, number])[] {
    const kept: (readonly [number, number])[] = [];
    let [x, y] = [endX, endY];
    for (let d = steps.length - 1; d >= 0; d--) {
      const from = steps[d] ?? furthest;
      const k = x - y;
      const previousK = goesDown(from, d, k) ? k + 1 : k - 1;
      const previousX = d === 0 ? 0 : (from[centre + previousK] ?? 0);
      const previousY = d === 0 ? 0 : previousX - previousK;
      while (x > previousX && y > previousY) kept.push([--x, --y]);
      [x, y] = [previousX, previousY];
    }
    return kept.reverse();
  }
}
