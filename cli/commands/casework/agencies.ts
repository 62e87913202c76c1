import type { Command } from 'commander';
import { count, json } from '../../option-values.js';
import { runCommand } from '../../run-command.js';
import { actingAs } from './acting-as.js';

/** Agencies over all their names and platforms. */
export function addAgencies(program: Command): void {
  const agency = program.command('agency').description('agencies over all their names and platforms');
  agency
    .command('list')
    .description('those to be looked into first before the others, with their licence')
    .option('--standing <standing>', 'only those that are licensed, expired, unlicensed or unknown')
    .option('--limit <number>', 'at most so many', count, 50)
    .option(...json)
    .action((options) => runCommand(async () => (await import('../../agency/list.js')).listAgencyRanking(options)));
  agency
    .command('show')
    .description('one agency: standing, names, history, matches to confirm')
    .argument('<agency>')
    .option(...json)
    .action((id, options) => runCommand(async () => (await import('../../agency/show.js')).showAgency(id, options)));
  agency
    .command('match')
    .description('decide of an agency’s names and licence')
    .argument('<agency>')
    .requiredOption(...actingAs)
    .option('--same-as <agency>', 'both names are one agency’s')
    .option('--different-from <agency>', 'the names are two agencies’')
    .option('--licensed <code>', 'it has the licence of this credit code')
    .option('--unlicensed', 'it has none (暂行条例 art. 42); say on what ground by --note')
    .option('--note <text>', 'why', '')
    .action((id, options) => runCommand(async () => (await import('../../agency/match.js')).matchAgency(id, options)));
}
