import { addUser } from '../../casework/users/add-user.js';
import { askPassphrase } from '../ask-passphrase.js';
import type { ExitCode } from '../run-command.js';
import { withRecord } from '../with-record.js';

export interface AddUserOptions {
  readonly name: string;
  readonly role: string;
  readonly credential: string;
  readonly organisation: string;
}

/** `guazheng user add USERNAME --name NAME --role ROLE [--credential NUMBER]`: the passphrase is asked for. */
export function addPerson(username: string, options: AddUserOptions): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    const passphrase = await askPassphrase(`Passphrase for ${username}: `);
    const { name, role, credential: credentialNumber, organisation: organisationId } = options;
    await addUser(database, { username, name, role, credentialNumber, organisationId, passphrase }, new Date());
    process.stdout.write(`${username} (${name}) is ${role} now.\n`);
    return 0;
  });
}
