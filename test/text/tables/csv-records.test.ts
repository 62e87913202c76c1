import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CsvRecord, csvRecords } from '../../../text/tables/csv-records.js';
import { longestRow } from '../../../text/tables/longest-row.js';

async function read(text: string, size = text.length): Promise<CsvRecord[]> {
  async function* chunks(): AsyncGenerator<string> {
    for (let at = 0; at < text.length; at += Math.max(1, size)) yield text.slice(at, at + Math.max(1, size));
  }
  const records: CsvRecord[] = [];
  for await (const record of csvRecords(chunks())) records.push(record);
  return records;
}

const cellsOf = (records: readonly CsvRecord[]) => records.map((record) => ('cells' in record ? record.cells : null));

describe('what RFC 4180 allows', () => {
  test('is read as csv-parse reads it, wherever the pieces are cut', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '证', '"', ',', '\n', '\r\n', ' ', ';'), maxLength: 6 });
    const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(table, fc.boolean(), fc.integer({ min: 1, max: 9 }), async (rows, quoteAll, size) => {
        const quoted = (value: string) =>
          quoteAll || /[",\r\n;]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
        const text = ['id,text,label', ...rows.map((row) => row.map(quoted).join(','))].join('\r\n');
        const expected = parse(text, { skip_records_with_empty_values: false }) as string[][];
        const filled = expected.filter((record) => record.some((value) => value !== ''));
        expect(cellsOf(await read(text, size))).toEqual(filled);
      }),
      { numRuns: 300 },
    );
  });

  test('may end its lines in CRLF, LF or CR, and its last line in nothing', async () => {
    for (const end of ['\r\n', '\n', '\r']) {
      const records = await read(['id,text', '1,"两年', '一付"', '3,挂靠'].join(end), 3);
      expect(cellsOf(records)).toEqual([
        ['id', 'text'],
        ['1', `两年${end}一付`],
        ['3', '挂靠'],
      ]);
      expect(records.map(({ line }) => line)).toEqual([1, 2, 4]);
    }
  });

  test('is separated by what its header is separated by; a single column is not separated at all', async () => {
    expect(cellsOf(await read('id\ttext\n1\ta,b;c\n'))).toEqual([
      ['id', 'text'],
      ['1', 'a,b;c'],
    ]);
    expect(cellsOf(await read('id;text\n1;a,b\n'))).toEqual([
      ['id', 'text'],
      ['1', 'a,b'],
    ]);
    expect(cellsOf(await read('text\n招一级建造师,可兼职;不坐班\n"a, b"\n'))).toEqual([
      ['text'],
      ['招一级建造师,可兼职;不坐班'],
      ['a, b'],
    ]);
  });

  test('a quote inside an unquoted cell is an ordinary character', async () => {
    expect(cellsOf(await read('id,text\n1,5" 屏\n'))).toEqual([
      ['id', 'text'],
      ['1', '5" 屏'],
    ]);
  });
});

describe('a broken record', () => {
  test('costs its own line and no other, wherever the pieces are cut', async () => {
    const text =
      'id,text\n1,good\n2,"never closed\n3,good too\n4,"quoted, with a comma"\n5,"over\ntwo lines"\n6,last\n';
    for (let size = 1; size < 30; size++) {
      const records = await read(text, size);
      expect(records.filter((record) => 'problem' in record)).toEqual([
        { line: 3, code: 'text_behind_quote', problem: expect.stringContaining('quote'), raw: '2,"never closed' },
      ]);
      expect(records.flatMap((record) => ('cells' in record ? [record.line] : []))).toEqual([1, 2, 4, 5, 6, 8]);
    }
  });

  test('at the end of the file is told too', async () => {
    const records = await read('id,text\n1,"never closed\n2,b\n3,c');
    expect(records.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
    expect(records[1]).toEqual({
      line: 2,
      code: 'quote_unclosed',
      problem: 'a quote is not closed',
      raw: '1,"never closed',
    });
  });

  test('of more than the longest row does not swallow what follows', async () => {
    const row = `${'很长的招聘信息'.repeat(20)},x\n`;
    const rows = Math.ceil((longestRow * 1.5) / row.length);
    const records = await read(`text,id\n"never closed,0\n${row.repeat(rows)}last,9\n`, 65_536);
    expect(records.filter((record) => 'problem' in record)).toHaveLength(1);
    expect(records).toHaveLength(rows + 3);
    expect(records.at(-1)).toMatchObject({ line: rows + 3, cells: ['last', '9'] });
  });

  test('on one endless line is cut, and the next line is read', async () => {
    const records = await read(`id,text\n1,${'x'.repeat(longestRow * 2)}\n2,b\n`, 65_536);
    expect(records.map(({ line }) => line)).toEqual([1, 2, 3]);
    expect(records[1]).toMatchObject({ problem: expect.stringContaining('longer than') });
    expect(records[1]?.raw.length).toBeLessThan(20_000);
  });

  test('after another costs time in proportion to the file', async () => {
    // Every line leaves a quote open, whatever came before it: read one by one to the end, this would take minutes.
    const lines = 400_000;
    const records = await read(`id,text\n${'a","\n'.repeat(lines)}`, 65_536);
    expect(records.length).toBeGreaterThan(1);
    expect(records.reduce((sum, { raw }) => sum + raw.split('\n').length, 0)).toBe(lines + 1);
  });
});

test('every line is in a record or told as broken: none is lost', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', '"', '""', ',', '\n', '\n', '证'), maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (body, size) => {
      const file = `id,text\n${body}`;
      const records = await read(file, size);
      const raws = records.map(({ raw }) => raw).join('\n');
      const filled = (whole: string) => whole.split('\n').filter((line) => /[^",]/.test(line));
      expect(filled(raws)).toEqual(filled(file));
      expect(records).toEqual(await read(file));
    }),
    { numRuns: 500 },
  );
});
