import type { Command } from 'commander';
import { count, json } from '../../option-values.js';
import { runCommand } from '../../run-command.js';
import { actingAs } from './acting-as.js';

/** Checks of who works where they are registered (到岗履职检查). */
export function addOnSite(program: Command): void {
  const onSite = program.command('on-site').description('checks of who works where they are registered (到岗履职检查)');
  onSite
    .command('record')
    .description('record what was found; it counts when another officer has confirmed it')
    .argument('<file>', 'YAML: unitName, unitCode, place, checkedOn, people, result (lead or cleared), note')
    .requiredOption(...actingAs)
    .option(...json)
    .action((file, options) => runCommand(async () => (await import('../../on-site/record.js')).record(file, options)));
  onSite
    .command('confirm')
    .description('say that it was so, as the second officer')
    .argument('<check>')
    .requiredOption(...actingAs)
    .action((id, options) => runCommand(async () => (await import('../../on-site/confirm.js')).confirm(id, options)));
  onSite
    .command('withdraw')
    .description(
      'take back one that was recorded wrongly, as who recorded it, or a confirmed one as another supervisor; it no longer counts',
    )
    .argument('<check>')
    .requiredOption(...actingAs)
    .requiredOption('--reason <text>', 'why')
    .action((id, options) => runCommand(async () => (await import('../../on-site/withdraw.js')).withdraw(id, options)));
  onSite
    .command('list')
    .description('those that wait for their second officer first, then the newest')
    .option('--limit <number>', 'at most so many', count, 50)
    .option(...json)
    .action((options) => runCommand(async () => (await import('../../on-site/list.js')).list(options)));
}
