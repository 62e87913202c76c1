import type { Command } from 'commander';
import { collect, count, json } from '../../option-values.js';
import { runCommand } from '../../run-command.js';
import { actingAs } from './acting-as.js';

/** What is handed off to other authorities (移送). */
export function addHandoffs(program: Command): void {
  const handoff = program.command('handoff').description('what is handed off to other authorities (移送)');
  handoff
    .command('authorities')
    .description('who may be handed off to, and which credentials they register')
    .option('--credential <name>', 'say who registers this one')
    .option(...json)
    .action((options) => runCommand(async () => (await import('../../handoff/authorities.js')).authorities(options)));
  handoff
    .command('prepare')
    .description('prepare a handoff; it leaves when two officers have confirmed it')
    .requiredOption(...actingAs)
    .requiredOption('--to <authority>', 'an authority of «guazheng handoff authorities»')
    .requiredOption('--subject <kind>', 'person, employer or agency')
    .requiredOption('--name <name>', 'of whom it is about')
    .option('--credential <name>', 'the credential whose registering authority it goes to', '')
    .requiredOption('--matter <text>', 'what is handed off')
    .option('--case <id>', 'the case that it belongs to')
    .option('--package <id>', 'an evidence package that goes with it; may be given several times', collect, [])
    .action((options) => runCommand(async () => (await import('../../handoff/prepare.js')).prepare(options)));
  handoff
    .command('step')
    .description('confirm, or say that it was sent, received, replied to, closed or withdrawn')
    .argument('<handoff>')
    .argument('<kind>', 'confirmed, sent, received, replied, closed or withdrawn')
    .requiredOption(...actingAs)
    .option('--on <day>', 'the day, as in 2026-03-05 (today without it)')
    .option('--note <text>', 'their reference, what they answered, or why', '')
    .action((id, kind, options) =>
      runCommand(async () => (await import('../../handoff/step.js')).step(id, kind, options)),
    );
  handoff
    .command('list')
    .description('the newest first')
    .option('--limit <number>', 'at most so many', count, 50)
    .option(...json)
    .action((options) => runCommand(async () => (await import('../../handoff/list.js')).list(options)));
  handoff
    .command('export')
    .description(
      'write the letter (DOCX, HTML) and the same for machines (JSON) of one that two officers have confirmed',
    )
    .argument('<handoff>')
    .requiredOption('--out <folder>', 'folder for the three files')
    .action((id, options) =>
      runCommand(async () => (await import('../../handoff/export.js')).exportHandoff(id, options)),
    );
}
