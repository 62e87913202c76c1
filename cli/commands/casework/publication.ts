import type { Command } from 'commander';
import { json } from '../../option-values.js';
import { runCommand } from '../../run-command.js';

/** What is published of decisions and records. */
export function addPublication(program: Command): void {
  const publication = program
    .command('publication')
    .description('what is published of decisions and records; it is prepared and approved on the page');
  publication
    .command('list')
    .description('what is prepared, out, over or taken down')
    .option(...json)
    .action((options) =>
      runCommand(async () => (await import('../../publication/list.js')).listAllPublications(options)),
    );
  publication
    .command('export')
    .description('write what is out today as page, CSV and JSON')
    .requiredOption('--out <folder>', 'folder of a public site')
    .option(...json)
    .action((options) =>
      runCommand(async () => (await import('../../publication/export.js')).exportPublications(options)),
    );
}
