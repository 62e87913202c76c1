import type { Command } from 'commander';
import { json } from '../../option-values.js';
import { runCommand } from '../../run-command.js';

/** Registrations beside social insurance. */
export function addComparison(program: Command): void {
  program
    .command('compare')
    .description('compare registrations with social insurance: who is registered with one unit and insured by another')
    .requiredOption('--registrations <file>', 'register of registrations (注册), CSV or XLSX with a Chinese header')
    .requiredOption('--insurance <file>', 'periods of social insurance (参保) or housing fund, CSV or XLSX')
    .option('--exceptions <file>', 'claimed and proven exceptions (身份证号, 情形, 依据, 核实)')
    .requiredOption('--out <file>', 'write the leads there, each with its lines: a table (.csv) or JSONL')
    .option('--units <file>', 'write the units there, the worst first: a table (.csv) or JSONL')
    .option('--rejects <file>', 'write the rows that were kept out there, with the reason')
    .option('--until <day>', 'look at nothing after this day (today without it)')
    .option('--store', 'keep the leads in the record, too, where units are ranked and checked on site')
    .option('--user <name>', 'user name of the person who keeps them; the passphrase is asked for')
    .option(...json)
    .action((options) => runCommand(async () => (await import('../../compare/compare.js')).compare(options)));
}
