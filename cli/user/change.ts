import { changeRole, disableUser } from '../../casework/users/change-user.js';
import type { ExitCode } from '../run-command.js';
import { withRecord } from '../with-record.js';

/** `guazheng user disable USERNAME`: the person cannot log in any more; what they decided stays. */
export function disablePerson(username: string): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    await disableUser(database, username, new Date());
    process.stdout.write(`${username} cannot log in any more.\n`);
    return 0;
  });
}

/** `guazheng user role USERNAME ROLE` */
export function changePersonsRole(username: string, role: string): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    await changeRole(database, username, role, new Date());
    process.stdout.write(`${username} is ${role} now.\n`);
    return 0;
  });
}
