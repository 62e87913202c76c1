import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPostingFile, requirePostingFiles } from '../../cli/posting-files/read-posting-file.js';
import { InputError } from '../../contracts/errors.js';
import { encodeGbkPage } from '../../fixtures/platforms/gbk-encoder.js';
import type { FileRow } from '../../text/posting-files/read-postings.js';
import { longestRow } from '../../text/tables/longest-row.js';
import { temporaryFolder } from './run-guazheng.js';
import { xlsxWorkbook } from './xlsx-workbook.js';

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterAll(() => remove());

async function read(name: string, content: string | Uint8Array): Promise<FileRow[]> {
  const file = join(folder, name);
  await writeFile(file, content);
  const rows: FileRow[] = [];
  for await (const row of readPostingFile(file)) rows.push(row);
  return rows;
}
const problemsOf = (rows: readonly FileRow[]) =>
  rows.flatMap((row) => ('problem' in row ? [`${row.line}: ${row.problem}`] : []));
const postingsOf = (rows: readonly FileRow[]) => rows.flatMap((row) => ('row' in row ? [row.row] : []));

const text = '一级建造师，只挂证不坐班，年付三万';

describe('JSONL', () => {
  test('is read line by line, with CRLF, a byte order mark, empty lines and a last line without an end', async () => {
    const rows = await read('a.jsonl', `\ufeff{"id":"1","text":"${text}"}\r\n\r\n   \n{"id":"2","text":"b"}`);
    expect(rows).toEqual([
      { line: 1, row: { id: '1', text } },
      { line: 4, row: { id: '2', text: 'b' } },
    ]);
  });

  test('in GBK is read as if it were UTF-8', async () => {
    const lines = Array.from(
      { length: 50 },
      (_, index) => `{"id":"${index}","company":"某某建设公司","text":"${text}"}`,
    );
    const rows = await read('gbk.jsonl', encodeGbkPage(lines.join('\n')));
    expect(postingsOf(rows)).toHaveLength(50);
    expect(postingsOf(rows)[49]).toEqual({ id: '49', company: '某某建设公司', text });
  });

  test('tells for each bad line its number and what is wrong, and keeps it as it stands', async () => {
    const bad = [
      '{"text":',
      '[1,2]',
      '"words"',
      'null',
      '{"title":"无正文"}',
      '{"text":["a"]}',
      '{"text":"a","label":"挂证"}',
    ];
    const rows = await read('bad.jsonl', ['{"text":"good"}', ...bad, '{"text":"good too"}'].join('\n'));
    expect(problemsOf(rows)).toEqual([
      expect.stringMatching(/^2: no JSON \(/),
      '3: an array where an object {"text": …} should stand',
      '4: a string where an object {"text": …} should stand',
      '5: null where an object {"text": …} should stand',
      '6: there is no «text»',
      '7: «text» holds an array where text should stand',
      '8: the label is «挂证», neither rental nor genuine',
    ]);
    expect(rows.flatMap((row) => ('raw' in row ? [row.raw] : []))).toEqual(bad);
    expect(postingsOf(rows)).toHaveLength(2);
  });

  test('takes empty strings and null as absent, numbers as text, and ignores other keys', async () => {
    const line = '{"id":7,"title":null,"label":"","salary":5000,"source":{"a":1},"__proto__":{"b":2},"text":""}';
    expect(postingsOf(await read('loose.jsonl', line))).toEqual([{ id: '7', salary: '5000', text: '' }]);
  });

  test('passes over a line that is too long, telling it, and goes on behind it', async () => {
    const long = `{"text":"${'x'.repeat(longestRow)}"}`;
    const rows = await read('long.jsonl', `{"text":"a"}\n${long}\r\n{"text":"b"}\n`);
    expect(problemsOf(rows)).toEqual([expect.stringMatching(/^2: longer than/)]);
    expect(postingsOf(rows)).toEqual([{ text: 'a' }, { text: 'b' }]);
  });
});

describe('CSV', () => {
  test('has Chinese headers or ours, in any case, and columns beside them that are ignored', async () => {
    const rows = await read(
      'cn.csv',
      `编号,职位名称,公司名称,月薪,职位描述,备注\r\n1,建造师,某公司,8000,"${text}\n两行",x\r\n`,
    );
    expect(postingsOf(rows)).toEqual([
      { id: '1', title: '建造师', company: '某公司', salary: '8000', text: `${text}\n两行` },
    ]);
    const own = await read('own.csv', 'ID;Title;TEXT;constructor\n1;a;b;c\n');
    expect(postingsOf(own)).toEqual([{ id: '1', title: 'a', text: 'b' }]);
  });

  test('in GBK, or in UTF-8 with a mark, is read the same', async () => {
    const content = `编号,正文,公司\n${Array.from({ length: 30 }, (_, index) => `${index},${text},某某建设公司`).join('\n')}\n`;
    const rows = await read('utf8.csv', `\ufeff${content}`);
    expect(postingsOf(rows)).toHaveLength(30);
    expect(await read('gbk.csv', encodeGbkPage(content))).toEqual(rows);
  });

  test('tells a row of another width by the line in which it begins, unless only empty cells are too many', async () => {
    const rows = await read('width.csv', 'id,text\n1,"a\nb"\n2\n3,c,,\n,,\n4,d,e\n5,f\n');
    expect(problemsOf(rows)).toEqual(['4: 1 columns where the header has 2', '7: 3 columns where the header has 2']);
    expect(postingsOf(rows).map(({ id }) => id)).toEqual(['1', '3', '5']);
  });

  test('of two columns with one meaning takes the first that is filled', async () => {
    const rows = await read('double.csv', '正文,详情\na,b\n,c\nd,\n');
    expect(postingsOf(rows).map((row) => row.text)).toEqual(['a', 'c', 'd']);
  });

  test('without a column for the text says which columns there are', async () => {
    await expect(read('none.csv', '编号,标题\n1,a\n')).rejects.toThrow(/none\.csv has no column «text».*id, title/);
    await expect(read('empty.csv', '')).rejects.toThrow(/its columns are: none/);
    await expect(read('binary.csv', Buffer.from('\x1b[2J\x07,\x9b31m\n1,2\n', 'latin1'))).rejects.toThrow(
      /^[^\u0000-\u001f\u007f-\u009f]*$/,
    );
  });

  test('whose header is broken says so', async () => {
    await expect(read('header.csv', '"id,text\n1,a\n2,b\n')).rejects.toThrow(/header in line 1.*quote/);
  });
});

describe('XLSX', () => {
  test('is read from its first sheet; empty rows are passed over, and rows keep their numbers', async () => {
    const workbook = xlsxWorkbook([
      ['编号', '正文', '标签'],
      [1, text, 'rental'],
      [],
      [2, 'b & <c>'],
      ['3', 'd', '真'],
    ]);
    const rows = await read('a.xlsx', workbook);
    expect(rows).toEqual([
      { line: 2, row: { id: '1', text, label: 'rental' } },
      { line: 4, row: { id: '2', text: 'b & <c>' } },
      {
        line: 5,
        code: 'label_unknown',
        problem: 'the label is «真», neither rental nor genuine',
        raw: '["3","d","真"]',
      },
    ]);
  });

  test('that is none, or has no column for the text, is refused in a sentence', async () => {
    await expect(read('fake.xlsx', 'id,text\n')).rejects.toThrow(/fake\.xlsx is no XLSX workbook/);
    await expect(read('none.xlsx', xlsxWorkbook([['编号'], [1]]))).rejects.toThrow(/no column «text»/);
  });
});

describe('before anything is read', () => {
  test('a missing file, a folder and an unknown kind are refused in a sentence that says what to do', async () => {
    const good = join(folder, 'good.jsonl');
    await writeFile(good, '{"text":"a"}\n');
    await mkdir(join(folder, 'folder.csv'));
    await writeFile(join(folder, 'a.txt'), 'text\n');
    await expect(requirePostingFiles([good, join(folder, 'nowhere.csv')])).rejects.toThrow(/nowhere.*check the path/);
    await expect(requirePostingFiles([good, join(folder, 'folder.csv')])).rejects.toThrow(/is a folder/);
    await expect(requirePostingFiles([good, join(folder, 'a.txt')])).rejects.toThrow(/\.jsonl, \.csv or \.xlsx/);
    await expect(requirePostingFiles([join(good, 'x.csv')])).rejects.toThrow(InputError);
    expect(await requirePostingFiles([good, good])).toBe(26);
  });
});
