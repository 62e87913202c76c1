import { type Command, Option } from 'commander';
import { count, json, probability, share, wholeNumber } from '../option-values.js';
import { runCommand } from '../run-command.js';

/** Judging files, and what judges: releases and the lexicon. */
export function addJudging(program: Command): void {
  program
    .command('scan')
    .description('classify JSONL, CSV or XLSX files without any database')
    .argument('<files...>', 'files with a column or key `text` (正文)')
    .option('--out <file>', 'write the verdicts there instead of standard output')
    .option('--rejects <file>', 'write the rows that could not be read there')
    .option('--release <file>', 'classifier release to judge by')
    .option('--jobs <threads>', 'judge on at most so many threads instead of one for each core', count)
    .option(...json)
    .action((files, options) => runCommand(async () => (await import('../scan/scan.js')).scan(files, options)));

  program
    .command('evaluate')
    .description('measure a release on labelled files')
    .argument('<files...>')
    .option('--threshold <probability>', 'flag from this probability on instead of the release’s own rule', probability)
    .option('--cross-validate <folds>', 'train on the other folds of the same files instead of using a release', count)
    .option('--leave-out <slice>', 'with --cross-validate: no training sees this slice')
    .option('--by-file', 'with --cross-validate: the rows of one file (one hand) share a fold')
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
      runCommand(async () => (await import('../evaluate/evaluate.js')).evaluate(files, options)),
    );

  program
    .command('train')
    .description('train a classifier release from labelled files, from the reviews in the record, or from both')
    .argument('[files...]')
    .option('--reviews', 'also take what people confirmed and dismissed, contacts replaced')
    .requiredOption('--out <folder>', 'folder for the release file')
    .option('--name <name>', 'name of the release', 'local')
    .option('--seed <number>', 'decides which rows share a fold', wholeNumber, 1)
    .option(
      '--expected-share <share>',
      'share of rental ads where it will judge, for which probabilities are stated (between 0 and 1); that of the files without it',
      share,
    )
    .option(...json)
    .action((files, options) => runCommand(async () => (await import('../train.js')).train(files, options)));

  const release = program.command('release').description('classifier releases');
  release
    .command('list')
    .description('the releases that come with the project, and which one judges')
    .option(...json)
    .action((options) => runCommand(async () => (await import('../release/list.js')).listReleases(options)));
  release
    .command('activate')
    .description('let a release judge from now on, unless it is significantly worse on a slice of the frozen postings')
    .argument('<release>', 'name of a folder under classifier/releases, or a release file')
    .option('--as <name>', 'supervisor who activates it in the record, for all who work on it')
    .option(...json)
    .action((name, options) =>
      runCommand(async () => (await import('../release/activate.js')).activateRelease(name, options)),
    );

  const lexicon = program.command('lexicon').description('the words and rules that a regulator edits');
  lexicon
    .command('check')
    .description('find what keeps a lexicon from being used, by file and line')
    .argument('[files...]', 'files or folders instead of the project’s lexicon')
    .option(...json)
    .action((files, options) =>
      runCommand(async () => (await import('../lexicon/check.js')).checkLexiconFiles(files, options)),
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
    .action((text, options) => runCommand(async () => (await import('../lexicon/try.js')).tryText(text, options)));
}
