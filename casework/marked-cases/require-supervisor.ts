import { RefusedError } from '../../contracts/errors.js';
import type { NamedPerson } from '../../contracts/evidence-record.js';

/** @throws RefusedError `role_insufficient` */
export function requireSupervisor({ name, role }: NamedPerson): void {
  if (role !== 'supervisor')
    throw new RefusedError('role_insufficient', `${name} is ${role}; cases are watched by supervisors.`);
}
