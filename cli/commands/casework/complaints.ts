import type { Command } from 'commander';
import { count, json, port } from '../../option-values.js';
import { runCommand } from '../../run-command.js';
import { actingAs } from './acting-as.js';

/** Complaints (投诉举报), and the public form for them. */
export function addComplaints(program: Command): void {
  const complaint = program.command('complaint').description('complaints (投诉举报), registered one by one');
  complaint
    .command('list')
    .description('complaints without a result, the oldest first')
    .option('--state <state>', 'open, ended or all', 'open')
    .option('--limit <number>', 'at most so many', count, 50)
    .option(...json)
    .action((options) =>
      runCommand(async () => (await import('../../complaint/list.js')).listRegisteredComplaints(options)),
    );
  complaint
    .command('show')
    .description('one complaint, contacts and complainant covered')
    .argument('<complaint>')
    .requiredOption(...actingAs)
    .option('--unmask', 'show them in full; the ledger notes who was shown them')
    .option(...json)
    .action((id, options) =>
      runCommand(async () => (await import('../../complaint/show.js')).showComplaint(id, options)),
    );
  complaint
    .command('register')
    .description('register what came by telephone, letter, visit or from another authority')
    .requiredOption(...actingAs)
    .requiredOption('--channel <channel>', 'telephone, letter, visit or transfer')
    .option('--text <text>', 'what is complained of')
    .option('--file <file>', 'the same from a text file')
    .option('--url <url>', 'address of the advertisement', '')
    .option('--subject <name>', 'who is complained of', '')
    .option('--name <name>', 'the complainant’s name; kept encrypted', '')
    .option('--contact <contact>', 'how to reach the complainant; kept encrypted', '')
    .option(...json)
    .action((options) =>
      runCommand(async () => (await import('../../complaint/register.js')).registerReceivedComplaint(options)),
    );
  complaint
    .command('result')
    .description('record what became of a complaint')
    .argument('<complaint>')
    .requiredOption(...actingAs)
    .requiredOption('--kind <kind>', 'case_opened, joined_case, handed_off, unfounded, no_jurisdiction or insufficient')
    .option('--case <case>', 'the case that it went into')
    .option('--handoff <handoff>', 'the handoff by which it was passed on')
    .option('--note <text>', 'why', '')
    .action((id, options) =>
      runCommand(async () => (await import('../../complaint/result.js')).recordResult(id, options)),
    );
  program
    .command('complaints-form')
    .description('open the public form of complaints on 127.0.0.1, and nothing else')
    .option('--port <number>', 'port of the form', port, 4880)
    .action((options) =>
      runCommand(async () => (await import('../../complaint/complaints-form.js')).serveComplaintsForm(options)),
    );
}
