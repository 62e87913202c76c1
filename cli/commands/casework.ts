import type { Command } from 'commander';
import { collect, count, json, port } from '../option-values.js';
import { runCommand } from '../run-command.js';

/** Of a command by which a person decides. */
const actingAs = ['--user <name>', 'user name of the person who does it; the passphrase is asked for'] as const;

/** What people look into beside the advertisements. */
export function addCasework(program: Command): void {
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
    .action((options) => runCommand(async () => (await import('../compare/compare.js')).compare(options)));

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
      runCommand(async () => (await import('../import/licences.js')).importLicenceFile(file, options)),
    );
  register
    .command('list')
    .description('the files that were taken in')
    .option(...json)
    .action((options) => runCommand(async () => (await import('../import/list.js')).listRegisterImports(options)));
  register
    .command('undo')
    .description('let a file count no more')
    .argument('<import>')
    .requiredOption(...actingAs)
    .action((id, options) =>
      runCommand(async () => (await import('../import/undo.js')).undoRegisterImport(id, options)),
    );

  const cases = program.command('case').description('cases (案件), from a confirmed clue to the archive');
  cases
    .command('register')
    .description('register a clue as a case, with the next number')
    .requiredOption(...actingAs)
    .requiredOption('--origin <text>', 'where the clue came from')
    .option('--posting <id>', 'an advertisement that two persons confirmed', collect, [])
    .option('--path <path>', 'advertising, withholding of withheld credentials, or registration', 'advertising')
    .option('--lead <id>', 'a lead of a comparison that it begins with (path registration)', collect, [])
    .option('--check <id>', 'a confirmed check on site that it begins with (path registration)')
    .option('--subject <name>', 'whom it is against, where the advertisements name no agency or several')
    .option('--credit-code <code>', '统一社会信用代码 of that one')
    .option('--note <text>', 'in the officer’s own words', '')
    .option(...json)
    .action((options) => runCommand(async () => (await import('../case/register.js')).register(options)));
  cases
    .command('list')
    .description('cases that go on, the newest first')
    .option('--state <state>', 'those in this state alone')
    .option('--all', 'those that have ended, too')
    .option('--limit <number>', 'at most so many', count, 50)
    .option(...json)
    .action((options) => runCommand(async () => (await import('../case/list.js')).listRegisteredCases(options)));
  cases
    .command('show')
    .description('a case: its steps, deadlines, what may be done next')
    .argument('<case>', 'id, or number such as 2026-12')
    .option(...json)
    .action((named, options) => runCommand(async () => (await import('../case/show.js')).show(named, options)));
  cases
    .command('step')
    .description('take a step; where it takes two officers another one confirms it')
    .argument('<case>')
    .argument('<action>', 'such as file, investigate, order_rectification')
    .requiredOption(...actingAs)
    .option('--facts <file>', 'what the action needs to be told, as YAML')
    .option('--set <key=value>', 'one of these facts', collect, [])
    .option('--on <day>', 'day on which it was done, such as 2027-06-30 (today without it)')
    .option('--note <text>', 'in the officer’s own words', '')
    .option(...json)
    .action((named, action, options) =>
      runCommand(async () => (await import('../case/step.js')).step(named, action, options)),
    );
  cases
    .command('confirm')
    .description('confirm the step that waits, as the second officer')
    .argument('<case>')
    .requiredOption(...actingAs)
    .option('--note <text>', 'in the officer’s own words', '')
    .option(...json)
    .action((named, options) =>
      runCommand(async () => (await import('../case/answer.js')).answer('confirmed', named, options)),
    );
  cases
    .command('take-back')
    .description('take the step that waits back')
    .argument('<case>')
    .requiredOption(...actingAs)
    .option('--note <text>', 'in the officer’s own words', '')
    .option(...json)
    .action((named, options) =>
      runCommand(async () => (await import('../case/answer.js')).answer('withdrawn', named, options)),
    );
  cases
    .command('deadlines')
    .description('what is overdue, and what ends soon')
    .option('--days <number>', 'how many days ahead', count, 7)
    .option(...json)
    .action((options) => runCommand(async () => (await import('../case/deadlines.js')).deadlines(options)));

  const complaint = program.command('complaint').description('complaints (投诉举报), registered one by one');
  complaint
    .command('list')
    .description('complaints without a result, the oldest first')
    .option('--state <state>', 'open, ended or all', 'open')
    .option('--limit <number>', 'at most so many', count, 50)
    .option(...json)
    .action((options) =>
      runCommand(async () => (await import('../complaint/list.js')).listRegisteredComplaints(options)),
    );
  complaint
    .command('show')
    .description('one complaint, contacts and complainant covered')
    .argument('<complaint>')
    .requiredOption(...actingAs)
    .option('--unmask', 'show them in full; the ledger notes who was shown them')
    .option(...json)
    .action((id, options) => runCommand(async () => (await import('../complaint/show.js')).showComplaint(id, options)));
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
      runCommand(async () => (await import('../complaint/register.js')).registerReceivedComplaint(options)),
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
      runCommand(async () => (await import('../complaint/result.js')).recordResult(id, options)),
    );
  program
    .command('complaints-form')
    .description('open the public form of complaints on 127.0.0.1, and nothing else')
    .option('--port <number>', 'port of the form', port, 4880)
    .action((options) =>
      runCommand(async () => (await import('../complaint/complaints-form.js')).serveComplaintsForm(options)),
    );

  const agency = program.command('agency').description('agencies over all their names and platforms');
  agency
    .command('list')
    .description('those to be looked into first before the others, with their licence')
    .option('--standing <standing>', 'only those that are licensed, expired, unlicensed or unknown')
    .option('--limit <number>', 'at most so many', count, 50)
    .option(...json)
    .action((options) => runCommand(async () => (await import('../agency/list.js')).listAgencyRanking(options)));
  agency
    .command('show')
    .description('one agency: standing, names, history, matches to confirm')
    .argument('<agency>')
    .option(...json)
    .action((id, options) => runCommand(async () => (await import('../agency/show.js')).showAgency(id, options)));
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
    .action((id, options) => runCommand(async () => (await import('../agency/match.js')).matchAgency(id, options)));

  const publication = program
    .command('publication')
    .description('what is published of decisions and records; it is prepared and approved on the page');
  publication
    .command('list')
    .description('what is prepared, out, over or taken down')
    .option(...json)
    .action((options) => runCommand(async () => (await import('../publication/list.js')).listAllPublications(options)));
  publication
    .command('export')
    .description('write what is out today as page, CSV and JSON')
    .requiredOption('--out <folder>', 'folder of a public site')
    .option(...json)
    .action((options) =>
      runCommand(async () => (await import('../publication/export.js')).exportPublications(options)),
    );

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
    .action((options) => runCommand(async () => (await import('../report/monthly.js')).reportMonthly(options)));

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
    .action((options) => runCommand(async () => (await import('../outcome/record.js')).record(options)));
  outcome
    .command('list')
    .description('the newest first; identity numbers are masked')
    .option('--kind <kind>', 'of one kind')
    .option('--limit <number>', 'at most so many', count, 50)
    .option(...json)
    .action((options) => runCommand(async () => (await import('../outcome/list.js')).list(options)));
  outcome
    .command('withdraw')
    .description('take one back that was entered wrongly or set aside')
    .argument('<outcome>')
    .requiredOption(...actingAs)
    .requiredOption('--reason <text>', 'why')
    .action((id, options) => runCommand(async () => (await import('../outcome/withdraw.js')).withdraw(id, options)));

  outcome
    .command('unmask')
    .description('the identity number of one in full; the ledger notes who was shown it, and the record why')
    .argument('<outcome>')
    .requiredOption(...actingAs)
    .requiredOption('--reason <text>', 'why')
    .option(...json)
    .action((id, options) => runCommand(async () => (await import('../outcome/unmask.js')).unmask(id, options)));

  const onSite = program.command('on-site').description('checks of who works where they are registered (到岗履职检查)');
  onSite
    .command('record')
    .description('record what was found; it counts when another officer has confirmed it')
    .argument('<file>', 'YAML: unitName, unitCode, place, checkedOn, people, result (lead or cleared), note')
    .requiredOption(...actingAs)
    .option(...json)
    .action((file, options) => runCommand(async () => (await import('../on-site/record.js')).record(file, options)));
  onSite
    .command('confirm')
    .description('say that it was so, as the second officer')
    .argument('<check>')
    .requiredOption(...actingAs)
    .action((id, options) => runCommand(async () => (await import('../on-site/confirm.js')).confirm(id, options)));
  onSite
    .command('withdraw')
    .description(
      'take back one that was recorded wrongly, as who recorded it, or a confirmed one as another supervisor; it no longer counts',
    )
    .argument('<check>')
    .requiredOption(...actingAs)
    .requiredOption('--reason <text>', 'why')
    .action((id, options) => runCommand(async () => (await import('../on-site/withdraw.js')).withdraw(id, options)));
  onSite
    .command('list')
    .description('those that wait for their second officer first, then the newest')
    .option('--limit <number>', 'at most so many', count, 50)
    .option(...json)
    .action((options) => runCommand(async () => (await import('../on-site/list.js')).list(options)));

  const handoff = program.command('handoff').description('what is handed off to other authorities (移送)');
  handoff
    .command('authorities')
    .description('who may be handed off to, and which credentials they register')
    .option('--credential <name>', 'say who registers this one')
    .option(...json)
    .action((options) => runCommand(async () => (await import('../handoff/authorities.js')).authorities(options)));
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
    .action((options) => runCommand(async () => (await import('../handoff/prepare.js')).prepare(options)));
  handoff
    .command('step')
    .description('confirm, or say that it was sent, received, replied to, closed or withdrawn')
    .argument('<handoff>')
    .argument('<kind>', 'confirmed, sent, received, replied, closed or withdrawn')
    .requiredOption(...actingAs)
    .option('--on <day>', 'the day, as in 2026-03-05 (today without it)')
    .option('--note <text>', 'their reference, what they answered, or why', '')
    .action((id, kind, options) =>
      runCommand(async () => (await import('../handoff/step.js')).step(id, kind, options)),
    );
  handoff
    .command('list')
    .description('the newest first')
    .option('--limit <number>', 'at most so many', count, 50)
    .option(...json)
    .action((options) => runCommand(async () => (await import('../handoff/list.js')).list(options)));
  handoff
    .command('export')
    .description(
      'write the letter (DOCX, HTML) and the same for machines (JSON) of one that two officers have confirmed',
    )
    .argument('<handoff>')
    .requiredOption('--out <folder>', 'folder for the three files')
    .action((id, options) => runCommand(async () => (await import('../handoff/export.js')).exportHandoff(id, options)));

  const drive = program.command('drive').description('campaigns of enforcement (专项整治)');
  drive
    .command('enter')
    .description('enter a plan with its stages and reports; casework/drives/hubei-2018.yaml is an example')
    .argument('<file>', 'YAML')
    .requiredOption(...actingAs)
    .action((file, options) => runCommand(async () => (await import('../drive/enter.js')).enter(file, options)));
  drive
    .command('show')
    .description('the stages that run, whether there is leniency, and the reports that are due soon')
    .option('--on <day>', 'on another day than today, as in 2026-03-05')
    .option('--organisation <id>', 'for whom (the one that is below no other)')
    .option(...json)
    .action((options) => runCommand(async () => (await import('../drive/show.js')).show(options)));
}
