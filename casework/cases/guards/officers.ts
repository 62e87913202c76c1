import { RefusedError } from '../../../contracts/errors.js';
import type { NamedPerson } from '../../../contracts/evidence-record.js';
import { decidingRoles } from '../../users/roles.js';

/** @throws RefusedError `role_insufficient` for who does no casework */
export function requireRole({ name, role }: NamedPerson): void {
  if (!decidingRoles.includes(role))
    throw new RefusedError('role_insufficient', `${name} is ${role} and takes no step in a case.`);
}

/** @throws RefusedError `credential_missing`: of a step that takes two officers both show theirs (行政处罚法 42, 55) */
export function requireCredential({ name, credentialNumber }: NamedPerson): void {
  if (credentialNumber === '')
    throw new RefusedError('credential_missing', `${name} has no 执法证号 on record; this step is taken by officers.`);
}

/**
 * The second officer is another person than the first, whatever account they use, and a supervisor where the step asks for one.
 * @param accounts all accounts of the second
 * @throws RefusedError `role_insufficient`, `credential_missing`, `same_person`
 */
export function requireSecond(
  first: NamedPerson,
  second: NamedPerson,
  accounts: readonly string[],
  needed: 'officer' | 'supervisor',
): void {
  requireRole(second);
  requireCredential(second);
  if (accounts.includes(first.id) || first.credentialNumber === second.credentialNumber)
    throw new RefusedError('same_person', `${first.name} has taken this step; another officer confirms it.`);
  if (needed === 'supervisor' && second.role !== 'supervisor')
    throw new RefusedError('role_insufficient', `${second.name} is ${second.role}; a supervisor confirms this step.`);
}
