import { v7 as newId } from 'uuid';
import { InputError, RefusedError } from '../../contracts/errors.js';
import type { PackageDecisions } from '../../contracts/evidence-package.js';
import { category } from '../../contracts/verdict.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Database, Transaction } from '../../prisma/open-database.js';
import type { OpenSession } from '../users/open-session.js';
import { decidingRoles } from '../users/roles.js';

export type RecordedReview = PackageDecisions['reviews'][number];

export interface NewReview {
  readonly postingVersionId: string;
  readonly decision: RecordedReview['decision'];
  /** Of a confirmation, those of the verdict where there are none. */
  readonly categories: readonly string[];
  /** Articles cited, as evidence/law names them. */
  readonly articles: readonly string[];
  readonly note: string;
}

/**
 * Records what a person decides on a posting's words. The first decision is a review; one by another person after a confirmation is the
 * second review. Row and ledger entry are one transaction; the entry's hash is over what is recorded, the person included.
 *
 * @throws RefusedError `role_insufficient`; `same_person` when who decided first would decide again;
 *   InputError `posting_unknown`, `category_unknown`
 */
export async function recordReview(
  database: Database,
  session: OpenSession,
  review: NewReview,
  now: Date,
): Promise<RecordedReview> {
  const { person } = session;
  if (!decidingRoles.includes(person.role))
    throw new RefusedError('role_insufficient', `${person.name} is ${person.role} and may not decide on postings.`);
  const { postingVersionId, decision, note } = review;
  for (const one of review.categories) {
    if (!category.safeParse(one).success)
      throw new InputError(
        'category_unknown',
        `There is no category «${one}»; give one of ${category.options.join(', ')}.`,
      );
  }
  return database.$transaction(async (transaction) => {
    // Two who decide at once are put in an order.
    const [version] = await transaction.$queryRaw<unknown[]>`
      SELECT 1 FROM "PostingVersion" WHERE "id" = ${postingVersionId} FOR NO KEY UPDATE`;
    if (version === undefined)
      throw new InputError('posting_unknown', `There is no posting version ${postingVersionId}.`);
    const newest = await transaction.review.findFirst({
      where: { postingVersionId },
      orderBy: { id: 'desc' },
      select: { stage: true, decision: true, userId: true },
    });
    const isSecond = newest !== null && newest.decision === 'confirmed' && newest.stage === 'first';
    if (isSecond && newest.userId === person.id)
      throw new RefusedError(
        'same_person',
        `${person.name} confirmed this posting first; the second review is another person's.`,
      );
    const recorded: RecordedReview = {
      ...{ id: newId(), stage: isSecond ? 'second' : 'first', decision, note, by: person },
      ...{ categories: await categoriesOf(transaction, review), articles: [...review.articles] },
      ...{ sessionId: session.id, at: now.toISOString() },
    };
    const { at, by, ...columns } = recorded;
    await transaction.review.create({
      data: { ...columns, by: { ...by }, postingVersionId, userId: person.id, decidedAt: at },
    });
    const entry = {
      kind: 'review.recorded',
      subjectId: recorded.id,
      subjectSha256: sha256(canonicalJson({ ...recorded, by: { ...by } })),
    };
    await appendLedgerEntries(transaction, [entry], now);
    return recorded;
  });
}

/** Whoever confirms without naming categories confirms those of the verdict. */
async function categoriesOf(
  transaction: Transaction,
  { postingVersionId, decision, categories }: NewReview,
): Promise<string[]> {
  if (decision !== 'confirmed' || categories.length > 0) return [...categories];
  const verdict = await transaction.verdict.findFirst({
    where: { postingVersionId },
    orderBy: { id: 'desc' },
    select: { categories: true },
  });
  return verdict?.categories ?? [];
}
