import { describe, expect, test } from 'vitest';
import { encodeGbkPage } from '../../../fixtures/platforms/gbk-encoder.js';
import {
  inventedAgency,
  inventLicences,
  licenceCells,
  licenceHeader,
} from '../../../fixtures/registers/invent-licences.js';
import { readCsvTable } from '../../../text/tables/read-csv-table.js';
import { readXlsxTable } from '../../../text/tables/read-xlsx-table.js';
import { xlsxWorkbook } from '../../cli/xlsx-workbook.js';
import { linesOf, readAll } from './licence-lines.js';

const header = licenceHeader.split(',');
async function* bytes(content: Uint8Array) {
  yield content;
}
const read = (...rows: (readonly string[])[]) => readAll(linesOf([header, ...rows]));
const reasonOf = async (more: Parameters<typeof licenceCells>[1]) => {
  const { licences, rejected } = await read(licenceCells(1, more));
  return licences.length === 0 ? rejected.get(2) : undefined;
};

describe('a licence register', () => {
  test('is read row by row, each kept or rejected as it should be', async () => {
    const invented = inventLicences(200);
    const { licences, rows, rejected } = await read(...invented.map(({ cells }) => cells));
    const kept = new Set(licences.map(({ line }) => line));
    expect(rows).toBe(200);
    for (const [index, { isKept, story }] of invented.entries()) {
      expect([kept.has(index + 2), story]).toEqual([isKept, story]);
      expect([rejected.has(index + 2), story]).toEqual([!isKept, story]);
    }
  });

  test('says of each rejected row what is wrong, with the value', async () => {
    expect(await reasonOf({ code: '91999999MA500001X0' })).toMatch(
      /统一社会信用代码「91999999MA500001X0」的位数或校验码不对/,
    );
    expect(await reasonOf({ validUntil: '2022-12-31' })).toBe('有效期至「2022-12-31」早于发证日期「2023-03-01」');
    expect(await reasonOf({ issuedOn: '2023-02-30' })).toBe('发证日期「2023-02-30」不是日期');
    expect(await reasonOf({ issuedOn: '2026-11-24' })).toBe('发证日期「2026-11-24」尚未到来');
    expect(await reasonOf({ name: '' })).toMatch(/没有单位名称（合并的单元格/);
    expect(await reasonOf({ number: ' ' })).toBe('没有许可证编号');
    expect(await reasonOf({ status: '待定' })).toMatch(/状态「待定」/);
    expect(await reasonOf({ status: '已过期' })).toMatch(/与有效期至「2028-02-29」不符/);
    expect(await reasonOf({ name: '楚才\u001f人力' })).toBe('含有不可见的控制字符');
    expect(await reasonOf({ status: '已过期', validUntil: '2026-11-22' })).toBeUndefined();
  });

  test('takes a licence number once, where it stands first', async () => {
    const twice = licenceCells(2, { number: licenceCells(1)[2] ?? '' });
    const { licences, rejected } = await read(licenceCells(1), twice);
    expect(licences.map(({ holder }) => holder)).toEqual([inventedAgency(1).name]);
    expect(rejected.get(3)).toMatch(/在第 2 行已出现过/);
  });

  test('may have a title above, other names of columns, columns in between and fewer of them', async () => {
    const { name, code } = inventedAgency(7);
    const { licences } = await readAll(
      linesOf([
        ['某市人力资源服务机构名录', '', '', ''],
        ['序号', '机构名称', '许可证号', '统一信用代码'],
        ['1', name, '证0007', code],
      ]),
    );
    expect(licences).toEqual([
      {
        ...{ line: 3, holder: name, creditCode: code, licenceNumber: '证0007', issuer: '', scope: '' },
        ...{ issuedOn: null, validUntil: null, status: 'valid' },
      },
    ]);
  });

  test('is refused with the missing columns where it has none of its own', async () => {
    await expect(readAll(linesOf([['单位名称', '电话']]))).rejects.toMatchObject({
      code: 'column_missing',
      message: expect.stringContaining('统一社会信用代码, 许可证编号'),
    });
  });

  test('is read from GBK as from UTF-8, and keeps its rows when it is cut off', async () => {
    const csv = [licenceHeader, licenceCells(1).join(','), licenceCells(2).join(','), '"江城'].join('\r\n');
    const utf8 = await readAll(readCsvTable(bytes(Buffer.from(csv)), 'register.csv'));
    const gbk = await readAll(readCsvTable(bytes(encodeGbkPage(csv)), 'register.csv'));
    expect(utf8.licences).toHaveLength(2);
    expect(gbk.licences).toEqual(utf8.licences);
    expect(utf8.rejected.get(4)).toMatch(/^这一行不是完整的表格行/);
  });

  test('is read from a workbook in which days are numbers and merged cells are empty', async () => {
    const [name = '', code = '', number = '', issuer = '', scope = ''] = licenceCells(3);
    const workbook = xlsxWorkbook([
      header,
      [name, code, number, issuer, scope, 44_986, 46_812, '有效'],
      [undefined, code, '另一编号', issuer, scope, 44_986, 46_812, '有效'],
    ]);
    const { licences, rejected } = await readAll(readXlsxTable(bytes(workbook), 'register.xlsx'));
    expect(licences).toMatchObject([{ holder: name, issuedOn: '2023-03-01', validUntil: '2028-02-29' }]);
    expect(rejected.get(3)).toMatch(/没有单位名称/);
  });
});
