import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { guazheng, lastLine, project, sentenceOf, temporaryFolder } from './run-guazheng.js';

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  const rows = [
    { text: '甲公司诚聘一级建造师挂靠，只挂证不坐班，年付3万', label: 'rental', slice: 'plain' },
    { text: '乙公司寻二级建造师，证书使用费一年两万，无需到岗', label: 'rental', slice: 'plain' },
    { text: '丙酒店招聘厨师两名，包吃住，月薪六千', label: 'genuine', slice: 'kitchen' },
  ];
  await writeFile(join(folder, 'own.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
});
afterAll(() => remove());

const fixtures = join(project, 'fixtures', 'labelled');
const keys = [
  'n',
  'positives',
  'threshold',
  'precision',
  'recall',
  'f1',
  'prAuc',
  'falsePositiveRate',
  'calibrationError',
  'slices',
];

/** Every number in it, however deep, is finite; JSON writes others as null. */
function expectFinite(value: unknown): void {
  expect(value).not.toBeNull();
  if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) expectFinite(inner);
}

test('gives the figures of files that the release has not seen, by slice', async () => {
  const ended = await guazheng(['evaluate', 'own.jsonl', '--json'], { cwd: folder });
  expect([ended.code, ended.stderr]).toEqual([0, '']);
  const result = lastLine(ended.stdout);
  expect(Object.keys(result)).toEqual(keys);
  expectFinite(result);
  expect(result).toMatchObject({
    n: 3,
    positives: 2,
    slices: { plain: { n: 2, label: 'rental' }, kitchen: { n: 1, label: 'genuine' } },
  });
});

test('has finite figures where a class is missing', async () => {
  await writeFile(join(folder, 'one.jsonl'), '{"text":"招聘司机","label":"genuine"}\n');
  const ended = await guazheng(['evaluate', 'one.jsonl', '--json'], { cwd: folder });
  expectFinite(lastLine(ended.stdout));
});

test('flags from --threshold on when it is given', async () => {
  const ended = await guazheng(['evaluate', 'own.jsonl', '--threshold', '0', '--json'], { cwd: folder });
  expect(lastLine(ended.stdout)).toMatchObject({ threshold: 0, recall: 1, falsePositiveRate: 1 });
});

test('refuses rows that the release was trained on and says how many, unless they are allowed', async () => {
  const seen = join(fixtures, 'rental-a.jsonl');
  const refused = await guazheng(['evaluate', seen, 'own.jsonl', '--json'], { cwd: folder });
  expect(refused.code).toBe(2);
  const [, count, all] = /(\d+) of (\d+) rows were used to train the release/.exec(sentenceOf(refused)) ?? [];
  expect(Number(count)).toBeGreaterThan(0);
  expect(Number(all)).toBe(Number(count) + 3);
  expect(sentenceOf(refused)).toContain('--allow-seen');

  const allowed = await guazheng(['evaluate', seen, 'own.jsonl', '--allow-seen', '--json'], { cwd: folder });
  expect(allowed.code).toBe(0);
  expect(lastLine(allowed.stdout)).toMatchObject({ n: Number(all) });
});

test('refuses a row without a label or that cannot be read, by file and line', async () => {
  await writeFile(join(folder, 'unlabelled.jsonl'), '{"text":"a","label":"genuine"}\n{"text":"b"}\n');
  await writeFile(join(folder, 'bad.csv'), 'text,label\na,genuine\nb,maybe\n');
  const unlabelled = await guazheng(['evaluate', 'unlabelled.jsonl'], { cwd: folder });
  expect([unlabelled.code, sentenceOf(unlabelled)]).toEqual([2, expect.stringContaining('unlabelled.jsonl, line 2')]);
  const bad = await guazheng(['evaluate', 'bad.csv'], { cwd: folder });
  expect([bad.code, sentenceOf(bad)]).toEqual([2, expect.stringMatching(/bad\.csv, line 3.*«maybe»/)]);
});

test('cross-validates on the files themselves, and refuses too few rows for it', async () => {
  const files = ['rental-a.jsonl', 'genuine-a.jsonl'].map((name) => join(fixtures, name));
  const ended = await guazheng(['evaluate', ...files, '--cross-validate', '2', '--json']);
  expect(ended.code).toBe(0);
  expectFinite(lastLine(ended.stdout));
  const few = await guazheng(['evaluate', 'own.jsonl', '--cross-validate', '2'], { cwd: folder });
  expect([few.code, sentenceOf(few)]).toEqual([2, expect.stringContaining('needs at least')]);
  const one = await guazheng(['evaluate', 'own.jsonl', '--cross-validate', '1'], { cwd: folder });
  expect([one.code, sentenceOf(one)]).toEqual([2, expect.stringContaining('at least 2 folds')]);
});
