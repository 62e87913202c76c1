import { isNode, LineCounter, parseDocument } from 'yaml';
import { InputError, messageOf } from '../contracts/errors.js';
import { type PlatformFile, platformFile } from '../contracts/platform.js';
import { readerProblem } from './extract/check-readers.js';

/** The longest sensible platform file has some hundred lines. */
const largestFile = 256 * 1024;
/** Aliases expand when they are read: ten levels of ten would be 10^10 values. */
const mostAliases = 100;

type Document = ReturnType<typeof parseDocument>;
type KeyPath = readonly PropertyKey[];
interface Issue {
  code: string;
  path: KeyPath;
  message: string;
  keys?: readonly string[];
  errors?: readonly (readonly Issue[])[];
}

/**
 * Reads a platform file: YAML (core schema: no tags, no merge keys), the shape in `contracts/platform.ts`, then every
 * selector, regular expression, path and template compiled once. `fileName` serves the messages alone.
 *
 * @throws InputError `platform_file_invalid` with one sentence that names file, line, key and what to do
 */
export function parsePlatformFile(yamlText: string, fileName: string): PlatformFile {
  if (yamlText.length > largestFile) {
    throw invalid(
      `${fileName}: the file has ${yamlText.length} characters; a platform file has at most ${largestFile}`,
    );
  }
  const lines = new LineCounter();
  const document = parseDocument(yamlText.replace(/^\ufeff/, ''), {
    schema: 'core',
    version: '1.2',
    merge: false,
    customTags: [],
    resolveKnownTags: false,
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
  });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault !== undefined) {
    const { line, col } = lines.linePos(fault.pos[0]);
    throw invalid(
      `${fileName}, line ${line}, column ${col}: this is not YAML that can be read (${sentence(fault.message)})`,
    );
  }
  const parsed = platformFile.safeParse(plainValue(document, fileName));
  const where = (path: KeyPath): string => `${fileName}${lineOf(document, path, lines)}: ${keyPath(path)}`;
  if (!parsed.success) {
    const issues: Issue[] = parsed.error.issues;
    // A misspelt key explains best what is missing elsewhere.
    const first = issues.find((issue) => issue.code === 'unrecognized_keys') ?? issues[0];
    const { path, message } = explained(first ?? { code: 'custom', path: [], message: 'is not a platform file' });
    throw invalid(`${where(path)} ${message}`);
  }
  const problem = readerProblem(parsed.data);
  if (problem !== null) throw invalid(`${where(problem.path)} ${problem.message}`);
  return parsed.data;
}

function invalid(message: string, cause?: unknown): InputError {
  return new InputError('platform_file_invalid', `${message}.`, { cause });
}

function plainValue(document: Document, fileName: string): unknown {
  try {
    return document.toJS({ maxAliasCount: mostAliases });
  } catch (error) {
    throw invalid(
      `${fileName}: the aliases (*name) cannot be used (${sentence(messageOf(error))}); write the values out`,
      error,
    );
  }
}

/** What is wrong and what to do, for one issue of the shape. */
function explained(issue: Issue): { path: KeyPath; message: string } {
  const { code, path } = issue;
  if (code === 'unrecognized_keys') {
    const [key = ''] = issue.keys ?? [];
    return {
      path: [...path, key],
      message:
        'is not a key that belongs here: correct its spelling or remove it (docs/platform-files.md lists all keys)',
    };
  }
  // Of a field's two forms, text and map, the one that was meant says more: the map's faults lie deeper than its type.
  const deeper = issue.errors?.find((form) =>
    form.some((inner) => inner.path.length > 0 || inner.code !== 'invalid_type'),
  );
  const inner = deeper?.find(({ code }) => code === 'unrecognized_keys') ?? deeper?.[0];
  if (inner !== undefined) return explained({ ...inner, path: [...path, ...inner.path] });
  if (code === 'invalid_union' && issue.errors !== undefined && issue.errors.length > 0) {
    return { path, message: 'must be text, or a map with the keys of the long form' };
  }
  if (path[0] === 'entry' && path.length === 2) {
    return { path, message: 'is not a URL that can be crawled: give it in full, beginning with http:// or https://' };
  }
  return { path, message: `is not right (${sentence(issue.message)}): see docs/platform-files.md` };
}

function keyPath(path: KeyPath): string {
  const joined = path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${shortKey(String(key))}`))
    .join('');
  return joined === '' ? 'the file' : joined;
}

function shortKey(key: string): string {
  return key.length > 60 ? `${key.slice(0, 60)}…` : key;
}

/** `, line N` of the key, or of the nearest key around it that the file holds. */
function lineOf(document: Document, path: KeyPath, lines: LineCounter): string {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    const start = isNode(node) ? node.range?.[0] : undefined;
    if (start !== undefined) return `, line ${lines.linePos(start).line}`;
  }
  return '';
}

function sentence(message: string): string {
  return message
    .replace(/\s+/g, ' ')
    .replace(/[.:\s]+$/, '')
    .slice(0, 300);
}
