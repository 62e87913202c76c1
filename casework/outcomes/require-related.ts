import { InputError } from '../../contracts/errors.js';
import type { Transaction } from '../../prisma/open-database.js';
import type { Decider } from '../reviews/decider.js';

type Reader = Pick<Decider, 'person' | 'jurisdiction'>;

/**
 * The organisation that something is entered for: the one that is named, or the person's own.
 * @throws InputError `organisation_unknown` outside their jurisdiction
 */
export async function requireOrganisation(
  transaction: Transaction,
  { person, jurisdiction }: Reader,
  given: string | undefined,
): Promise<string> {
  const { organisationId } =
    given === undefined
      ? await transaction.user.findUniqueOrThrow({ where: { id: person.id }, select: { organisationId: true } })
      : { organisationId: given };
  if (jurisdiction.includes(organisationId)) return organisationId;
  throw new InputError('organisation_unknown', `There is no organisation ${organisationId}.`);
}

/** @throws InputError `case_unknown` also for one outside the jurisdiction */
export async function requireCase(
  transaction: Transaction,
  { jurisdiction }: Pick<Reader, 'jurisdiction'>,
  caseId: string,
): Promise<void> {
  const found = await transaction.case.count({ where: { id: caseId, organisationId: { in: [...jurisdiction] } } });
  if (found === 0) throw new InputError('case_unknown', `There is no case ${caseId}.`);
}

/** @throws InputError `handoff_unknown` also for one outside the jurisdiction */
export async function requireHandoff(
  transaction: Transaction,
  { jurisdiction }: Pick<Reader, 'jurisdiction'>,
  handoffId: string,
): Promise<void> {
  const found = await transaction.handoff.count({
    where: { id: handoffId, organisationId: { in: [...jurisdiction] } },
  });
  if (found === 0) throw new InputError('handoff_unknown', `There is no handoff ${handoffId}.`);
}
