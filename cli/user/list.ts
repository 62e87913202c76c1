import type { ExitCode } from '../run-command.js';
import { table } from '../table.js';
import { withRecord } from '../with-record.js';

/** `guazheng user list`: who may log in, and as what. */
export function listUsers(options: { json?: boolean }): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    const users = await database.user.findMany({
      orderBy: { username: 'asc' },
      select: {
        username: true,
        name: true,
        credentialNumber: true,
        role: true,
        organisationId: true,
        disabledAt: true,
      },
    });
    if (options.json === true) process.stdout.write(`${JSON.stringify({ users })}\n`);
    else if (users.length === 0) process.stdout.write('Nobody has been added yet; «guazheng user add» does.\n');
    else
      process.stdout.write(
        table(
          ['user name', 'name', '执法证号', 'role', 'organisation', 'disabled'],
          users.map((user) => [
            ...[user.username, user.name, user.credentialNumber, user.role, user.organisationId],
            user.disabledAt === null ? '' : 'yes',
          ]),
        ),
      );
    return 0;
  });
}
