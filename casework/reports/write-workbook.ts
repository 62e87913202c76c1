import writeXlsxFile, { type Cell, type CellObject, type Row } from 'write-excel-file/node';
import { visibleText } from '../../evidence/documents/visible-text.js';
import { spreadsheetFormula } from './formula.js';
import { casesOf, measureInWords, monthInWords, reportedName, stateInWords } from './month-words.js';
import type { MonthlyColumn } from './monthly-template.js';
import type { CountedMember } from './read-members.js';
import type { MonthReport } from './read-month.js';
import { type TableLine, tableLines } from './table-lines.js';

const border = { borderStyle: 'thin', borderColor: '#808080' } as const;
const head = { ...border, fontWeight: 'bold', align: 'center', alignVertical: 'center', wrap: true } as const;
/** Printed landscape, each sheet as wide as one page and as long as it needs (ECMA-376, 18.3.1.63, 18.3.1.65). */
const onePageWide = {
  files: {
    transform: {
      'xl/worksheets/sheet{id}.xml': {
        transform: (xml: string) =>
          xml
            .replace(/(<worksheet [^>]*>)/, '$1<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>')
            .replace(/<pageSetup [^>]*\/>/, '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'),
      },
    },
  },
};
/** Rows above the first line of the table: title, particulars, groups, headings. */
const headRows = 4;

/**
 * The month's table as a workbook: sums and formulas are live, so that what is filled in by hand is added. Behind it the cases, the
 * outcomes and the corrections. Every text is a text, whatever it begins with: a name cannot become a formula.
 * @param members what the figures count
 */
export async function writeWorkbook(report: MonthReport, members: readonly CountedMember[]): Promise<Uint8Array> {
  const { columns } = report.template;
  const sheets = [
    {
      ...{ sheet: '汇总表', data: tableRows(report), orientation: 'landscape' as const, stickyRowsCount: headRows },
      columns: [{ width: 34 }, ...columns.map(() => ({ width: 9 }))],
    },
    listSheet(
      '案件清单',
      [20, 22, 32, 22, 60],
      ['案号', '机关', '当事人', '统一社会信用代码', '本月计入的措施'],
      caseRows(members),
    ),
    listSheet(
      ...(['处理结果清单', [14, 12, 32, 16, 22, 22, 20]] as const),
      ...([['决定日期', '对象', '姓名或者名称', '处理结果', '文号', '机关', '案号'], outcomeRows(members)] as const),
    ),
    listSheet(
      ...(['更正', [12, 24, 30, 10, 10]] as const),
      ...([['月份', '机关', '项目', '原报', '现为'], correctionRows(report)] as const),
    ),
  ];
  const options = { fontFamily: '宋体', fontSize: 10, features: [onePageWide] };
  return new Uint8Array(await writeXlsxFile(sheets, options).toBuffer());
}

function listSheet(
  sheet: string,
  widths: readonly number[],
  headings: readonly string[],
  rows: readonly (readonly (string | number)[])[],
) {
  const cells = rows.map((row) =>
    row.map((value) => (typeof value === 'number' ? number(value) : text(value, border))),
  );
  const data: Row[] = [headings.map((heading) => text(heading, head)), ...cells];
  if (rows.length === 0) data.push([text('无')]);
  const columns = widths.map((width) => ({ width }));
  return { sheet, data, columns, orientation: 'landscape' as const, stickyRowsCount: 1 };
}

function text(value: string, style: Partial<CellObject> = {}): CellObject {
  return { value: visibleText(value), type: String, wrap: true, alignVertical: 'center', ...style };
}

function number(value: number, style: Partial<CellObject> = {}): CellObject {
  return { value, type: Number, align: 'center', alignVertical: 'center', ...border, ...style };
}

function tableRows(report: MonthReport): Row[] {
  const { template, figures, month } = report;
  const { columns } = template;
  const width = columns.length + 1;
  const reporting = figures.organisations.find(({ parentId }) => parentId === null)?.name ?? '';
  const particulars = `填报机关：${reporting}　　期间：${monthInWords(month)}　　报送期限：${report.dueOn}　　${stateInWords(report)}`;
  return [
    spanned({ ...text(template.title), fontSize: 16, fontWeight: 'bold', align: 'center', height: 32 }, width),
    spanned(text(particulars), width),
    [{ ...text('机关', head), rowSpan: 2 }, ...groupCells(columns)],
    [null, ...columns.map(({ heading }) => ({ ...text(heading, head), height: 48 }))],
    ...tableLines(template, figures).map((line, index) => lineRow(line, headRows + 1 + index, columns)),
    [],
    ...[...template.notes, ...handNotes(columns)].map((note, index) => spanned(text(`注${index + 1}：${note}`), width)),
  ];
}

function handNotes(columns: readonly MonthlyColumn[]): string[] {
  const hand = columns.filter(({ byHand }) => byHand !== undefined).map(({ group, heading }) => `${group}${heading}`);
  return hand.length === 0 ? [] : [`${hand.join('、')}为手工填报，空格可直接填写，合计随之计算。`];
}

/** A cell over all columns; a workbook wants the covered ones, too. */
function spanned(cell: CellObject, width: number): Row {
  return [{ ...cell, columnSpan: width }, ...Array.from({ length: width - 1 }, () => null)];
}

/** Neighbours of one group are one cell. */
function groupCells(columns: readonly MonthlyColumn[]): Cell[] {
  return columns.map(({ group }, index) => {
    if (index > 0 && columns[index - 1]?.group === group) return null;
    const next = columns.findIndex((each, at) => at > index && each.group !== group);
    return { ...text(group, head), columnSpan: (next === -1 ? columns.length : next) - index };
  });
}

/** @param row the line's number in the sheet, from 1 */
function lineRow(line: TableLine, row: number, columns: readonly MonthlyColumn[]): Row {
  const isSum = line.kind === 'sum';
  const style = isSum ? ({ fontWeight: 'bold', backgroundColor: '#F2F2F2' } as const) : {};
  return [
    text(line.name, { ...border, ...style, align: 'left', indent: line.level, height: 20 }),
    ...columns.map(({ key, formula }, index): Cell => {
      if (formula !== undefined)
        return live(
          spreadsheetFormula(formula, (named) => cellName(columnOf(columns, named), row)),
          style,
        );
      if (isSum) return live(`SUM(${ranges(line.adds, index + 1)})`, style);
      const value = line.values[key] ?? null;
      return value === null ? { ...border } : number(value);
    }),
  ];
}

function live(formula: string, style: Partial<CellObject>): CellObject {
  return { value: formula, type: 'Formula', align: 'center', alignVertical: 'center', ...border, ...style };
}

/** Lines as ranges, since SUM takes no more than 255 of them: `C5:C9,C12`. */
function ranges(lines: readonly number[], column: number): string {
  const runs: { from: number; to: number }[] = [];
  for (const line of [...lines].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && last.to === line - 1) last.to = line;
    else runs.push({ from: line, to: line });
  }
  const name = (line: number) => cellName(column, line + headRows + 1);
  return runs.map(({ from, to }) => (from === to ? name(from) : `${name(from)}:${name(to)}`)).join(',');
}

function columnOf(columns: readonly MonthlyColumn[], key: string): number {
  return columns.findIndex((column) => column.key === key) + 1;
}

/** @param column from 0 */
function cellName(column: number, row: number): string {
  let letters = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return `${letters}${row}`;
}

function caseRows(members: readonly CountedMember[]): string[][] {
  return casesOf(members).flatMap((measures) => {
    const [first] = measures;
    if (first === undefined) return [];
    const { caseNumber, organisation, subjectName, creditCode } = first;
    return [[caseNumber ?? '', organisation, subjectName, creditCode ?? '', measures.map(measureInWords).join('\n')]];
  });
}

function outcomeRows(members: readonly CountedMember[]): string[][] {
  return members
    .filter(({ kind }) => kind === 'outcome')
    .map((member) => [
      ...[member.day, member.subjectKind === 'person' ? '人员' : '单位', reportedName(member), member.what],
      ...[member.document, member.organisation, member.caseNumber ?? ''],
    ]);
}

function correctionRows({ figures: { corrections, organisations } }: MonthReport): (string | number)[][] {
  return corrections.map(({ month, organisationId, heading, was, now }) => [
    ...[monthInWords(month), organisations.find(({ id }) => id === organisationId)?.name ?? organisationId],
    ...[heading, was, now],
  ]);
}
