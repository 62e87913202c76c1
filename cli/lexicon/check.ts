import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Lexicon } from '../../classifier/lexicon/schema.js';
import { InputError } from '../../contracts/errors.js';
import { printable } from '../../text/printable.js';
import type { ExitCode } from '../run-command.js';
import { unreadableFile } from '../unreadable-file.js';
import { findProblems } from './find-problems.js';
import { findWarnings } from './find-warnings.js';
import { joinLexicon } from './join-lexicon.js';
import { expandFolders, lexiconFilesIn, projectLexiconFolder } from './lexicon-folder.js';
import { type ParsedLexiconFile, type Problem, parseLexiconFile } from './parse-lexicon-file.js';

/**
 * `guazheng lexicon check [FILE…]`: exit 1 when the lexicon could not be used. Without a file it is the project's. Files that hold groups and
 * rules are a lexicon of their own; others are checked together with the project's, in place of its file of the same name.
 */
export async function checkLexiconFiles(paths: string[], options: { json?: boolean }): Promise<ExitCode> {
  const given = expandFolders(paths.length === 0 ? [projectLexiconFolder()] : paths);
  const { lexicon, others, ...found } = check(given);
  const [errors, warnings] = [found.errors.toSorted(byPlace), found.warnings.toSorted(byPlace)];
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ ok: errors.length === 0, errors, warnings, ...sizesOf(lexicon) })}\n`);
  } else {
    for (const problem of errors) process.stdout.write(lineOf('错误', problem));
    for (const problem of warnings) process.stdout.write(lineOf('警告', problem));
    if (others > 0) process.stdout.write(`（与项目词库的其余 ${others} 个文件一起检查）\n`);
    process.stdout.write(conclusion(errors.length, warnings.length, lexicon));
  }
  return errors.length === 0 ? 0 : 1;
}

interface Checked {
  readonly errors: Problem[];
  readonly warnings: Problem[];
  readonly lexicon: Lexicon | undefined;
  /** Files of the project that were read besides the given ones. */
  readonly others: number;
}

function check(given: readonly string[]): Checked {
  const own = given.map(read);
  const isWhole = ['groups', 'rules'].every((key) => own.some((file) => 'content' in file && key in file.content));
  const names = new Set(given.map((file) => basename(file)));
  const missing = isWhole ? [] : lexiconFilesIn(projectLexiconFolder()).filter((file) => !names.has(basename(file)));
  const files = [...own, ...missing.map(read)];
  const others = missing.length;
  const broken = files.flatMap((file) => ('problems' in file ? file.problems : []));
  // With a file missing every reference to it would dangle.
  if (broken.length > 0) return { errors: broken, warnings: [], lexicon: undefined, others };
  const parsed = files
    .filter((file) => 'content' in file)
    .sort((a, b) => (basename(a.file) < basename(b.file) ? -1 : 1));
  const [first, ...rest] = parsed;
  if (first === undefined) throw new InputError('lexicon_missing', 'There is no lexicon file (*.yaml) to check.');
  const joined = joinLexicon([first, ...rest]);
  const { problems, lexicon } = findProblems(joined);
  return { errors: problems, warnings: lexicon === undefined ? [] : findWarnings(lexicon, joined), lexicon, others };
}

function read(file: string): ParsedLexiconFile | { problems: Problem[] } {
  try {
    return parseLexiconFile(file, readFileSync(file));
  } catch (error) {
    throw unreadableFile(`The lexicon file ${file}`, error);
  }
}

function byPlace(a: Problem, b: Problem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

function lineOf(kind: string, { file, line, column, problem }: Problem): string {
  return `${file}:${line}:${column} ${kind}：${printable(problem, 400)}。\n`;
}

function sizesOf(lexicon: Lexicon | undefined): object {
  if (lexicon === undefined) return {};
  const terms = lexicon.groups.reduce((sum, group) => sum + group.terms.length, 0);
  return {
    version: lexicon.version,
    groups: lexicon.groups.length,
    terms,
    rules: lexicon.rules.length,
    substitutes: lexicon.substitutes.length,
  };
}

function conclusion(errors: number, warnings: number, lexicon: Lexicon | undefined): string {
  if (lexicon === undefined) return `发现 ${errors} 个错误，词库不能使用。\n`;
  const { groups, rules } = lexicon;
  const terms = groups.reduce((sum, group) => sum + group.terms.length, 0);
  const size = `词库 ${lexicon.version}：${groups.length} 个词组、${terms} 个词语、${rules.length} 条规则`;
  return `${size}，可以使用${warnings === 0 ? '' : `，有 ${warnings} 个警告`}。\n`;
}
