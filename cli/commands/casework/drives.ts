import type { Command } from 'commander';
import { json } from '../../option-values.js';
import { runCommand } from '../../run-command.js';
import { actingAs } from './acting-as.js';

/** Campaigns of enforcement (专项整治). */
export function addDrives(program: Command): void {
  const drive = program.command('drive').description('campaigns of enforcement (专项整治)');
  drive
    .command('enter')
    .description('enter a plan with its stages and reports; casework/drives/hubei-2018.yaml is an example')
    .argument('<file>', 'YAML')
    .requiredOption(...actingAs)
    .action((file, options) => runCommand(async () => (await import('../../drive/enter.js')).enter(file, options)));
  drive
    .command('show')
    .description('the stages that run, whether there is leniency, and the reports that are due soon')
    .option('--on <day>', 'on another day than today, as in 2026-03-05')
    .option('--organisation <id>', 'for whom (the one that is below no other)')
    .option(...json)
    .action((options) => runCommand(async () => (await import('../../drive/show.js')).show(options)));
}
