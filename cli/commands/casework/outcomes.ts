import type { Command } from 'commander';
import { count, json } from '../../option-values.js';
import { runCommand } from '../../run-command.js';
import { actingAs } from './acting-as.js';

/** What was done to persons and employers (处理结果). */
export function addOutcomes(program: Command): void {
  const outcome = program.command('outcome').description('what was done to persons and employers (处理结果)');
  outcome
    .command('record')
    .description('record what was done to a person or an employer')
    .requiredOption(...actingAs)
    .requiredOption('--kind <kind>', 'such as registration_revoked, bad_conduct, blacklisted, circular, spared')
    .option('--person <name>', 'of a person')
    .option('--employer <name>', 'of an employer')
    .option(
      '--identity-file <file>',
      'its first line is the identity number; as an option everybody on the machine could see it',
    )
    .requiredOption('--authority <name>', 'who decided')
    .option('--document <number>', 'under which document', '')
    .requiredOption('--decided <day>', 'when, as in 2026-03-05')
    .option('--ends <day>', 'the last day on which it holds')
    .option('--case <id>', 'the case that it belongs to')
    .option('--handoff <id>', 'the handoff that it answers')
    .option('--note <text>', 'what else is to be said', '')
    .action((options) => runCommand(async () => (await import('../../outcome/record.js')).record(options)));
  outcome
    .command('list')
    .description('the newest first; identity numbers are masked')
    .option('--kind <kind>', 'of one kind')
    .option('--limit <number>', 'at most so many', count, 50)
    .option(...json)
    .action((options) => runCommand(async () => (await import('../../outcome/list.js')).list(options)));
  outcome
    .command('withdraw')
    .description('take one back that was entered wrongly or set aside')
    .argument('<outcome>')
    .requiredOption(...actingAs)
    .requiredOption('--reason <text>', 'why')
    .action((id, options) => runCommand(async () => (await import('../../outcome/withdraw.js')).withdraw(id, options)));

  outcome
    .command('unmask')
    .description('the identity number of one in full; the ledger notes who was shown it, and the record why')
    .argument('<outcome>')
    .requiredOption(...actingAs)
    .requiredOption('--reason <text>', 'why')
    .option(...json)
    .action((id, options) => runCommand(async () => (await import('../../outcome/unmask.js')).unmask(id, options)));
}
