import {
  AlignmentType,
  Document,
  Footer,
  HeadingLevel,
  HeightRule,
  type ILevelsOptions,
  LevelFormat,
  Packer,
  PageNumber,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
} from 'docx';
import type { Block, Lines, Run, TableBlock } from './read-blocks.js';
import { isEmpty } from './write-html.js';

/** Lengths in twentieths of a point (dxa): A4 with the margins of page-style.ts. */
const page = { width: 11906, height: 16838, top: 2098, right: 1474, bottom: 1984, left: 1588 };
const textWidth = page.width - page.left - page.right;
const signatureHeight = 624;

/** Names under which Word for Windows has its Chinese fonts; other systems substitute them. */
const font = (eastAsia: string) => ({
  ascii: 'Times New Roman',
  hAnsi: 'Times New Roman',
  cs: 'Times New Roman',
  eastAsia,
});
const headingNames = [HeadingLevel.HEADING_1, HeadingLevel.HEADING_2, HeadingLevel.HEADING_3] as const;
const alignments = { left: AlignmentType.LEFT, center: AlignmentType.CENTER, right: AlignmentType.RIGHT };

/** Half-points, as Word counts. */
const size = { title: 40, heading: 26, text: 24, table: 21, longWord: 18, footer: 18 };

/** The document as a DOCX file with real tables, headings and lists, and a footer 第 X 页 共 Y 页. */
export async function writeDocx(title: string, author: string, blocks: readonly Block[]): Promise<Uint8Array> {
  const numbering: { reference: string; levels: ILevelsOptions[] }[] = [];
  const children = blocks.flatMap((block, index) => blockParts(block, blocks[index + 1], numbering));
  const document = new Document({
    title,
    creator: author,
    lastModifiedBy: author,
    styles: {
      default: {
        document: {
          run: { font: font('仿宋'), size: size.text, language: { value: 'en-US', eastAsia: 'zh-CN' } },
          paragraph: { spacing: { line: 400, after: 100 } },
        },
        heading1: {
          run: { font: font('宋体'), size: size.title, bold: true, color: '000000' },
          paragraph: { alignment: AlignmentType.CENTER, spacing: { line: 560, after: 340 } },
        },
        heading2: {
          run: { font: font('黑体'), size: size.heading, bold: true, color: '000000' },
          paragraph: { spacing: { before: 280, after: 120 }, keepNext: true },
        },
        heading3: {
          run: { font: font('黑体'), size: size.text, bold: true, color: '000000' },
          paragraph: { spacing: { before: 200, after: 100 }, keepNext: true },
        },
      },
    },
    numbering: { config: numbering },
    sections: [
      {
        properties: {
          page: {
            size: { width: page.width, height: page.height },
            margin: { top: page.top, right: page.right, bottom: page.bottom, left: page.left },
          },
        },
        footers: { default: new Footer({ children: [pageNumberLine()] }) },
        children,
      },
    ],
  });
  return new Uint8Array(await Packer.toBuffer(document));
}

function pageNumberLine(): Paragraph {
  const run = { size: size.footer };
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    children: [
      new TextRun({ ...run, children: ['第 ', PageNumber.CURRENT, ' 页 共 ', PageNumber.TOTAL_PAGES, ' 页'] }),
    ],
  });
}

type Numbering = { reference: string; levels: ILevelsOptions[] }[];

function blockParts(block: Block, next: Block | undefined, numbering: Numbering): (Paragraph | Table)[] {
  switch (block.kind) {
    case 'heading':
      return [
        new Paragraph({
          heading: headingNames[Math.min(block.level, 3) - 1] ?? HeadingLevel.HEADING_3,
          children: runsOf(block.lines),
        }),
      ];
    case 'paragraph':
      return [
        new Paragraph({
          keepNext: next?.kind === 'table',
          wordWrap: hasLongWord(block.lines),
          children: runsOf(block.lines),
        }),
      ];
    case 'list':
      return listParts(block, numbering);
    case 'table':
      // Word joins two tables without a paragraph between them into one.
      return [tablePart(block), new Paragraph({ spacing: { line: 160, after: 0 }, children: [] })];
  }
}

/** Each list has a numbering of its own, so that it begins with its own number. */
function listParts(
  { ordered, start, items }: Extract<Block, { kind: 'list' }>,
  numbering: Numbering,
): (Paragraph | Table)[] {
  const reference = `list-${numbering.length + 1}`;
  const level: ILevelsOptions = {
    level: 0,
    format: ordered ? LevelFormat.DECIMAL : LevelFormat.BULLET,
    text: ordered ? '%1.' : '•',
    start,
    style: { paragraph: { indent: { left: 600, hanging: 400 } } },
  };
  numbering.push({ reference, levels: [level] });
  return items.flatMap(([first, ...others]) => {
    const lines = first?.kind === 'paragraph' ? first.lines : [];
    const rest = first === undefined || first.kind === 'paragraph' ? others : [first, ...others];
    return [
      new Paragraph({
        numbering: { reference, level: 0 },
        wordWrap: hasLongWord(lines),
        children: runsOf(lines),
      }),
      ...rest.flatMap((block, index) => blockParts(block, rest[index + 1], numbering)),
    ];
  });
}

function tablePart({ widths, align, head, rows }: TableBlock): Table {
  const columnWidths = widths.map((width) => Math.round(width * textWidth));
  // Signatures stay together on one page.
  const keepNext = rows.some((cells) => cells.some(isEmpty));
  const cell = (lines: Lines, index: number, isHead: boolean) =>
    new TableCell({
      width: { size: columnWidths[index] ?? 0, type: WidthType.DXA },
      verticalAlign: VerticalAlignTable.CENTER,
      margins: { top: 50, bottom: 50, left: 85, right: 85 },
      ...(isHead ? { shading: { type: ShadingType.CLEAR, fill: 'F2F2F2', color: 'auto' } } : {}),
      children: [
        new Paragraph({
          alignment: alignments[align[index] ?? 'left'],
          spacing: { line: 300, after: 0 },
          keepNext,
          wordWrap: hasLongWord(lines),
          children: runsOf(lines, {
            size: size.table,
            longWordSize: size.longWord,
            ...(isHead ? { font: font('黑体') } : {}),
          }),
        }),
      ],
    });
  const row = (cells: readonly Lines[], isHead: boolean) =>
    new TableRow({
      cantSplit: true,
      ...(isHead ? { tableHeader: true } : {}),
      ...(!isHead && cells.some(isEmpty) ? { height: { value: signatureHeight, rule: HeightRule.ATLEAST } } : {}),
      children: cells.map((lines, index) => cell(lines, index, isHead)),
    });
  return new Table({
    width: { size: textWidth, type: WidthType.DXA },
    columnWidths,
    layout: TableLayoutType.FIXED,
    rows: [row(head, true), ...rows.map((cells) => row(cells, false))],
  });
}

interface RunStyle {
  size?: number;
  longWordSize?: number;
  font?: ReturnType<typeof font>;
}

function runsOf(lines: Lines, { longWordSize, ...style }: RunStyle = {}): TextRun[] {
  const sizeOf = ({ long }: Run) => (long && longWordSize ? { size: longWordSize } : {});
  return lines.flatMap((line, index) => {
    const runs = line.map((run) => new TextRun({ text: wordText(run), bold: run.bold, ...style, ...sizeOf(run) }));
    return index === 0 ? runs : [new TextRun({ break: 1, ...style }), ...runs];
  });
}

/** Word isolates no run, so that a value with right-to-left letters gets a left-to-right mark on both sides (UAX #9). */
function wordText({ text, value }: Run): string {
  const isRightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u.test(text);
  return value && isRightToLeft ? `\u200e${text}\u200e` : text;
}

/** Asks Word to break Latin words anywhere (`w:wordWrap` off), else a hash runs out of its cell. */
function hasLongWord(lines: Lines): boolean {
  return lines.some((line) => line.some(({ long }) => long));
}
