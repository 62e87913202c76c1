import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyLedger } from '../../evidence/ledger/verify-ledger.js';
import { encodeGbkPage } from '../../fixtures/platforms/gbk-encoder.js';
import { exceptionHeader, insuranceHeader, registrationHeader } from '../../fixtures/registers/invent-people.js';
import { inventedCreditCode, inventedIdentityNumber } from '../../fixtures/registers/invented-numbers.js';
import { createTestDatabase } from '../prisma/test-database.js';
import { addPerson, testPassphrase } from '../server/served-database.js';
import { guazheng, lastLine, sentenceOf, temporaryFolder } from './run-guazheng.js';
import { xlsxWorkbook } from './xlsx-workbook.js';

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterAll(() => remove());

const [own, other] = [
  { name: '江城建设工程有限公司', code: inventedCreditCode(1) },
  { name: '云梦机电设备有限公司', code: inventedCreditCode(2) },
];
const number = inventedIdentityNumber;
const registration = (
  index: number,
  name: string,
  { name: unit, code } = own,
  from = '2019-03-01',
  to = '2022-02-28',
) => [name, number(index), '一级建造师', '建筑工程', `鄂1${index}`, unit, code, from, to].join(',');
const insurance = (index: number, name: string, { name: unit, code } = own, from = '2019-01', to = '') =>
  [name, number(index), unit, code, '养老保险', from, to].join(',');

async function put(name: string, content: string | Uint8Array): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}
const rowsOf = async (file: string) =>
  (await readFile(file, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('guazheng compare', () => {
  test('tells who is insured by another unit, who is cleared, and which rows it kept out, in GBK as in UTF-8', async () => {
    const registrations = await put(
      'registrations.csv',
      encodeGbkPage(
        [
          registrationHeader,
          registration(1, '赵建国'),
          registration(2, '钱秀英'),
          registration(3, '孙志强'),
          registration(4, '李桂兰'),
          registration(4, '李桂兰', other, '2020-01-01', '2022-01-31'),
          registration(5, '周成刚', own, '2022-02-28', '2019-03-01'),
          registration(6, '=HYPERLINK("x")'),
        ].join('\r\n'),
      ),
    );
    const insured = await put(
      'insurance.csv',
      [
        insuranceHeader,
        insurance(1, '赵建国'),
        insurance(2, '钱秀英', other),
        insurance(3, '孙志强', other, '2020-05', '2020-07'),
        insurance(4, '李桂兰'),
        insurance(6, '=HYPERLINK("x")', other),
        insurance(7, '不在册'),
        insurance(8, '校验错').replace(number(8), `${number(8).slice(0, 17)}!`),
        '只有一格',
      ].join('\n'),
    );
    const exceptions = await put(
      'exceptions.csv',
      [exceptionHeader, `${number(2)},③,聘用合同,已核实`, `${number(3)},退休,,未核实`].join('\n'),
    );
    const [out, units, rejects] = ['leads.jsonl', 'units.jsonl', 'rejects.jsonl'].map((name) => join(folder, name));
    const files = ['--registrations', registrations, '--insurance', insured, '--exceptions', exceptions];
    const ended = await guazheng([
      ...['compare', ...files, '--out', out ?? '', '--units', units ?? '', '--rejects', rejects ?? ''],
      ...['--until', '2026-03-01', '--json'],
    ]);
    expect(ended.code, ended.stderr).toBe(0);
    expect(lastLine(ended.stdout)).toMatchObject({
      ...{ registrations: 7, insurance: 8, mismatches: 2, exceptions: 1, multiple: 1, rejected: 3, unclear: 0 },
    });
    const leads = await rowsOf(out ?? '');
    expect(leads.map(({ kind, name, from, to, months }) => [kind, name, from, to, months])).toEqual([
      ['exception', '钱秀英', '2019-03', '2022-02', 36],
      ['mismatch', '孙志强', '2020-05', '2020-07', 3],
      ['multiple', '李桂兰', '2020-01', '2022-01', 25],
      ['mismatch', '=HYPERLINK("x")', '2019-03', '2022-02', 36],
    ]);
    expect(await readFile(out ?? '', 'utf8')).not.toContain(number(3));
    expect(leads[1]?.explanation).toContain('例外情形：退休人员（含依法提前退休）（已申报，未核实，例外表第 3 行）');
    expect(await rowsOf(units ?? '')).toMatchObject([
      { name: own.name, registered: 5, mismatches: 2, multiple: 1 },
      { name: other.name, registered: 1, mismatches: 0, multiple: 1 },
    ]);
    expect((await rowsOf(rejects ?? '')).map(({ line, reason }) => [line, reason])).toEqual([
      [7, '有效期至「2019-03-01」早于注册日期「2022-02-28」'],
      [8, expect.stringContaining('不是18位')],
      [9, expect.stringContaining('1 columns where the header has 7')],
    ]);
    const table = join(folder, 'leads.csv');
    const again = await guazheng(['compare', ...files, '--out', table, '--until', '2026-03-01']);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('2 persons are insured by a unit that is none of their registered ones');
    const written = await readFile(table, 'utf8');
    expect(written.startsWith('\ufeff结论,姓名,身份证号,')).toBe(true);
    expect(written).toContain(`"'=HYPERLINK(""x"")"`);
  });

  test('reads a workbook with a title above its header, with dates as numbers', async () => {
    const workbook = await xlsxWorkbook([
      ['一季度注册人员明细'],
      registrationHeader.split(','),
      [...registration(1, '赵建国').split(',').slice(0, 7), 43525, 44620],
    ]);
    const registrations = await put('registrations.xlsx', workbook);
    const insured = await put('elsewhere.csv', `${insuranceHeader}\n${insurance(1, '赵建国', other)}`);
    const out = join(folder, 'from-workbook.jsonl');
    const ended = await guazheng([
      'compare',
      '--registrations',
      registrations,
      '--insurance',
      insured,
      '--out',
      out,
      '--json',
    ]);
    expect(lastLine(ended.stdout)).toMatchObject({ registrations: 1, mismatches: 1, rejected: 0 });
  });

  test('says in one sentence what it lacks, and writes nothing', async () => {
    const registrations = await put('short.csv', '姓名,身份证号,证书类型\n甲,1,一建');
    const insured = await put('fine.csv', insuranceHeader);
    const out = join(folder, 'none.jsonl');
    const compare = (...words: string[]) => guazheng(['compare', '--insurance', insured, ...words]);
    const lacking = await compare('--registrations', registrations, '--out', out);
    expect(lacking.code).toBe(2);
    expect(sentenceOf(lacking)).toContain('short.csv lacks the columns 注册单位, 注册日期, 有效期至');
    await expect(readFile(out)).rejects.toThrow('ENOENT');
    const same = await compare('--registrations', registrations, '--out', insured);
    expect([same.code, sentenceOf(same)]).toEqual([2, expect.stringContaining('is one of the files to read')]);
    const missing = await compare('--registrations', join(folder, 'nowhere.csv'), '--out', out);
    expect([missing.code, sentenceOf(missing)]).toEqual([2, expect.stringContaining('nowhere.csv')]);
    const when = await compare('--registrations', registrations, '--out', out, '--until', 'gestern');
    expect([when.code, sentenceOf(when)]).toEqual([2, expect.stringContaining('is no day')]);
  });

  test('keeps what it found in the record with --store, as the act of a person, or keeps and writes nothing', async () => {
    const database = await createTestDatabase();
    try {
      await addPerson(database.db, 'hejiang', 'reviewer');
      await addPerson(database.db, 'shenji', 'auditor');
      const registrations = await put('kept.csv', `${registrationHeader}\n${registration(1, '赵建国')}`);
      const insured = await put('kept-insurance.csv', `${insuranceHeader}\n${insurance(1, '赵建国', other)}`);
      const out = join(folder, 'kept.jsonl');
      const store = (...words: string[]) =>
        guazheng(['compare', '--registrations', registrations, '--insurance', insured, '--out', out, ...words], {
          env: { DATABASE_URL: database.url, GUAZHENG_HOME: join(folder, 'home') },
          input: `${testPassphrase}\n`,
        });
      const alone = await store('--store');
      expect([alone.code, sentenceOf(alone)]).toEqual([2, expect.stringContaining('belong together')]);
      const refused = await store('--store', '--user', 'shenji');
      expect([refused.code, sentenceOf(refused)]).toEqual([expect.any(Number), expect.stringContaining('is auditor')]);
      await expect(readFile(out)).rejects.toThrow('ENOENT');
      const kept = await store('--store', '--user', 'hejiang', '--until', '2021-03-31', '--json');
      expect([kept.code, kept.stderr]).toEqual([0, '']);
      const { run } = lastLine(kept.stdout) as { run: string };
      expect(await rowsOf(out)).toHaveLength(1);
      const sha256 = createHash('sha256')
        .update(await readFile(insured))
        .digest('hex');
      const stored = await database.db.comparisonRun.findUniqueOrThrow({
        where: { id: run },
        include: { leads: true },
      });
      expect(stored).toMatchObject({
        files: [
          { kind: 'registrations', name: 'kept.csv' },
          { kind: 'insurance', name: 'kept-insurance.csv', sha256 },
        ],
        figures: { registrations: 1, insurance: 1, mismatches: 1, units: 1, until: '2021-03-31' },
        leads: [{ kind: 'mismatch', unitName: own.name, unitCode: own.code }],
      });
      expect(await verifyLedger(database.db)).toMatchObject({ ok: true });
    } finally {
      await database.close();
    }
  }, 60_000);
});
