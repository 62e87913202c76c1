import { isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { InputError } from '../../contracts/errors.js';

type Path = readonly PropertyKey[];

/** An edited data file is not usable. */
export class UnusableYamlError extends InputError {
  /** Where the first error is, from 1; undefined where it is none of a line. */
  readonly line: number | undefined;

  constructor(code: string, message: string, line: number | undefined) {
    super(code, message);
    this.line = line;
  }
}

/** One sentence, and where it is about. */
interface Problem {
  readonly line: number | undefined;
  readonly text: string;
}

/**
 * A data file that people edit: YAML (core schema, no tags, no aliases) of the shape `schema`.
 * @param what such as `The template of the month’s table`
 * @throws UnusableYamlError `code` with a line for every error: file, line, key, what is wrong
 */
export function readCheckedYaml<T extends z.ZodType>(
  schema: T,
  text: string,
  { file, code, what }: { readonly file: string; readonly code: string; readonly what: string },
): z.infer<T> {
  const lines = new LineCounter();
  const document = parseDocument(text.replace(/^\ufeff/, ''), {
    ...{ schema: 'core', version: '1.2', merge: false, customTags: [], resolveKnownTags: false },
    ...{ lineCounter: lines, prettyErrors: false, logLevel: 'error' },
  });
  const refuse = (problems: readonly Problem[]): never => {
    const told = problems.map(({ line, text }) => `${file}${line === undefined ? '' : `, line ${line}`}: ${text}.`);
    throw new UnusableYamlError(code, `${what} is not usable. ${told.join(' ')}`, problems[0]?.line);
  };
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0)
    refuse(faults.map(({ pos, message }) => ({ line: lines.linePos(pos[0]).line, text: sentence(message) })));
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    refuse([{ line: undefined, text: `${sentence(String(error))}; write aliases out` }]);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  return refuse(
    parsed.error.issues.map(({ path, message }) => {
      const key = path.map(String).join('.');
      return { line: lineOf(document, path, lines), text: `${key === '' ? 'the file' : key}: ${sentence(message)}` };
    }),
  );
}

/** Where the key stands, or the nearest key around it that the file holds. */
function lineOf(document: ReturnType<typeof parseDocument>, path: Path, lines: LineCounter): number | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    const start = isNode(node) ? node.range?.[0] : undefined;
    if (start !== undefined) return lines.linePos(start).line;
  }
  return undefined;
}

const sentence = (message: string): string =>
  message
    .replace(/\s+/g, ' ')
    .replace(/[.:\s]+$/, '')
    .slice(0, 300);
