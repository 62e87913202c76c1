import type { Command } from 'commander';
import { json } from '../option-values.js';
import { runCommand } from '../run-command.js';

const asAdministrator = [
  '--as <name>',
  'user name of the administrator who does it; the passphrase is asked for',
] as const;

/** Who may log in. */
export function addPeople(program: Command): void {
  const user = program.command('user').description('the people who decide');
  user
    .command('add')
    .description(
      'add a person: an administrator gets a link by which the person chooses a passphrase; before there is one, the passphrase is asked for',
    )
    .argument('<username>')
    .requiredOption('--name <name>', 'the person’s name')
    .requiredOption('--role <role>', 'operator, reviewer, supervisor, auditor or administrator')
    .option('--credential <number>', '执法证号, for officers', '')
    .option('--organisation <id>', 'whom the person works for', 'default')
    .option(...asAdministrator)
    .action((name, options) => runCommand(async () => (await import('../user/add.js')).addPerson(name, options)));
  user
    .command('list')
    .description('who may log in, and as what')
    .option(...json)
    .action((options) => runCommand(async () => (await import('../user/list.js')).listUsers(options)));
  user
    .command('invite')
    .description('a new link for a person to choose a passphrase; the one before is dead')
    .argument('<username>')
    .option(...asAdministrator)
    .action((name, options) =>
      runCommand(async () => (await import('../user/change.js')).invitePersonAgain(name, options)),
    );
  user
    .command('disable')
    .description('let a person log in no more; what they decided stays')
    .argument('<username>')
    .option(...asAdministrator)
    .action((name, options) =>
      runCommand(async () => (await import('../user/change.js')).disablePerson(name, options)),
    );
  user
    .command('reset-second-factor')
    .description('end the second factor of a person who has lost it; they are logged out everywhere')
    .argument('<username>')
    .option(...asAdministrator)
    .action((name, options) =>
      runCommand(async () => (await import('../user/change.js')).resetPersonsSecondFactor(name, options)),
    );
  user
    .command('role')
    .description('give a person another role')
    .argument('<username>')
    .argument('<role>')
    .option(...asAdministrator)
    .action((name, role, options) =>
      runCommand(async () => (await import('../user/change.js')).changePersonsRole(name, role, options)),
    );
}
