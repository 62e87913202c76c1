import type { Command } from 'commander';
import { json } from '../../option-values.js';
import { runCommand } from '../../run-command.js';
import { actingAs } from './acting-as.js';

/** Registers that other authorities keep. */
export function addRegisters(program: Command): void {
  const register = program
    .command('import')
    .description('registers that other authorities keep, taken in file by file');
  register
    .command('licences')
    .description('take in a file of the register of 人力资源服务许可证, whole or not at all; the same file counts once')
    .argument('<file>', 'CSV (UTF-8, GBK) or XLSX with a Chinese header')
    .requiredOption(...actingAs)
    .option('--rejects <file>', 'write the rows that were kept out there, with the reason')
    .option(...json)
    .action((file, options) =>
      runCommand(async () => (await import('../../import/licences.js')).importLicenceFile(file, options)),
    );
  register
    .command('list')
    .description('the files that were taken in')
    .option(...json)
    .action((options) => runCommand(async () => (await import('../../import/list.js')).listRegisterImports(options)));
  register
    .command('undo')
    .description('let a file count no more')
    .argument('<import>')
    .requiredOption(...actingAs)
    .action((id, options) =>
      runCommand(async () => (await import('../../import/undo.js')).undoRegisterImport(id, options)),
    );
}
