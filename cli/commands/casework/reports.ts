import type { Command } from 'commander';
import { json } from '../../option-values.js';
import { runCommand } from '../../run-command.js';

/** What is reported of the work on cases. */
export function addReports(program: Command): void {
  const report = program.command('report').description('what is reported of the work on cases');
  report
    .command('monthly')
    .description('write a month’s table (违法违规情况处理汇总表), and close the month')
    .requiredOption('--month <month>', 'the month, as in 2026-03')
    .requiredOption('--out <file>', 'write the workbook there (.xlsx)')
    .option('--docx <file>', 'write the month in words there, with cases to choose from (.docx)')
    .option(
      '--template <file>',
      'another template than casework/reports/monthly-template.yaml, its columns and formulas',
    )
    .option('--organisation <id>', 'who reports, with all below it (the one that is below no other)')
    .option('--close', 'close the month: its figures are kept as they are; what changes later is a correction')
    .option('--user <name>', 'user name of the supervisor who closes it; the passphrase is asked for')
    .option(...json)
    .action((options) => runCommand(async () => (await import('../../report/monthly.js')).reportMonthly(options)));
}
