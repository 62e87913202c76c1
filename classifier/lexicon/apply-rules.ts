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
    if (rule.none.some((name) => findings.has(name))) continue;
    const alternative = rule.any.find((name) => findings.has(name));
    if (rule.any.length > 0 && alternative === undefined) continue;
    const places = placesOfAll(rule, findings);
    if (places === undefined) continue;
    const extra = alternative === undefined ? undefined : findings.get(alternative)?.[0];
    hits.push({ rule, places: extra === undefined ? places : [...places, extra] });
  }
  return hits;
}

function placesOfAll(rule: Rule, findings: Findings): Found[] | undefined {
  const lists: Found[][] = [];
  for (const name of rule.all) {
    const list = findings.get(name);
    if (list === undefined) return undefined;
    lists.push(list);
  }
  if (rule.within === undefined || lists.length === 1)
    return lists.map((list) => list[0]).filter((found) => found !== undefined);
  return closestTogether(lists, rule.within);
}

/**
 * The smallest window of one field that holds one of each list, by advancing whichever list is furthest behind;
 * undefined if even that is longer than `within` characters.
 */
function closestTogether(lists: readonly Found[][], within: number): Found[] | undefined {
  const at = lists.map(() => 0);
  let best: Found[] | undefined;
  let bestWidth = within + 1;
  for (;;) {
    const current: Found[] = [];
    let behind = 0;
    for (const [index, list] of lists.entries()) {
      const found = list[at[index] ?? 0];
      if (found === undefined) return best;
      current.push(found);
      if (comesBefore(found, current[behind])) behind = index;
    }
    const field = current[0]?.field;
    if (current.every((found) => found.field === field)) {
      const width = Math.max(...current.map((found) => found.end)) - Math.min(...current.map((found) => found.start));
      if (width < bestWidth) {
        best = current;
        bestWidth = width;
      }
    }
    at[behind] = (at[behind] ?? 0) + 1;
  }
}

function comesBefore(a: Found, b: Found | undefined): boolean {
  if (b === undefined) return false;
  return a.field < b.field || (a.field === b.field && a.start < b.start);
}
