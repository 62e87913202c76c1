import { changeRole, disableUser, resetSecondFactor } from '../../casework/users/change-user.js';
import { inviteAgain } from '../../casework/users/invitations.js';
import type { ExitCode } from '../run-command.js';
import { withRecord } from '../with-record.js';
import { type AsAdministrator, asAdministrator } from './as-administrator.js';
import { tellInvitation } from './tell-links.js';

/** `guazheng user disable USERNAME`: the person cannot log in any more; what they decided stays. */
export function disablePerson(username: string, options: AsAdministrator): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    await asAdministrator(database, options, (by) => disableUser(database, { username }, new Date(), by));
    process.stdout.write(`${username} cannot log in any more.\n`);
    return 0;
  });
}

/** `guazheng user role USERNAME ROLE` */
export function changePersonsRole(username: string, role: string, options: AsAdministrator): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    await asAdministrator(database, options, (by) => changeRole(database, { username }, role, new Date(), by));
    process.stdout.write(`${username} is ${role} now.\n`);
    return 0;
  });
}

/** `guazheng user reset-second-factor USERNAME`: for a telephone that is lost with its backup codes. */
export function resetPersonsSecondFactor(username: string, options: AsAdministrator): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    await asAdministrator(database, options, (by) => resetSecondFactor(database, { username }, new Date(), by));
    process.stdout.write(`${username} logs in by the passphrase alone now, and is logged out everywhere.\n`);
    return 0;
  });
}

/** `guazheng user invite USERNAME`: a new link, for a passphrase that is forgotten or a link that has expired. */
export function invitePersonAgain(username: string, options: AsAdministrator): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    await asAdministrator(database, options, async (by) =>
      tellInvitation(username, await inviteAgain(database, { username }, new Date(), by)),
    );
    return 0;
  });
}
