import { InputError, RefusedError } from '../../../contracts/errors.js';
import { type CaseRecord, newestStep } from '../case-record.js';
import { articleOf } from '../cited-law.js';
import { proposeLateFine } from '../late-fine.js';
import { readPenalties } from '../read-penalties.js';
import type { Penalty, StepFacts } from '../step-facts.js';
import type { Guard } from './guard.js';

/** What is proposed cites articles that are on record, and keeps to what they allow. */
export const refuseUnlawfulProposal: Guard<'propose_penalty'> = (found, { facts }) => {
  for (const citation of facts.basis) requireText(citation);
  requireGrounds(found, facts, facts.penalties);
};

/** What is decided keeps to the law, and is no heavier than what the party was told (行政处罚法 44, 45, 62). */
export const refuseUnlawfulDecision: Guard<'decide'> = (found, { facts }) => {
  const proposal = newestStep(found, 'propose_penalty');
  if (proposal === undefined) throw new RangeError(`The case ${found.id} is decided without a proposal.`);
  const { known } = proposal;
  for (const { kind, amountYuan = 0 } of facts.penalties) {
    const told = known.penalties.find((penalty) => penalty.kind === kind);
    if (told === undefined || amountYuan > (told.amountYuan ?? 0))
      throw new RefusedError('penalty_beyond_notice', `The party was not told of this ${kind}; it may not be heavier.`);
  }
  requireGrounds(found, known, facts.penalties);
};

type Grounds = Pick<StepFacts['propose_penalty'], 'unlawfulIncomeYuan' | 'serious' | 'basis'>;

function requireGrounds(
  found: CaseRecord,
  { unlawfulIncomeYuan, serious, basis }: Grounds,
  all: readonly Penalty[],
): void {
  const facts = { refused: newestStep(found, 'find_refusal') !== undefined, serious, income: unlawfulIncomeYuan > 0 };
  for (const { kind, amountYuan = 0 } of all) {
    if (kind === 'revocation' && !serious)
      throw new RefusedError('not_serious', 'A licence is revoked where the circumstances are serious (情节严重).');
    if (kind === 'confiscation' && amountYuan > unlawfulIncomeYuan)
      throw new InputError('confiscation_beyond_income', 'No more than the unlawful income is confiscated.');
    if (kind === 'fine') requireFine(amountYuan, basis, facts);
  }
}

/** A fine needs an article that gives one, its facts, and an amount within its range. */
function requireFine(
  amountYuan: number,
  basis: readonly string[],
  facts: Readonly<Record<'refused' | 'serious' | 'income', boolean>>,
): void {
  const cited = readPenalties().fines.filter((rule) => basis.includes(rule.basis));
  const grounded = cited.filter(({ needsOne }) => needsOne.some((fact) => facts[fact]));
  if (grounded.length === 0)
    throw new RefusedError(
      'fine_without_ground',
      `None of the articles cited gives a fine here: ${cited.map((rule) => `${rule.basis} takes ${rule.needsOne.join(' or ')}`).join('; ') || 'none is one on fines'}.`,
    );
  if (!grounded.some(({ leastYuan, mostYuan }) => amountYuan >= leastYuan && amountYuan <= mostYuan))
    throw new RefusedError(
      'fine_out_of_range',
      `A fine of ${amountYuan} yuan lies outside the range: ${grounded.map((rule) => `${rule.basis} ${rule.leastYuan}–${rule.mostYuan}`).join('; ')}.`,
    );
}

function requireText(citation: string): void {
  try {
    articleOf(citation);
  } catch (cause) {
    throw new InputError('article_unknown', `No article of law is named «${citation}».`, { cause });
  }
}

/** A decision is executed with what it orders: what was paid, and when the licence was taken back. */
export const refuseUnexecuted: Guard<'execute'> = (found, { facts }) => {
  const kinds = newestStep(found, 'decide')?.known.penalties.map(({ kind }) => kind) ?? [];
  if ((kinds.includes('fine') || kinds.includes('confiscation')) && facts.paidYuan === undefined)
    throw new InputError('payment_missing', 'The decision orders a payment: give paidYuan.');
  if (kinds.includes('revocation') && facts.revokedOn === undefined)
    throw new InputError('revocation_missing', 'The decision revokes the licence: give revokedOn.');
};

/** The decision was paid after it was served, and by the day of the step. */
export const refuseUntimelyPayment: Guard<'execute'> = (found, { facts: { paidOn }, occurredOn }) => {
  if (paidOn === undefined) return;
  const servedOn = newestStep(found, 'serve')?.known.servedOn ?? '';
  if (paidOn < servedOn || paidOn > occurredOn)
    throw new InputError(
      'payment_day',
      `The payment of ${paidOn} does not lie between ${servedOn}, when the decision was served, and ${occurredOn}.`,
    );
};

/** What is added to a fine keeps to the days by which it was paid late, or has not been paid yet, and to the fine itself (行政处罚法 72). */
export const refuseUnfoundedAddition: Guard<'execute'> = (found, { facts, occurredOn }) => {
  const { addedFineYuan = 0, paidYuan = 0, paidOn } = facts;
  if (addedFineYuan === 0) return;
  if (paidYuan > 0 && paidOn === undefined)
    throw new InputError('payment_day_missing', 'What is added counts to the day of the payment: give paidOn.');
  const until = paidYuan > 0 ? (paidOn ?? occurredOn) : occurredOn;
  const most = proposeLateFine(found, until)?.addedYuan ?? 0;
  if (addedFineYuan > most)
    throw new InputError(
      'added_fine_unfounded',
      `${addedFineYuan} yuan are added to the fine; by ${until} it is ${most} at most (行政处罚法 72).`,
    );
};

/** A decision that was published and falls is taken down, with the reason in public (行政处罚法 48). */
export const refuseStandingPublication: Guard<'withdraw'> = (found, { facts }) => {
  if (newestStep(found, 'publish') !== undefined && facts.publicationTakenDownOn === undefined)
    throw new InputError('publication_stands', 'The decision was published: give publicationTakenDownOn.');
};
