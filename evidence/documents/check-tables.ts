const sectionTag = /\{\{\s*[#^/!][^}]*\}\}/g;
const anyTag = /\{\{[^}]*\}\}/g;

/** Throws, with the line of the character at `index`. */
export type Fail = (index: number, problem: string) => never;

/**
 * Refuses tables that Markdown would read otherwise than they look: it drops the cells that are too many, and takes the line behind a
 * table for one more row. Rows begin and end with `|`; the second is `| --- | --- |`; sections round rows stand on lines of their own.
 */
export function checkTables(template: string, fail: Fail): void {
  let index = 0;
  let columns: number | null = null;
  let rows = 0;
  for (const line of template.split('\n')) {
    const at = index;
    index += line.length + 1;
    const text = line.replace(/\r$/, '').trim();
    const bare = text.replace(sectionTag, '').trim();
    // Mustache takes such a line out whole.
    if (bare === '' && text !== '') continue;

    if (!bare.startsWith('|')) {
      if (rows === 1) fail(at, 'the line behind a table’s head must be | --- | --- |, one for each column.');
      if (columns !== null && bare !== '') fail(at, 'an empty line must stand between a table and what follows it.');
      if (/^:?-+:?\s*\|/.test(bare)) fail(at, 'each row of a table begins and ends with |.');
      columns = null;
      rows = 0;
      continue;
    }

    rows += 1;
    if (!text.startsWith('|') || !text.endsWith('|') || text.endsWith('\\|'))
      fail(
        at,
        'each row of a table begins and ends with |, and {{#…}} and {{/…}} round rows stand on lines of their own.',
      );
    const cells = cellsOf(text);
    if (columns === null) columns = cells.length;
    if (cells.length !== columns)
      fail(
        at,
        `this row has ${cells.length} cells, and the table’s head has ${columns}; write | within a cell as \\|.`,
      );
    if (rows === 2 && !cells.every((cell) => /^:?-+:?$/.test(cell.trim())))
      fail(at, 'the line behind a table’s head must be | --- | --- |, one for each column.');
    if (!cells.every(isBalanced)) fail(at, 'a section that begins in a cell must end in the same cell.');
  }
  if (rows === 1) fail(template.length, 'a table needs the line | --- | --- | behind its head.');
}

/** As Markdown splits a row: at each `|` without a backslash before it. */
function cellsOf(row: string): string[] {
  return row.slice(1, -1).split(/(?<!\\)\|/);
}

function isBalanced(cell: string): boolean {
  const tags = cell.match(anyTag) ?? [];
  const opened = tags.filter((tag) => /^\{\{\s*[#^]/.test(tag)).length;
  return opened === tags.filter((tag) => /^\{\{\s*\//.test(tag)).length;
}
