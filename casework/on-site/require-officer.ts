import { RefusedError } from '../../contracts/errors.js';
import type { NamedPerson } from '../../contracts/evidence-record.js';
import { decidingRoles } from '../users/roles.js';

/** @throws RefusedError `role_insufficient`; `credential_missing`, for officers show theirs on site (人力资源市场暂行条例 34) */
export function requireOfficer({ name, role, credentialNumber }: NamedPerson): void {
  if (!decidingRoles.includes(role))
    throw new RefusedError('role_insufficient', `${name} is ${role} and makes no checks on site.`);
  if (credentialNumber === '')
    throw new RefusedError(
      'credential_missing',
      `${name} has no 执法证号 on record; checks on site are made by officers.`,
    );
}
