import { addUser } from '../../casework/users/add-user.js';
import { invitePerson } from '../../casework/users/invitations.js';
import { askPassphrase } from '../ask-passphrase.js';
import type { ExitCode } from '../run-command.js';
import { withRecord } from '../with-record.js';
import { type AsAdministrator, asAdministrator } from './as-administrator.js';
import { tellInvitation } from './tell-links.js';

export interface AddUserOptions extends AsAdministrator {
  readonly name: string;
  readonly role: string;
  readonly credential: string;
  readonly organisation: string;
}

/** `guazheng user add USERNAME --name NAME --role ROLE [--credential NUMBER] [--as ADMINISTRATOR]` */
export function addPerson(username: string, options: AddUserOptions): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    const { name, role, credential: credentialNumber, organisation: organisationId } = options;
    const person = { username, name, role, credentialNumber, organisationId };
    await asAdministrator(database, options, async (by) => {
      if (by === undefined) {
        const passphrase = await askPassphrase(`Passphrase for ${username}: `);
        await addUser(database, { ...person, passphrase }, new Date());
        process.stdout.write(`${username} (${name}) is ${role} now.\n`);
      } else tellInvitation(username, await invitePerson(database, person, new Date(), by));
    });
    return 0;
  });
}
