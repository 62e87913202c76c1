import { DisjointSets } from '../../postings/linking/disjoint-sets.js';

/** What a person decided about two names. */
export interface PairDecision {
  /** Ids in the order of time. */
  readonly id: string;
  readonly kind: string;
  readonly agencyId: string;
  readonly otherId: string | null;
}

/** The same for a pair in either order. */
export function pairOf(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

/** Of each pair of names the newest decision that the two are one, or are not. */
export function decidedPairs<D extends PairDecision>(decisions: readonly D[]): ReadonlyMap<string, D> {
  const newest = new Map<string, D>();
  for (const decision of decisions) {
    const { kind, agencyId, otherId } = decision;
    if (otherId === null || (kind !== 'same_as' && kind !== 'different_from')) continue;
    const pair = pairOf(agencyId, otherId);
    const known = newest.get(pair);
    if (known === undefined || known.id < decision.id) newest.set(pair, decision);
  }
  return newest;
}

/**
 * The names that go together by what people decided: a name with all that are the same as it, directly or through others. A pair that is
 * told apart may still be joined through a third name; then one of the three decisions is wrong, and a person sees all three.
 *
 * @returns for a name that is in a group of two and more, all of the group's names, sorted
 */
export function groupAgencies(decisions: readonly PairDecision[]): ReadonlyMap<string, readonly string[]> {
  const sets = new DisjointSets();
  for (const { kind, agencyId, otherId } of decidedPairs(decisions).values())
    if (kind === 'same_as' && otherId !== null) sets.union(agencyId, otherId);
  const groups = new Map<string, readonly string[]>();
  for (const set of sets.sets()) {
    const members = [...set].sort();
    for (const member of members) groups.set(member, members);
  }
  return groups;
}
