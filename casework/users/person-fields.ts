import { InputError } from '../../contracts/errors.js';
import { role as knownRole, type Role } from '../../contracts/roles.js';

/** What is written down of a person who is added. */
export interface PersonFields {
  readonly username: string;
  readonly name: string;
  /** 执法证号; empty where the person has none. */
  readonly credentialNumber: string;
  readonly role: string;
  readonly organisationId: string;
}

/** @throws InputError naming the first field that is unusable */
export function readPerson(fields: PersonFields): PersonFields & { readonly role: Role } {
  const { username, organisationId } = fields;
  if (!isUsername(username))
    throw new InputError(
      'username_unusable',
      `The user name «${username}» is not of 2 to 40 small letters, digits, dots, hyphens and underscores.`,
    );
  const name = fields.name.trim();
  if (!/^[^\p{Cc}\p{Cs}]{1,100}$/u.test(name))
    throw new InputError('name_unusable', 'The name of the person is empty, too long or holds control characters.');
  const credentialNumber = fields.credentialNumber.trim();
  if (!/^[\p{L}\p{N}-]{0,40}$/u.test(credentialNumber))
    throw new InputError(
      'credential_unusable',
      `The credential number «${fields.credentialNumber}» holds more than letters, digits and hyphens.`,
    );
  return { username, name, credentialNumber, role: readRole(fields.role), organisationId };
}

export function isUsername(username: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{1,39}$/.test(username);
}

/** @throws InputError when there is no such role */
export function readRole(role: string): Role {
  const known = knownRole.safeParse(role);
  if (!known.success)
    throw new InputError('role_unknown', `There is no role «${role}»; give one of ${knownRole.options.join(', ')}.`);
  return known.data;
}
