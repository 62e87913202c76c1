#!/usr/bin/env node
import { Command } from 'commander';
import { addCasework } from './commands/casework.js';
import { addCrawling } from './commands/crawling.js';
import { addEvidence } from './commands/evidence.js';
import { addJudging } from './commands/judging.js';
import { addPeople } from './commands/people.js';
import { count, json, port, wholeNumber } from './option-values.js';
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

addJudging(program);
addCrawling(program);
addEvidence(program);
addCasework(program);
addPeople(program);

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
  .option('--public-port <number>', 'also open the public form of complaints, on this port', port)
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
