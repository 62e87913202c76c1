import { isNode, LineCounter, parseDocument } from 'yaml';
import { InputError, messageOf } from '../contracts/errors.js';
import { type PlatformFile, platformFile } from '../contracts/platform.js';
import { readerProblems } from './extract/check-readers.js';

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

/** What is wrong in a platform file, and where. */
export interface PlatformFileProblem {
  /** From 1; null where it is the whole file. */
  readonly line: number | null;
  readonly column: number | null;
  /** Such as `list.fields.url`; empty where it is the whole file. */
  readonly key: string;
  readonly code: string;
  /** What is written there, where that is what cannot be used. */
  readonly value?: string | undefined;
  /** An English sentence without its full stop, about the key where there is one. */
  readonly message: string;
}

/**
 * Reads a platform file: YAML (core schema: no tags, no merge keys), the shape in `contracts/platform.ts`, then every
 * selector, regular expression, path and template compiled once. `fileName` serves the messages alone.
 *
 * @throws InputError `platform_file_invalid` with one sentence that names file, line, key and what to do
 */
export function parsePlatformFile(yamlText: string, fileName: string): PlatformFile {
  const checked = checkPlatformFile(yamlText);
  if ('platform' in checked) return checked.platform;
  // A misspelt key explains best what is missing elsewhere.
  const problem = checked.problems.find(({ code }) => code === 'key_unknown') ?? checked.problems[0];
  throw new InputError('platform_file_invalid', `${sentenceOf(problem, fileName)}.`);
}

function sentenceOf(problem: PlatformFileProblem | undefined, fileName: string): string {
  if (problem === undefined) return `${fileName}: the file is not a platform file`;
  const { line, column, key, code, message } = problem;
  if (code === 'not_yaml') return `${fileName}, line ${line}, column ${column}: ${message}`;
  if (code === 'too_long' || code === 'aliases') return `${fileName}: ${message}`;
  return `${fileName}${line === null ? '' : `, line ${line}`}: ${key === '' ? 'the file' : key} ${message}`;
}

/** The platform that a file describes, or everything that keeps it from being one: of its YAML, else its shape, else its readers. */
export function checkPlatformFile(
  yamlText: string,
): { readonly platform: PlatformFile } | { readonly problems: readonly PlatformFileProblem[] } {
  const nowhere = { line: null, column: null, key: '' };
  if (yamlText.length > largestFile) {
    const message = `the file has ${yamlText.length} characters; a platform file has at most ${largestFile}`;
    return { problems: [{ ...nowhere, code: 'too_long', message }] };
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
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    return {
      problems: faults.map(({ pos, message }) => {
        const { line, col: column } = lines.linePos(pos[0]);
        const why = `this is not YAML that can be read (${sentence(message)})`;
        return { line, column, key: '', code: 'not_yaml', message: why };
      }),
    };
  }
  const at = (path: KeyPath) => ({ ...placeOf(document, path, lines), key: keyPath(path) });
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: mostAliases });
  } catch (error) {
    const message = `the aliases (*name) cannot be used (${sentence(messageOf(error))}); write the values out`;
    return { problems: [{ ...nowhere, code: 'aliases', message }] };
  }
  const parsed = platformFile.safeParse(value);
  if (!parsed.success) {
    const issues: Issue[] = parsed.error.issues;
    return { problems: issues.flatMap(explained).map(({ path, ...problem }) => ({ ...at(path), ...problem })) };
  }
  const problems = readerProblems(parsed.data).map(({ path, ...problem }) => ({ ...at(path), ...problem }));
  return problems.length === 0 ? { platform: parsed.data } : { problems };
}

interface Explanation {
  readonly path: KeyPath;
  readonly code: string;
  readonly message: string;
}

/** What is wrong and what to do, for one issue of the shape; of several unknown keys each. */
function explained(issue: Issue): Explanation[] {
  const { code, path } = issue;
  if (code === 'unrecognized_keys') {
    const message =
      'is not a key that belongs here: correct its spelling or remove it (docs/platform-files.md lists all keys)';
    return (issue.keys ?? ['']).map((key) => ({ path: [...path, key], code: 'key_unknown', message }));
  }
  // Of a field's two forms, text and map, the one that was meant says more: the map's faults lie deeper than its type.
  const deeper = issue.errors?.find((form) =>
    form.some((inner) => inner.path.length > 0 || inner.code !== 'invalid_type'),
  );
  const inner = deeper?.find(({ code }) => code === 'unrecognized_keys') ?? deeper?.[0];
  if (inner !== undefined) return explained({ ...inner, path: [...path, ...inner.path] });
  if (code === 'invalid_union' && issue.errors !== undefined && issue.errors.length > 0) {
    return [{ path, code: 'neither_form', message: 'must be text, or a map with the keys of the long form' }];
  }
  if (path[0] === 'entry' && path.length === 2) {
    const message = 'is not a URL that can be crawled: give it in full, beginning with http:// or https://';
    return [{ path, code: 'bad_url', message }];
  }
  const isMissing = code === 'invalid_type' && /received undefined/.test(issue.message);
  const message = `is not right (${sentence(issue.message)}): see docs/platform-files.md`;
  return [{ path, code: isMissing ? 'key_missing' : 'value_wrong', message }];
}

function keyPath(path: KeyPath): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${shortKey(String(key))}`))
    .join('');
}

function shortKey(key: string): string {
  return key.length > 60 ? `${key.slice(0, 60)}…` : key;
}

/** Where the key stands, or the nearest key around it that the file holds. */
function placeOf(
  document: Document,
  path: KeyPath,
  lines: LineCounter,
): { readonly line: number | null; readonly column: number | null } {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    const start = isNode(node) ? node.range?.[0] : undefined;
    if (start === undefined) continue;
    const { line, col: column } = lines.linePos(start);
    return { line, column };
  }
  return { line: null, column: null };
}

function sentence(message: string): string {
  return message
    .replace(/\s+/g, ' ')
    .replace(/[.:\s]+$/, '')
    .slice(0, 300);
}
