import { InputError, RefusedError } from '../../contracts/errors.js';
import type { Transaction } from '../../prisma/open-database.js';
import { endStates } from './transitions.js';

/** An advertisement that a case may rest on. */
export interface ConfirmedPosting {
  readonly id: string;
  readonly agency: { readonly id: string; readonly name: string; readonly creditCode: string | null } | null;
}

/**
 * Advertisements of these organisations' platforms, each confirmed by two persons and in no other case that goes on.
 * @throws InputError `posting_unknown`; RefusedError `posting_unconfirmed`, `posting_in_case`
 */
export async function requireConfirmed(
  transaction: Transaction,
  postingIds: readonly string[],
  jurisdiction: readonly string[],
  caseId: string | null,
): Promise<readonly ConfirmedPosting[]> {
  const ids = [...new Set(postingIds)];
  if (ids.length === 0) return [];
  // Two who put one posting into two cases at once are put in an order.
  await transaction.$queryRaw`SELECT "id" FROM "Posting" WHERE "id" = ANY(${ids}) ORDER BY "id" FOR NO KEY UPDATE`;
  const postings = await transaction.posting.findMany({
    where: { id: { in: ids }, platform: { organisationId: { in: [...jurisdiction] } } },
    select: {
      id: true,
      agency: { select: { id: true, name: true, creditCode: true } },
      reviewTasks: { where: { outcome: 'confirmed', stage: 'closed' }, select: { id: true }, take: 1 },
      cases: {
        where: { caseId: { not: caseId ?? '' }, case: { state: { notIn: [...endStates] } } },
        select: { case: { select: { year: true, number: true } } },
      },
    },
  });
  const missing = ids.find((id) => !postings.some((posting) => posting.id === id));
  if (missing !== undefined) throw new InputError('posting_unknown', `There is no posting ${missing}.`);
  for (const { id, reviewTasks, cases } of postings) {
    if (reviewTasks.length === 0)
      throw new RefusedError('posting_unconfirmed', `The posting ${id} has not been confirmed by two persons yet.`);
    const [other] = cases;
    if (other !== undefined)
      throw new RefusedError(
        'posting_in_case',
        `The posting ${id} is in the case 〔${other.case.year}〕${other.case.number}号, which goes on.`,
      );
  }
  return postings;
}

/** Advertisements that a case rests on from now on; those that it has already stay as they are. */
export async function addPostings(
  transaction: Transaction,
  caseId: string,
  postingIds: readonly string[],
  addedAt: Date,
): Promise<void> {
  await transaction.casePosting.createMany({
    data: [...new Set(postingIds)].map((postingId) => ({ caseId, postingId, addedAt })),
    skipDuplicates: true,
  });
}
