import type { Command } from 'commander';
import { collect, count, json } from '../../option-values.js';
import { runCommand } from '../../run-command.js';
import { actingAs } from './acting-as.js';

/** Cases (案件). */
export function addCases(program: Command): void {
  const cases = program.command('case').description('cases (案件), from a confirmed clue to the archive');
  cases
    .command('register')
    .description('register a clue as a case, with the next number')
    .requiredOption(...actingAs)
    .requiredOption('--origin <text>', 'where the clue came from')
    .option('--posting <id>', 'an advertisement that two persons confirmed', collect, [])
    .option('--path <path>', 'advertising, withholding of withheld credentials, or registration', 'advertising')
    .option('--lead <id>', 'a lead of a comparison that it begins with (path registration)', collect, [])
    .option('--check <id>', 'a confirmed check on site that it begins with (path registration)')
    .option('--subject <name>', 'whom it is against, where the advertisements name no agency or several')
    .option('--credit-code <code>', '统一社会信用代码 of that one')
    .option('--note <text>', 'in the officer’s own words', '')
    .option(...json)
    .action((options) => runCommand(async () => (await import('../../case/register.js')).register(options)));
  cases
    .command('list')
    .description('cases that go on, the newest first')
    .option('--state <state>', 'those in this state alone')
    .option('--all', 'those that have ended, too')
    .option('--limit <number>', 'at most so many', count, 50)
    .option(...json)
    .action((options) => runCommand(async () => (await import('../../case/list.js')).listRegisteredCases(options)));
  cases
    .command('show')
    .description('a case: its steps, deadlines, what may be done next')
    .argument('<case>', 'id, or number such as 2026-12')
    .option(...json)
    .action((named, options) => runCommand(async () => (await import('../../case/show.js')).show(named, options)));
  cases
    .command('step')
    .description('take a step; where it takes two officers another one confirms it')
    .argument('<case>')
    .argument('<action>', 'such as file, investigate, order_rectification')
    .requiredOption(...actingAs)
    .option('--facts <file>', 'what the action needs to be told, as YAML')
    .option('--set <key=value>', 'one of these facts', collect, [])
    .option('--on <day>', 'day on which it was done, such as 2027-06-30 (today without it)')
    .option('--note <text>', 'in the officer’s own words', '')
    .option(...json)
    .action((named, action, options) =>
      runCommand(async () => (await import('../../case/step.js')).step(named, action, options)),
    );
  cases
    .command('confirm')
    .description('confirm the step that waits, as the second officer')
    .argument('<case>')
    .requiredOption(...actingAs)
    .option('--note <text>', 'in the officer’s own words', '')
    .option(...json)
    .action((named, options) =>
      runCommand(async () => (await import('../../case/answer.js')).answer('confirmed', named, options)),
    );
  cases
    .command('take-back')
    .description('take the step that waits back')
    .argument('<case>')
    .requiredOption(...actingAs)
    .option('--note <text>', 'in the officer’s own words', '')
    .option(...json)
    .action((named, options) =>
      runCommand(async () => (await import('../../case/answer.js')).answer('withdrawn', named, options)),
    );
  cases
    .command('deadlines')
    .description('what is overdue, and what ends soon')
    .option('--days <number>', 'how many days ahead', count, 7)
    .option(...json)
    .action((options) => runCommand(async () => (await import('../../case/deadlines.js')).deadlines(options)));
}
