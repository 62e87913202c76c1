import MarkdownIt, { type Token } from 'markdown-it';
import { type FilledTemplate, valuePlace } from './fill-template.js';

/** A stretch of text; `value` where it was filled in and not written in the template. */
export interface Run {
  text: string;
  bold: boolean;
  value: boolean;
  /** Letters and digits without a place to break: a hash, a URL. The writers let it break anywhere. */
  long: boolean;
}

/** Longer than any word of a sentence; a SHA-256 has 64. */
const longWord = /([!-~]{24,})/;

/** Lines of runs: a line break in the template or in a value is one in the document. */
export type Lines = Run[][];

export interface TableBlock {
  kind: 'table';
  /** Shares of the width, adding up to 1: as the dashes of the template's delimiter row. */
  widths: number[];
  align: ('left' | 'center' | 'right')[];
  head: Lines[];
  rows: Lines[][];
}

/** A document as the writers of HTML and DOCX take it. */
export type Block =
  | { kind: 'heading'; level: number; lines: Lines }
  | { kind: 'paragraph'; lines: Lines }
  | { kind: 'list'; ordered: boolean; start: number; items: Block[][] }
  | TableBlock;

/** Headings, paragraphs, tables, lists, bold, backslash: what the handbook says a template may use. All else is plain text. */
const markdown = new MarkdownIt('zero').enable(['heading', 'list', 'table', 'newline', 'escape']);

// Not Markdown's own rule: there `**案由：**涉嫌` is not bold, because a punctuation mark stands before the closing asterisks and a
// letter behind them.
markdown.inline.ruler.push('bold', (state, silent) => {
  if (!state.src.startsWith('**', state.pos)) return false;
  const end = state.src.indexOf('**', state.pos + 3);
  if (end < 0 || end >= state.posMax) return false;
  if (!silent) {
    const { pos, posMax } = state;
    state.push('strong_open', 'strong', 1);
    state.pos = pos + 2;
    state.posMax = end;
    state.md.inline.tokenize(state);
    state.push('strong_close', 'strong', -1);
    state.posMax = posMax;
  }
  state.pos = end + 2;
  return true;
});

/** The blocks of a filled template, its values in their places. */
export function readBlocks({ markdown: text, values }: FilledTemplate): Block[] {
  const lines = text.split('\n');
  const tokens = markdown.parse(text, {});
  const [blocks] = readUntil(tokens, 0, null, { values, lines });
  return blocks;
}

interface Source {
  values: readonly string[];
  lines: readonly string[];
}

/** Reads blocks up to the token of type `end`; gives them and the index behind it. */
function readUntil(tokens: Token[], from: number, end: string | null, source: Source): [Block[], number] {
  const blocks: Block[] = [];
  let index = from;
  for (let token = tokens[index]; token !== undefined; token = tokens[index]) {
    if (token.type === end) return [blocks, index + 1];
    if (token.type === 'heading_open') {
      blocks.push({ kind: 'heading', level: Number(token.tag.slice(1)), lines: linesOf(tokens[index + 1], source) });
      index += 3;
    } else if (token.type === 'paragraph_open') {
      blocks.push({ kind: 'paragraph', lines: linesOf(tokens[index + 1], source) });
      index += 3;
    } else if (token.type === 'bullet_list_open' || token.type === 'ordered_list_open') {
      const ordered = token.type === 'ordered_list_open';
      const [items, behind] = readItems(tokens, index + 1, source);
      blocks.push({ kind: 'list', ordered, start: Number(token.attrGet('start') ?? 1), items });
      index = behind;
    } else if (token.type === 'table_open') {
      const close = tokens.findIndex((each, at) => at > index && each.type === 'table_close');
      blocks.push(readTable(tokens.slice(index, close), source));
      index = close + 1;
    } else {
      throw new Error(`a template’s Markdown gave the token ${token.type}, which no rule enabled here makes`);
    }
  }
  return [blocks, index];
}

function readItems(tokens: Token[], from: number, source: Source): [Block[][], number] {
  const items: Block[][] = [];
  let index = from;
  while (tokens[index]?.type === 'list_item_open') {
    const [blocks, behind] = readUntil(tokens, index + 1, 'list_item_close', source);
    items.push(blocks);
    index = behind;
  }
  return [items, index + 1];
}

function readTable(tokens: Token[], source: Source): TableBlock {
  const rows: Lines[][] = [];
  const align: TableBlock['align'] = [];
  tokens.forEach((token, index) => {
    if (token.type === 'tr_open') rows.push([]);
    if (token.type !== 'th_open' && token.type !== 'td_open') return;
    rows.at(-1)?.push(linesOf(tokens[index + 1], source));
    if (token.type === 'th_open') {
      const style = String(token.attrGet('style') ?? '');
      align.push(style.endsWith('center') ? 'center' : style.endsWith('right') ? 'right' : 'left');
    }
  });
  const [head = [], ...body] = rows;
  const delimiter = source.lines[(tokens[0]?.map?.[0] ?? 0) + 1] ?? '';
  const dashes = (delimiter.match(/-+/g) ?? []).map((run) => run.length);
  const total = dashes.reduce((sum, each) => sum + each, 0);
  return { kind: 'table', widths: dashes.map((each) => each / total), align, head, rows: body };
}

function linesOf(inline: Token | undefined, source: Source): Lines {
  const lines: Lines = [[]];
  let bold = false;
  const add = (text: string, value: boolean) => {
    text.split('\n').forEach((line, index) => {
      if (index > 0) lines.push([]);
      // Every second piece is what the pattern caught.
      line.split(longWord).forEach((piece, at) => {
        if (piece !== '') lines.at(-1)?.push({ text: piece, bold, value, long: at % 2 === 1 });
      });
    });
  };
  for (const token of inline?.children ?? []) {
    if (token.type === 'strong_open') bold = true;
    else if (token.type === 'strong_close') bold = false;
    else if (token.type === 'softbreak' || token.type === 'hardbreak') lines.push([]);
    else {
      // Every second piece is what the pattern caught: the number of a value.
      token.content.split(valuePlace).forEach((piece, index) => {
        if (index % 2 === 0) add(piece, false);
        else add(source.values[Number(piece)] ?? '', true);
      });
    }
  }
  return lines;
}
