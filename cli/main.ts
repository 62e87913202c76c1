#!/usr/bin/env node
import { Command, Option } from 'commander';
import { collect, count, day, port, probability, share, wholeNumber } from './option-values.js';
import { runCommand } from './run-command.js';

// Each command's code is loaded when it runs: `--help` must not wait for a database client.
const program = new Command('guazheng')
  .description(
    '挂证广告监测: crawl recruitment platforms, find advertisements that rent out professional credentials, show why.',
  )
  .version('0.1.0')
  .showHelpAfterError('(guazheng --help lists the commands; guazheng COMMAND --help lists its options)')
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'guazheng: ')) })
  // Commander ends with 1 for wrong usage; here that is unusable input. The commands below take this over.
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

const json = ['--json', 'print one JSON object as the last line of standard output'] as const;

program
  .command('demo')
  .description('crawl the demo platforms with everything embedded, judge, compare with the truth, then open the page')
  .option('--once', 'end after the summary')
  .option('--port <number>', 'port of the page', port, 4870)
  .option(
    '--captures <number>',
    'take so many full captures of flagged postings at once; 0 leaves them out',
    wholeNumber,
  )
  .option(...json)
  .action((options) => runCommand(async () => (await import('./demo/demo.js')).demo(options)));

program
  .command('scan')
  .description('classify JSONL, CSV or XLSX files without any database')
  .argument('<files...>', 'files with a column or key `text` (正文)')
  .option('--out <file>', 'write the verdicts there instead of standard output')
  .option('--rejects <file>', 'write the rows that could not be read there')
  .option('--release <file>', 'classifier release to judge by')
  .option('--jobs <threads>', 'judge on at most so many threads instead of one for each core', count)
  .option(...json)
  .action((files, options) => runCommand(async () => (await import('./scan/scan.js')).scan(files, options)));

program
  .command('evaluate')
  .description('measure a release on labelled files')
  .argument('<files...>')
  .option('--threshold <probability>', 'flag from this probability on instead of the release’s own rule', probability)
  .option('--cross-validate <folds>', 'train on the other folds of the same files instead of using a release', count)
  .option('--leave-out <slice>', 'with --cross-validate: no training sees this slice')
  .option('--allow-seen', 'also take rows that the release was trained on')
  .addOption(
    new Option('--release <release>', 'name or file of the release to measure; the active one without it').conflicts(
      'crossValidate',
    ),
  )
  .addOption(
    new Option('--compare <release>', 'judge the same rows by a second release and say what differs').conflicts(
      'crossValidate',
    ),
  )
  .option('--report <folder>', 'write report.html there: curves, slices, and every error with its reasons')
  .option(...json)
  .action((files, options) =>
    runCommand(async () => (await import('./evaluate/evaluate.js')).evaluate(files, options)),
  );

program
  .command('train')
  .description('train a classifier release from labelled files')
  .argument('<files...>')
  .requiredOption('--out <folder>', 'folder for the release file')
  .option('--name <name>', 'name of the release', 'local')
  .option('--seed <number>', 'decides which rows share a fold', wholeNumber, 1)
  .option(
    '--expected-share <share>',
    'share of rental ads where it will judge, for which probabilities are stated (between 0 and 1); that of the files without it',
    share,
  )
  .option(...json)
  .action((files, options) => runCommand(async () => (await import('./train.js')).train(files, options)));

const release = program.command('release').description('classifier releases');
release
  .command('list')
  .description('the releases that come with the project, and which one judges')
  .option(...json)
  .action((options) => runCommand(async () => (await import('./release/list.js')).listReleases(options)));
release
  .command('activate')
  .description('let a release judge from now on, unless it is significantly worse on a slice of the frozen postings')
  .argument('<release>', 'name of a folder under classifier/releases, or a release file')
  .option(...json)
  .action((name, options) =>
    runCommand(async () => (await import('./release/activate.js')).activateRelease(name, options)),
  );

const lexicon = program.command('lexicon').description('the words and rules that a regulator edits');
lexicon
  .command('check')
  .description('find what keeps a lexicon from being used, by file and line')
  .argument('[files...]', 'files or folders instead of the project’s lexicon')
  .option(...json)
  .action((files, options) =>
    runCommand(async () => (await import('./lexicon/check.js')).checkLexiconFiles(files, options)),
  );
lexicon
  .command('try')
  .description('show how a text comes to its verdict: normal form, terms, rules, deal, probability')
  .argument('[text]', 'the text; standard input without it')
  .option('--file <file>', 'read the text from this file')
  .option('--title <title>', 'title of the posting')
  .option('--salary <salary>', 'pay of the posting')
  .option('--lexicon <folder>', 'lexicon to try instead of the project’s')
  .option('--release <release>', 'name or file of the release whose weights are used; the active one without it')
  .option(...json)
  .action((text, options) => runCommand(async () => (await import('./lexicon/try.js')).tryText(text, options)));

const platform = program.command('platform').description('recruitment platforms');
platform
  .command('list')
  .description('platforms with their health, last run, yield and next run')
  .option(...json)
  .action((options) => runCommand(async () => (await import('./platform/list.js')).listPlatforms(options)));
platform
  .command('add')
  .description('add a platform file, or a new version of it')
  .argument('<file>')
  .action((file) => runCommand(async () => (await import('./platform/add.js')).addPlatform(file)));
platform
  .command('test')
  .description(
    'fetch a platform’s first list page and one posting, or read a saved page, and show what its file extracts',
  )
  .argument('<file>')
  .option('--page <saved>', 'read this saved page instead of fetching')
  .option('--url <url>', 'where the saved page came from')
  .option(...json)
  .action((file, options) => runCommand(async () => (await import('./platform/test.js')).testPlatform(file, options)));

platform
  .command('show')
  .description('one platform: health, last run, schedule, legal basis, layout alarm')
  .argument('<platform>')
  .option(...json)
  .action((id, options) => runCommand(async () => (await import('./platform/show.js')).showPlatform(id, options)));
platform
  .command('remove')
  .description('crawl a platform no more; what was captured stays')
  .argument('<platform>')
  .action((id) => runCommand(async () => (await import('./platform/remove.js')).removeFromCrawl(id)));
platform
  .command('close-alarm')
  .description('say that a platform’s layout alarm has been seen to')
  .argument('<platform>')
  .action((id) => runCommand(async () => (await import('./platform/close-alarm.js')).closePlatformAlarm(id)));

const basis = platform.command('basis').description('another legal basis than robots.txt: a supervisor’s act');
basis
  .command('list')
  .description('what was granted for a platform, and by whom')
  .argument('<platform>')
  .option(...json)
  .action((id, options) => runCommand(async () => (await import('./platform/basis/list.js')).listBases(id, options)));
basis
  .command('grant')
  .description('let a platform’s pages be fetched on another ground than robots.txt, for a year at most')
  .argument('<platform>')
  .requiredOption('--basis <text>', 'the order or the article, as it is to be cited')
  .requiredOption('--by <name>', 'the supervisor who grants it')
  .requiredOption('--until <day>', 'its last day, such as 2027-06-30, in China’s time', day)
  .action((id, options) => runCommand(async () => (await import('./platform/basis/grant.js')).grantBasis(id, options)));
basis
  .command('revoke')
  .description('let robots.txt decide again')
  .argument('<platform>')
  .requiredOption('--by <name>', 'the supervisor who revokes it')
  .action((id, options) =>
    runCommand(async () => (await import('./platform/basis/revoke.js')).revokeBasis(id, options)),
  );

program
  .command('crawl')
  .description('crawl a platform once and judge what it shows')
  .argument('<platform>')
  .option('--limit <pages>', 'fetch at most so many pages', count)
  .option(...json)
  .action((id, options) => runCommand(async () => (await import('./crawl.js')).crawl(id, options)));

const schedule = program.command('schedule').description('when platforms are crawled');
schedule
  .command('list')
  .description('schedules with their next five starts')
  .option(...json)
  .action((options) => runCommand(async () => (await import('./schedule/list.js')).listPlatformSchedules(options)));
schedule
  .command('set')
  .description('crawl a platform by the clock')
  .argument('<platform>')
  .requiredOption('--cron <expression>', 'five fields: minute, hour, day, month, weekday, such as "30 22 * * *"')
  .option('--time-zone <name>', 'whose clocks it goes by', 'Asia/Shanghai')
  .option('--window <from-to>', 'fetch pages between these times of day alone, such as 22:00-06:30')
  .option('--limit <pages>', 'fetch at most so many pages a run; the platform file’s limit without it', count)
  .action((id, options) =>
    runCommand(async () => (await import('./schedule/set.js')).setPlatformSchedule(id, options)),
  );
schedule
  .command('pause')
  .description('start no run by the clock until it is resumed')
  .argument('<platform>')
  .action((id) => runCommand(async () => (await import('./schedule/pause.js')).pause(id)));
schedule
  .command('resume')
  .description('go on with the next start')
  .argument('<platform>')
  .action((id) => runCommand(async () => (await import('./schedule/pause.js')).resume(id)));
schedule
  .command('run')
  .description('start now the run that a platform’s schedule would start')
  .argument('<platform>')
  .action((id) => runCommand(async () => (await import('./schedule/run.js')).runNow(id)));

const runs = program
  .command('runs')
  .description('crawl runs and what they yielded, those that go on first')
  .option('--platform <platform>', 'those of one platform')
  .option(...json)
  .action((options) => runCommand(async () => (await import('./runs.js')).runs(options)));
runs
  .command('cancel')
  .description('end a platform’s run that goes on')
  .argument('<platform>')
  .action((id) => runCommand(async () => (await import('./runs.js')).cancelPlatformRun(id)));

program
  .command('failures')
  .description('what failed in each platform’s newest run, and why')
  .option('--class <class>', 'retried, delayed, dead, refused or defect; or an error code')
  .option('--platform <platform>', 'those of one platform')
  .option('--all', 'those of older runs too')
  .option('--rerun', 'make them due again, and nothing else')
  .option(...json)
  .action((options) => runCommand(async () => (await import('./failures.js')).failures(options)));

program
  .command('review')
  .description('record what a person decides on a posting; the passphrase is asked for')
  .argument('<posting>')
  .requiredOption('--user <name>', 'user name of the person who decides')
  .option('--confirm', 'it is what the verdict says')
  .option('--dismiss', 'it is not')
  .option('--more', 'it takes more to decide')
  .option('--category <category>', 'what it is: credential_rental, false_job, credential_withholding', collect, [])
  .option('--article <article>', 'article of law that it breaks', collect, [])
  .option('--note <text>', 'in the person’s own words', '')
  .action((id, options) => runCommand(async () => (await import('./review.js')).review(id, options)));

const evidence = program.command('evidence').description('full captures and packages that stand in court');
evidence
  .command('export')
  .description('write a posting’s evidence package (WACZ), signed, timestamped, with the documents')
  .requiredOption('--posting <id>', 'the posting')
  .requiredOption('--out <file>', 'name of the package, such as 0001.wacz')
  .option(
    '--capture <id>',
    'the full capture to export; without it the newest that two officers confirmed, or else the newest',
  )
  .option('--user <name>', 'user name of the person who exports; the passphrase is asked for')
  .option('--untimestamped', 'go without a timestamp although TSA_URLS names an authority')
  .option(...json)
  .action((options) => runCommand(async () => (await import('./evidence/export.js')).exportEvidence(options)));
evidence
  .command('verify')
  .description('check a package offline: exit 0 when it is valid, 1 otherwise')
  .argument('<file>')
  .option('--trust <pem>', 'root certificates of timestamp authorities that you trust', collect, [])
  .option('--crl <file>', 'newer revocation lists than the package holds', collect, [])
  .option(...json)
  .action((file, options) =>
    runCommand(async () => (await import('./evidence/verify.js')).verifyPackageFile(file, options)),
  );
evidence
  .command('recapture')
  .description('capture a posting in full, now, and say what changed since the clue was found')
  .argument('<posting>')
  .option('--user <name>', 'user name of the officer who orders it; the passphrase is asked for')
  .option('--clue <number>', 'case or clue number', '')
  .option('--witness <name>', 'name of the witness')
  .option(
    '--after <day>',
    'not now but when this day, such as 2027-06-30, has ended in China: a rectification deadline',
    day,
  )
  .option(...json)
  .action((id, options) => runCommand(async () => (await import('./evidence/recapture.js')).recapture(id, options)));
evidence
  .command('confirm')
  .description('say as an officer that a full capture shows what its record says; two officers make it evidence')
  .argument('<capture>')
  .requiredOption('--user <name>', 'user name of the officer; the passphrase is asked for')
  .option('--note <text>', 'in the officer’s own words', '')
  .action((id, options) => runCommand(async () => (await import('./evidence/confirm.js')).confirm(id, options)));
evidence
  .command('scrub')
  .description('read every blob again and report what has changed or is missing')
  .option('--rate <megabytes>', 'read at most so many megabytes a second', count)
  .option(...json)
  .action((options) => runCommand(async () => (await import('./evidence/scrub.js')).scrub(options)));
evidence
  .command('retention')
  .description('which blobs are past their term of retention')
  .option('--apply', 'delete them')
  .option(...json)
  .action((options) => runCommand(async () => (await import('./evidence/retention.js')).retention(options)));
evidence
  .command('hold')
  .description('delete nothing of a posting, whatever its term, until the hold is released')
  .argument('<posting>')
  .requiredOption('--reason <text>', 'case or clue number, and why')
  .requiredOption('--user <name>', 'user name of the person who holds it; the passphrase is asked for')
  .action((id, options) => runCommand(async () => (await import('./evidence/hold.js')).hold(id, options)));
evidence
  .command('release')
  .description('end a hold')
  .argument('<hold>')
  .requiredOption('--user <name>', 'user name of the person who ends it; the passphrase is asked for')
  .action((id, options) => runCommand(async () => (await import('./evidence/hold.js')).release(id, options)));

const ledger = program.command('ledger').description('the chain of what happened');
ledger
  .command('verify')
  .description(
    'recompute the chain and compare it with the record and with heads kept outside: exit 1 when it does not hold',
  )
  .option('--head <file>', 'a head file, or a package, to compare with besides those in GUAZHENG_HOME', collect, [])
  .option(...json)
  .action((options) => runCommand(async () => (await import('./ledger/verify.js')).verifyLedgerCommand(options)));

const keys = program.command('keys').description('the keys that sign packages');
keys
  .command('list')
  .description('the key that signs now, as others need it to know our packages')
  .option(...json)
  .action((options) => runCommand(async () => (await import('./keys.js')).listKeys(options)));
keys
  .command('rotate')
  .description('make another key that signs from now on; packages of the old one stay valid')
  .action(() => runCommand(async () => (await import('./keys.js')).rotateKeys()));

const user = program.command('user').description('the people who decide');
user
  .command('add')
  .description('add a person; the passphrase is asked for')
  .argument('<username>')
  .requiredOption('--name <name>', 'the person’s name')
  .requiredOption('--role <role>', 'operator, reviewer, supervisor, auditor or administrator')
  .option('--credential <number>', '执法证号, for officers', '')
  .option('--organisation <id>', 'whom the person works for', 'default')
  .action((name, options) => runCommand(async () => (await import('./user/add.js')).addPerson(name, options)));
user
  .command('list')
  .description('who may log in, and as what')
  .option(...json)
  .action((options) => runCommand(async () => (await import('./user/list.js')).listUsers(options)));
user
  .command('disable')
  .description('let a person log in no more; what they decided stays')
  .argument('<username>')
  .action((name) => runCommand(async () => (await import('./user/change.js')).disablePerson(name)));
user
  .command('role')
  .description('give a person another role')
  .argument('<username>')
  .argument('<role>')
  .action((name, role) => runCommand(async () => (await import('./user/change.js')).changePersonsRole(name, role)));

program
  .command('backup')
  .description('copy the whole record into a folder while the system runs')
  .argument('<folder>')
  .option('--without-keys', 'leave out the keys, which need a passphrase')
  .option(...json)
  .action((folder, options) => runCommand(async () => (await import('./backup.js')).backup(folder, options)));
program
  .command('restore')
  .description('bring a backup back, into an empty database')
  .argument('<folder>')
  .option('--without-keys', 'leave out the keys')
  .option(...json)
  .action((folder, options) => runCommand(async () => (await import('./restore.js')).restore(folder, options)));

program
  .command('reconcile')
  .description('put on the queue what is due and a queue may have lost')
  .option(...json)
  .action((options) => runCommand(async () => (await import('./reconcile.js')).reconcileQueue(options)));

program
  .command('worker')
  .description('work on what is due together with others, over DATABASE_URL and REDIS_URL')
  .option('--concurrency <pages>', 'fetch so many pages over HTTP at once', count)
  .option('--captures <number>', 'take so many full captures at once; 0 leaves them to other workers', wholeNumber)
  .option('--metrics-port <port>', 'serve /metrics for Prometheus on 127.0.0.1', port)
  .action((options) => runCommand(async () => (await import('./worker.js')).work(options)));

program
  .command('serve')
  .description('open the page on 127.0.0.1')
  .option('--port <number>', 'port of the page', port, 4870)
  .action((options) => runCommand(async () => (await import('./serve.js')).serve(options)));

program
  .command('migrate')
  .description('bring the database to this version')
  .action(() => runCommand(async () => (await import('./migrate.js')).migrate()));

program
  .command('doctor')
  .description('check everything that the system needs, and say what to do')
  .option(...json)
  .action((options) => runCommand(async () => (await import('./doctor.js')).doctor(options)));

await program.parseAsync();
