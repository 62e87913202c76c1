import { escapeHtml } from './escape-html.js';
import { pageStyle } from './page-style.js';
import type { Block, Lines, Run, TableBlock } from './read-blocks.js';

/** The page of a document, complete in itself: no script, nothing fetched. */
export function writeHtml(title: string, blocks: readonly Block[]): string {
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
${blocks.map(blockHtml).join('\n')}
</body>
</html>
`;
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'heading': {
      const tag = `h${Math.min(block.level, 3)}`;
      return `<${tag}>${linesHtml(block.lines)}</${tag}>`;
    }
    case 'paragraph':
      return `<p>${linesHtml(block.lines)}</p>`;
    case 'list': {
      const items = block.items.map((item) => `<li>${item.map(blockHtml).join('')}</li>`).join('');
      return block.ordered ? `<ol start="${block.start}">${items}</ol>` : `<ul>${items}</ul>`;
    }
    case 'table':
      return tableHtml(block);
  }
}

function tableHtml({ widths, align, head, rows }: TableBlock): string {
  const columns = widths.map((width) => `<col style="width:${(width * 100).toFixed(2)}%">`).join('');
  const row = (cells: readonly Lines[], tag: 'th' | 'td') => {
    const html = cells.map((lines, index) => {
      const style = align[index] === 'left' ? '' : ` style="text-align:${align[index]}"`;
      return `<${tag}${isEmpty(lines) && tag === 'td' ? ' class="written"' : ''}${style}>${linesHtml(lines)}</${tag}>`;
    });
    return `<tr>${html.join('')}</tr>`;
  };
  const body = rows.map((cells) => row(cells, 'td')).join('\n');
  return `<table><colgroup>${columns}</colgroup><thead>${row(head, 'th')}</thead><tbody>\n${body}\n</tbody></table>`;
}

/** A cell that a template leaves empty is one that a person writes into: it gets room for a signature. */
export function isEmpty(lines: Lines): boolean {
  return lines.every((line) => line.length === 0);
}

function linesHtml(lines: Lines): string {
  return lines.map((line) => line.map(runHtml).join('')).join('<br>');
}

/** A value is isolated, so that right-to-left words in it leave the order of what is around it alone. */
function runHtml({ text, bold, value, long }: Run): string {
  const words = escapeHtml(text);
  const attribute = long ? ' class="long"' : '';
  const html = value ? `<bdi${attribute}>${words}</bdi>` : long ? `<span${attribute}>${words}</span>` : words;
  return bold ? `<strong>${html}</strong>` : html;
}
