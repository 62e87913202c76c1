import type { Findings, Found } from './find-terms.js';
import type { Rule } from './schema.js';

/** A rule that holds for a posting, with the places that made it hold: one of each group in `all`, and of one in `any`. */
export interface RuleHit {
  readonly rule: Rule;
  readonly places: readonly Found[];
}

export function applyRules(rules: readonly Rule[], findings: Findings): RuleHit[] {
  const hits: RuleHit[] = [];
  for (const rule of rules) {
    const { all, any, none, within } = rule;
    // What most rules lack is the first thing that they need: it is asked before anything is made.
    const lists = listsOf(all, findings);
    if (lists === undefined || none.some((name) => findings.has(name))) continue;
    const alternative = any.find((name) => findings.has(name));
    if (any.length > 0 && alternative === undefined) continue;
    const places = within === undefined || lists.length === 1 ? firstOfEach(lists) : closestTogether(lists, within);
    if (places === undefined) continue;
    const extra = alternative === undefined ? undefined : findings.get(alternative)?.[0];
    hits.push({ rule, places: extra === undefined ? places : [...places, extra] });
  }
  return hits;
}

/** What was found of each; undefined where nothing was of one. */
function listsOf(names: readonly string[], findings: Findings): (readonly Found[])[] | undefined {
  for (const name of names) if (!findings.has(name)) return undefined;
  return names.map((name) => findings.get(name) ?? []);
}

function firstOfEach(lists: readonly (readonly Found[])[]): Found[] {
  return lists.map(([first]) => first).filter((found) => found !== undefined);
}

/**
 * The smallest window of one field that holds one of each list, by advancing whichever list is furthest behind;
 * undefined if even that is longer than `within` characters.
 */
function closestTogether(lists: readonly (readonly Found[])[], within: number): Found[] | undefined {
  const current = firstOfEach(lists);
  const at = new Array<number>(lists.length).fill(0);
  let best: Found[] | undefined;
  let bestWidth = within + 1;
  for (;;) {
    const width = widthOf(current);
    if (width < bestWidth) {
      best = current.slice();
      bestWidth = width;
    }
    let behind = 0;
    for (let index = 1; index < current.length; index++)
      if (comesBefore(current[index], current[behind])) behind = index;
    const next = (at[behind] ?? 0) + 1;
    const found = lists[behind]?.[next];
    if (found === undefined) return best;
    at[behind] = next;
    current[behind] = found;
  }
}

/** Characters from the first to the last of some places; endless where they are not in one field. */
function widthOf(places: readonly Found[]): number {
  let start = Infinity;
  let end = 0;
  for (const place of places) {
    if (place.field !== places[0]?.field) return Infinity;
    start = Math.min(start, place.start);
    end = Math.max(end, place.end);
  }
  return end - start;
}

function comesBefore(a: Found | undefined, b: Found | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.field < b.field || (a.field === b.field && a.start < b.start);
}
