import type { NamedPerson } from '../../contracts/evidence-record.js';
import { type Act, isOfficerOf } from './is-officer-of.js';

/**
 * Whether a person may take back a check on site, so that as many stand behind that as behind the check: one that waits, who recorded it;
 * one that two officers confirmed, a supervisor who is neither of them.
 * @param accounts all accounts of the person
 */
export function mayWithdraw(
  first: Act,
  second: Act | null,
  person: Pick<NamedPerson, 'credentialNumber' | 'role'>,
  accounts: readonly string[],
): boolean {
  return second === null
    ? isOfficerOf(first, person, accounts)
    : person.role === 'supervisor' && ![first, second].some((act) => isOfficerOf(act, person, accounts));
}
