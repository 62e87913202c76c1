import type { Database } from '../../prisma/open-database.js';
import { decidedPairs, pairOf } from './agency-groups.js';
import { agenciesWithin } from './within-jurisdiction.js';

/** Two names that may be one agency, and what a person decided last. */
export interface ListedMatch {
  readonly agency: { readonly id: string; readonly name: string };
  readonly other: { readonly id: string; readonly name: string };
  readonly ground: string;
  /** 0 to 1 */
  readonly similarity: number;
  readonly decision: 'same_as' | 'different_from' | null;
}

/**
 * Matches that postings/agencies has suggested between names that are both seen from here: those that nobody has decided first, the likest
 * before the others.
 *
 * @param agencyIds only those of one of these names; of all without them
 */
export async function listMatches(
  database: Database,
  jurisdiction: readonly string[],
  { agencyIds, limit }: { readonly agencyIds?: readonly string[]; readonly limit: number },
): Promise<readonly ListedMatch[]> {
  const seen = agenciesWithin(jurisdiction);
  const named = { select: { id: true, name: true } };
  const [matches, decisions] = await Promise.all([
    database.agencyMatch.findMany({
      where: {
        ...{ agency: seen, other: seen },
        ...(agencyIds === undefined
          ? {}
          : { OR: [{ agencyId: { in: [...agencyIds] } }, { otherId: { in: [...agencyIds] } }] }),
      },
      orderBy: [{ similarity: 'desc' }, { createdAt: 'desc' }],
      select: { ground: true, similarity: true, agency: named, other: named },
    }),
    database.agencyDecision.findMany({
      where: { kind: { in: ['same_as', 'different_from'] } },
      select: { id: true, kind: true, agencyId: true, otherId: true },
    }),
  ]);
  const decided = decidedPairs(decisions);
  const listed = matches.map((match): ListedMatch => {
    const kind = decided.get(pairOf(match.agency.id, match.other.id))?.kind;
    return { ...match, decision: kind === 'same_as' || kind === 'different_from' ? kind : null };
  });
  return [
    ...listed.filter(({ decision }) => decision === null),
    ...listed.filter(({ decision }) => decision !== null),
  ].slice(0, limit);
}
