import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordOutcome } from '../../../casework/outcomes/record-outcome.js';
import { readMembers } from '../../../casework/reports/read-members.js';
import { type MonthReport, readMonth } from '../../../casework/reports/read-month.js';
import { tableLines } from '../../../casework/reports/table-lines.js';
import { writeWords } from '../../../casework/reports/write-words.js';
import { writeWorkbook } from '../../../casework/reports/write-workbook.js';
import type { Decider } from '../../../casework/reviews/decider.js';
import { type CaseworkWorld, noonOf, openCaseworkWorld, outcomeOf } from '../outcomes/casework-world.js';
import { unzipText } from './unzip-text.js';

const soffice = '/usr/bin/soffice';
const hasCalc = [soffice, '/usr/lib/libreoffice/program/libsclo.so'].every((file) => existsSync(file));
if (!hasCalc) console.warn('write-workbook: LibreOffice Calc is not installed, its recalculation is not tested');
const now = noonOf('2026-04-01');
/** Names that a spreadsheet could take for formulas, or that break out of XML. */
const hostile = [
  '=HYPERLINK("http://x","y")',
  '+1+1',
  '-1+1',
  '@SUM(1,1)',
  '\t=1+1',
  '\r=1+1',
  '<f>1+1</f>&"',
  "=cmd|' /C calc'!A0",
];

const template = [
  'title: 处理汇总表',
  'columns:',
  '  - { key: hand, group: 人员, heading: 排查数, byHand: { city-a: 1200, county-a2: 34 } }',
  '  - { key: suspected, group: 人员, heading: 疑似数, outcomes: [suspected], of: person }',
  '  - { key: share, group: 人员, heading: 疑似率, formula: suspected / hand }',
  '  - { key: circular, group: 单位, heading: 通报数, outcomes: [circular], of: employer }',
  '  - { key: ordered, group: 机构, heading: 责令改正数, steps: [order_rectification] }',
  '  - { key: decided, group: 机构, heading: 处罚数, steps: [decide] }',
  '  - { key: measures, group: 机构, heading: 措施数, formula: (ordered + decided) * 1 }',
].join('\n');

let world: CaseworkWorld;
let folder: string;
let report: MonthReport;
let workbook: Uint8Array;
let words: Awaited<ReturnType<typeof writeWords>>;
beforeAll(async () => {
  world = await openCaseworkWorld();
  folder = await mkdtemp(join(tmpdir(), 'guazheng-workbook-'));
  const officer: Decider = await world.person('王一');
  const penalties = {
    document: '鄂人社罚〔2026〕3号',
    penalties: [{ kind: 'fine', amountYuan: 20_000 }, { kind: 'revocation' }],
  };
  for (const [index, subjectName] of hostile.entries()) {
    const organisationId = ['province', 'city-a', 'county-a1', 'county-a2', 'city-b'][index % 5] ?? 'province';
    const place = { organisationId, subjectName, occurredOn: `2026-03-0${index + 1}`, second: 'confirmed' } as const;
    const { caseId } = await world.step(officer, {
      ...place,
      action: 'order_rectification',
      facts: { document: subjectName },
    });
    if (index % 3 === 0) await world.step(officer, { ...place, caseId, action: 'decide', facts: penalties });
    const named = outcomeOf({ organisationId, subjectName, document: subjectName });
    await recordOutcome(world.database, world.personalData, officer, named, now);
    const suspected = { ...named, subjectKind: 'person', kind: 'suspected' } as const;
    if (index % 2 === 0) await recordOutcome(world.database, world.personalData, officer, suspected, now);
  }
  const asked = { organisationId: 'province', month: '2026-03', template: { text: template, file: 'mine.yaml' } };
  report = await readMonth(world.database, asked, now);
  const ids = report.figures.rows.flatMap(({ cells }) => Object.values(cells).flatMap(({ members }) => members));
  const members = await readMembers(world.database, ids, officer.jurisdiction);
  workbook = await writeWorkbook(report, members);
  words = await writeWords(report, members);
  await writeFile(join(folder, 'month.xlsx'), workbook);
});
afterAll(async () => {
  await world?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Numbers and formulas of a sheet, by the names of their cells. */
function cellsOf(xml: string): ReadonlyMap<string, string> {
  const found = xml.matchAll(/<c r="([A-Z]+\d+)"[^>]*><(?:f|v)>([^<]*)<\/(?:f|v)><\/c>/g);
  return new Map(Array.from(found, ([, name = '', content = '']) => [name, content]));
}

/** What a spreadsheet makes of a cell: sums, IF, arithmetic; an empty cell is nothing. */
function calculate(cells: ReadonlyMap<string, string>, cell: string): number {
  const text = cells.get(cell);
  if (text === undefined) return 0;
  const script = text
    .replace(/([A-Z])(\d+):([A-Z])(\d+)/g, (_, column: string, from: string, __, to: string) =>
      Array.from({ length: Number(to) - Number(from) + 1 }, (___, row) => `${column}${Number(from) + row}`).join(','),
    )
    .replace(/\b[A-Z]\d+\b/g, (name) => `(${calculate(cells, name)})`)
    .replaceAll(')=0,', ')===0,');
  const sum = (...terms: number[]) => terms.reduce((total, term) => total + term, 0);
  const choose = (condition: boolean, yes: number, no: number) => (condition ? yes : no);
  const value: unknown = new Function('SUM', 'IF', `return ${script}`)(sum, choose);
  return Number(value);
}

describe('the workbook of a month', () => {
  test('holds no formula but sums and those of the template, whatever names begin with', () => {
    const sheets = Object.entries(unzipText(workbook)).filter(([name]) => /^xl\/worksheets\/[^/]+\.xml$/.test(name));
    expect(sheets).toHaveLength(4);
    const formulas = sheets.flatMap(([, xml]) =>
      [...xml.matchAll(/<f[^>]*>([^<]*)<\/f>/g)].map(([, formula]) => formula),
    );
    expect(formulas.length).toBeGreaterThan(20);
    for (const formula of formulas)
      expect(formula).toMatch(/^(SUM\([A-Z]+\d+(:[A-Z]+\d+)?(,[A-Z]+\d+(:[A-Z]+\d+)?)*\)|[A-Z0-9()+*/,=-]*)$/);
    // All else that a sheet holds is a number or refers to a shared text.
    for (const [, xml] of sheets) expect(xml).not.toMatch(/<c [^>]*t="(str|inlineStr|e)"/);
    const formulasElsewhere = sheets.slice(1).filter(([, xml]) => xml.includes('<f>'));
    expect(formulasElsewhere).toEqual([]);
  });

  test('names the agencies as they are named, and persons by their surnames alone', async () => {
    const cases = await readSheet(Buffer.from(workbook), '案件清单');
    const names = cases.slice(1).map((row) => String(row[2]));
    expect(names).toEqual(expect.arrayContaining(['=HYPERLINK("http://x","y")', '+1+1', '<f>1+1</f>&"']));
    const outcomes = await readSheet(Buffer.from(workbook), '处理结果清单');
    for (const row of outcomes.slice(1)) if (row[1] === '人员') expect(String(row[2])).toMatch(/^.某$/u);
  });

  test('lists every case once, with what was done', async () => {
    const [, first] = await readSheet(Buffer.from(workbook), '案件清单');
    expect(first?.[4]).toContain('2026-03-01 责令改正');
    expect(first?.[4]).toContain('处罚决定（鄂人社罚〔2026〕3号，罚款20,000元、吊销人力资源服务许可证）');
  });

  test('has formulas that give the figures', () => {
    const cells = cellsOf(unzipText(workbook)['xl/worksheets/sheet1.xml'] ?? '');
    const { columns } = report.template;
    for (const [index, { name, values }] of tableLines(report.template, report.figures).entries())
      for (const [at, { key }] of columns.entries()) {
        const cell = `${String.fromCharCode(66 + at)}${5 + index}`;
        expect(calculate(cells, cell), `${name} ${key} ${cell}`).toBeCloseTo(values[key] ?? 0, 9);
      }
  });

  test.skipIf(!hasCalc)(
    'has the same figures when a spreadsheet has recalculated it',
    { timeout: 120_000 },
    async () => {
      const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
      const csv = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false';
      const converting = ['--headless', profile, '--convert-to', csv, '--outdir', folder, join(folder, 'month.xlsx')];
      await promisify(execFile)(soffice, converting, { timeout: 110_000 });
      const rows: string[][] = parse(await readFile(join(folder, 'month.csv')), { relax_column_count: true });
      const { columns } = report.template;
      for (const [index, { name, values }] of tableLines(report.template, report.figures).entries()) {
        const [heading, ...cells] = rows[4 + index] ?? [];
        expect(heading).toBe(name);
        for (const [at, { key }] of columns.entries())
          expect(Number(cells[at]), `${name} ${key}`).toBeCloseTo(values[key] ?? 0, 9);
      }
    },
  );
});

describe('the month in words', () => {
  test('proposes cases to choose from, those with penalties first, and takes no name for markup', () => {
    const { html } = words;
    expect(html).toContain('鄂人社罚〔2026〕3号，罚款20,000元、吊销人力资源服务许可证');
    expect(html.indexOf('吊销')).toBeLessThan(html.indexOf('@SUM'));
    expect(html).not.toContain('<f>');
    expect(html).toContain('&lt;f&gt;1+1&lt;/f&gt;');
    expect(html.match(/<li>/g)).toHaveLength(3 + hostile.length);
    expect(html).toContain('没有更正。');
    expect(unzipText(words.docx)['word/document.xml']).toContain('典型案例');
  });
});
