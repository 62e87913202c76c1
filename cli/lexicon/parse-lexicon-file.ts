import { type Document, isMap, isNode, isScalar, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import { messageOf } from '../../contracts/errors.js';

/** A place in a file; line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Problem extends Place {
  readonly problem: string;
}

/** A YAML file as values, with the way back from a value to its place. */
export interface ParsedLexiconFile {
  readonly file: string;
  readonly content: Readonly<Record<string, unknown>>;
  /** Where the value at a path stands, or what holds it if it is not there; with `key`, where that key of it stands. */
  placeOf(path: readonly PropertyKey[], key?: string): Place;
}

/** Parses one file of a lexicon, or says what keeps it from being one. */
export function parseLexiconFile(file: string, bytes: Uint8Array): ParsedLexiconFile | { problems: Problem[] } {
  const start = { file, line: 1, column: 1 };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { problems: [{ ...start, problem: '文件不是 UTF-8 编码；请另存为 UTF-8' }] };
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const placeAt = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  if (document.errors.length > 0) {
    return {
      problems: document.errors.map((error) => ({
        ...placeAt(error.pos[0]),
        problem: `YAML 写法有误：${error.message}`,
      })),
    };
  }
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    return { problems: [{ ...start, problem: `词库不用 YAML 别名（*）：${messageOf(error)}` }] };
  }
  if (!isRecord(content)) {
    return { problems: [{ ...start, problem: '文件里没有 groups、rules 之类的键' }] };
  }
  return { file, content, placeOf: (path, key) => placeAt(offsetOf(document, path, key)) };
}

function isRecord(content: unknown): content is Record<string, unknown> {
  return typeof content === 'object' && content !== null && !Array.isArray(content);
}

function offsetOf(document: Document.Parsed, path: readonly PropertyKey[], key: string | undefined): number {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (!isNode(node)) continue;
    const keyNode = key !== undefined && length === path.length ? keyOf(node as ParsedNode, key) : undefined;
    return (keyNode ?? node).range?.[0] ?? 0;
  }
  return 0;
}

function keyOf(node: ParsedNode, key: string): ParsedNode | undefined {
  if (!isMap(node)) return undefined;
  return node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key)?.key as ParsedNode | undefined;
}
