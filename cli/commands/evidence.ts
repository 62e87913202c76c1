import type { Command } from 'commander';
import { collect, count, day, json } from '../option-values.js';
import { runCommand } from '../run-command.js';
import { keepHeapSmall } from '../steady-heap.js';

/** What people decide, what proves it, and how the record is kept. */
export function addEvidence(program: Command): void {
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
    .action((id, options) => runCommand(async () => (await import('../review.js')).review(id, options)));

  const evidence = program.command('evidence').description('full captures and packages that stand in court');
  evidence
    .command('export')
    .description('write a posting’s evidence package (WACZ), signed, timestamped, with the documents; or all of a case')
    .option('--posting <id>', 'the posting')
    .option('--case <case>', 'the case, by id or number: a package of each advertisement that it rests on')
    .requiredOption('--out <file>', 'name of the package, such as 0001.wacz; of a case, a folder')
    .option(
      '--capture <id>',
      'the full capture to export; without it the newest that two officers confirmed, or else the newest',
    )
    .option('--user <name>', 'user name of the person who exports; the passphrase is asked for')
    .option('--untimestamped', 'go without a timestamp although TSA_URLS names an authority')
    .option(...json)
    .action((options) =>
      runCommand(async () => {
        keepHeapSmall();
        return (await import('../evidence/export.js')).exportEvidence(options);
      }),
    );
  evidence
    .command('verify')
    .description('check a package offline: exit 0 when it is valid, 1 otherwise')
    .argument('<file>')
    .option('--trust <pem>', 'root certificates of timestamp authorities that you trust', collect, [])
    .option('--crl <file>', 'newer revocation lists than the package holds', collect, [])
    .option(...json)
    .action((file, options) =>
      runCommand(async () => (await import('../evidence/verify.js')).verifyPackageFile(file, options)),
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
    .action((id, options) => runCommand(async () => (await import('../evidence/recapture.js')).recapture(id, options)));
  evidence
    .command('confirm')
    .description('say as an officer that a full capture shows what its record says; two officers make it evidence')
    .argument('<capture>')
    .requiredOption('--user <name>', 'user name of the officer; the passphrase is asked for')
    .option('--note <text>', 'in the officer’s own words', '')
    .action((id, options) => runCommand(async () => (await import('../evidence/confirm.js')).confirm(id, options)));
  evidence
    .command('scrub')
    .description('read every blob again and report what has changed or is missing')
    .option('--rate <megabytes>', 'read at most so many megabytes a second', count)
    .option(...json)
    .action((options) => runCommand(async () => (await import('../evidence/scrub.js')).scrub(options)));
  evidence
    .command('retention')
    .description('which blobs are past their term of retention')
    .option('--apply', 'delete them')
    .option(...json)
    .action((options) => runCommand(async () => (await import('../evidence/retention.js')).retention(options)));
  evidence
    .command('hold')
    .description('delete nothing of a posting, whatever its term, until the hold is released')
    .argument('<posting>')
    .requiredOption('--reason <text>', 'case or clue number, and why')
    .requiredOption('--user <name>', 'user name of the person who holds it; the passphrase is asked for')
    .action((id, options) => runCommand(async () => (await import('../evidence/hold.js')).hold(id, options)));
  evidence
    .command('release')
    .description('end a hold')
    .argument('<hold>')
    .requiredOption('--user <name>', 'user name of the person who ends it; the passphrase is asked for')
    .action((id, options) => runCommand(async () => (await import('../evidence/hold.js')).release(id, options)));

  const ledger = program.command('ledger').description('the chain of what happened');
  ledger
    .command('verify')
    .description(
      'recompute the chain and compare it with the record and with heads kept outside: exit 1 when it does not hold',
    )
    .option('--head <file>', 'a head file, or a package, to compare with besides those in GUAZHENG_HOME', collect, [])
    .option(...json)
    .action((options) => runCommand(async () => (await import('../ledger/verify.js')).verifyLedgerCommand(options)));

  const keys = program.command('keys').description('the keys that sign packages');
  keys
    .command('list')
    .description('the key that signs now, as others need it to know our packages')
    .option(...json)
    .action((options) => runCommand(async () => (await import('../keys.js')).listKeys(options)));
  keys
    .command('rotate')
    .description('make another key that signs from now on; packages of the old one stay valid')
    .action(() => runCommand(async () => (await import('../keys.js')).rotateKeys()));

  program
    .command('backup')
    .description('copy the whole record into a folder while the system runs')
    .argument('<folder>')
    .option('--without-keys', 'leave out the keys, which need a passphrase')
    .option(...json)
    .action((folder, options) => runCommand(async () => (await import('../backup.js')).backup(folder, options)));
  program
    .command('restore')
    .description('bring a backup back, into an empty database')
    .argument('<folder>')
    .option('--without-keys', 'leave out the keys')
    .option(...json)
    .action((folder, options) => runCommand(async () => (await import('../restore.js')).restore(folder, options)));
}
