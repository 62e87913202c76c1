import { type NamedPerson, namedPerson } from '../../contracts/evidence-record.js';
import type { Prisma } from '../../prisma/open-database.js';

/** An act of an officer: whose account it was, and the person as they were then. */
export interface Act {
  readonly userId: string;
  readonly by: Prisma.JsonValue;
}

/**
 * Whether an act was this person's, by whatever account of theirs.
 * @param accounts all accounts of the person
 */
export function isOfficerOf(
  { userId, by }: Act,
  { credentialNumber }: Pick<NamedPerson, 'credentialNumber'>,
  accounts: readonly string[],
): boolean {
  const then = namedPerson.parse(by).credentialNumber;
  return accounts.includes(userId) || (then !== '' && then === credentialNumber);
}
