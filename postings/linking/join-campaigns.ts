import { DisjointSets } from './disjoint-sets.js';

/** Two suspicious postings that belong to one broker. */
export type Link = readonly [postingId: string, otherId: string];

export interface JoinedCampaigns {
  /** Campaigns that are new. */
  readonly created: readonly string[];
  /** Campaigns found to be part of another. */
  readonly merged: readonly { readonly id: string; readonly intoId: string }[];
  /** The campaign of each posting that had none. */
  readonly joined: ReadonlyMap<string, string>;
}

/**
 * Brings postings that links connect into one campaign. Of several the one with most postings takes in the others, the oldest of
 * equal ones, so that a posting moves at most log₂ n times. Which postings are together does not depend on the order of links or calls.
 *
 * @param campaignOf the campaign of each linked posting that has one; never a merged one
 * @param sizeOf how many postings a campaign has
 * @param newId gives the id of a new campaign
 */
export function joinCampaigns(
  links: readonly Link[],
  campaignOf: ReadonlyMap<string, string>,
  sizeOf: ReadonlyMap<string, number>,
  newId: () => string,
): JoinedCampaigns {
  const sets = new DisjointSets();
  for (const [a, b] of links) sets.union(`p${a}`, `p${b}`);
  for (const [a, b] of links) {
    for (const posting of [a, b]) {
      const campaign = campaignOf.get(posting);
      if (campaign !== undefined) sets.union(`p${posting}`, `c${campaign}`);
    }
  }
  const created: string[] = [];
  const merged: { id: string; intoId: string }[] = [];
  const joined = new Map<string, string>();
  for (const set of sets.sets()) {
    const campaigns = set.filter((member) => member.startsWith('c')).map((member) => member.slice(1));
    campaigns.sort((a, b) => (sizeOf.get(b) ?? 0) - (sizeOf.get(a) ?? 0) || (a < b ? -1 : 1));
    const [largest = newId(), ...smaller] = campaigns;
    if (campaigns.length === 0) created.push(largest);
    for (const id of smaller) merged.push({ id, intoId: largest });
    for (const member of set) {
      const posting = member.slice(1);
      if (member.startsWith('p') && !campaignOf.has(posting)) joined.set(posting, largest);
    }
  }
  return { created, merged, joined };
}
