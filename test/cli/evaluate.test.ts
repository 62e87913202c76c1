import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { guazheng, lastLine, project, sentenceOf, temporaryFolder } from './run-guazheng.js';
import { overcautious, projectRelease, writeTrialRelease } from './trial-release.js';

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

test('refuses too few rows or folds to cross-validate', async () => {
  const few = await guazheng(['evaluate', 'own.jsonl', '--cross-validate', '2'], { cwd: folder });
  expect([few.code, sentenceOf(few)]).toEqual([2, expect.stringContaining('needs at least')]);
  const one = await guazheng(['evaluate', 'own.jsonl', '--cross-validate', '1'], { cwd: folder });
  expect([one.code, sentenceOf(one)]).toEqual([2, expect.stringContaining('at least 2 folds')]);
});

test('cross-validates on the files themselves, also with a slice that no training sees, and refuses one that is not there', async () => {
  const files = ['rental-a.jsonl', 'genuine-a.jsonl'].map((name) => join(fixtures, name));
  const run = (...words: string[]) => guazheng(['evaluate', ...files, '--cross-validate', '2', ...words, '--json']);
  const [whole, without] = (await Promise.all([run(), run('--leave-out', 'plain')])).map((ended) => {
    expect(ended.code).toBe(0);
    expectFinite(lastLine(ended.stdout));
    return lastLine(ended.stdout) as { n: number; prAuc: number; slices: Record<string, { n: number }> };
  });
  expect(without).toMatchObject({ n: whole?.n, leftOut: 'plain' });
  expect(without?.slices.plain?.n).toBe(whole?.slices.plain?.n);
  expect(without?.prAuc).not.toBe(whole?.prAuc);
  const unknown = await run('--leave-out', 'plane');
  expect([unknown.code, sentenceOf(unknown)]).toEqual([2, expect.stringMatching(/no slice «plane».*plain/)]);
});

test('says what is wrong with options that do not fit together', async () => {
  for (const [words, sentence] of [
    [['--leave-out', 'plain'], /--leave-out.*needs --cross-validate/],
    [['--by-file'], /--by-file.*needs --cross-validate/],
    [['--by-file', '--cross-validate', '2'], /at least two files for each fold; there are 1 for 2 folds/],
    [['--cross-validate', '2', '--compare', projectRelease], /cannot be used with/],
  ] as const) {
    const ended = await guazheng(['evaluate', 'own.jsonl', ...words], { cwd: folder });
    expect([ended.code, sentenceOf(ended)]).toEqual([2, expect.stringMatching(sentence)]);
  }
});

describe('--compare', () => {
  const frozen = ['rental-a.jsonl', 'rental-d.jsonl', 'genuine-a.jsonl'].map((name) =>
    join(project, 'fixtures', 'frozen', name),
  );
  let strict: string;
  beforeAll(async () => {
    strict = await writeTrialRelease(folder, 'strict', overcautious);
  });

  test('judges the same rows by a second release, and says which differences are real', async () => {
    const ended = await guazheng(['evaluate', ...frozen, '--compare', strict, '--json']);
    expect([ended.code, ended.stderr]).toEqual([0, '']);
    const result = lastLine(ended.stdout) as {
      recall: number;
      slices: Record<string, { n: number }>;
      compare: {
        release: string;
        recall: number;
        resamples: number;
        differences: Record<string, { difference: number; low: number; high: number; finding: string }>;
        sliceDifferences: Record<string, { n: number; low: number; high: number }>;
      };
    };
    expectFinite(result);
    const { compare } = result;
    expect(compare.release).toMatch(/^strict-[0-9a-f]{12}$/);
    expect(compare.resamples).toBe(2000);
    expect(Object.keys(compare.differences)).toEqual([
      'precision',
      'recall',
      'f1',
      'prAuc',
      'falsePositiveRate',
      'calibrationError',
    ]);
    expect(compare.differences.recall).toMatchObject({ finding: 'worse' });
    expect(compare.differences.recall?.difference).toBeCloseTo(compare.recall - result.recall, 12);
    expect(compare.differences.prAuc).toMatchObject({ difference: 0, finding: 'open' });
    expect(Object.keys(compare.sliceDifferences)).toEqual(Object.keys(result.slices));
    expect(lastLine((await guazheng(['evaluate', ...frozen, '--compare', strict, '--json'])).stdout)).toEqual(result);
  });

  test('sets both side by side on a terminal', async () => {
    const { stdout } = await guazheng(['evaluate', ...frozen, '--compare', strict]);
    expect(stdout).toMatch(/^second {2}strict-/m);
    expect(stdout).toMatch(/^recall .*−.* … −.* real: second is worse$/m);
    expect(stdout).toMatch(/^PR-AUC .* 0\.000 … 0\.000 {2}not shown$/m);
    expect(stdout).not.toMatch(/accuracy/i);
  });

  test('takes a release by its name, and refuses rows that the second one was trained on', async () => {
    const { releases } = lastLine((await guazheng(['release', 'list', '--json'])).stdout) as {
      releases: { name: string }[];
    };
    const name = releases[0]?.name ?? '';
    expect((await guazheng(['evaluate', 'own.jsonl', '--compare', name, '--json'], { cwd: folder })).code).toBe(0);
    const fresh = await writeTrialRelease(folder, 'fresh', () => ({ trainedOn: [] }));
    const seen = join(fixtures, 'rental-a.jsonl');
    const ended = await guazheng(['evaluate', seen, '--release', fresh, '--compare', name]);
    expect([ended.code, sentenceOf(ended)]).toEqual([2, expect.stringMatching(/were used to train the release/)]);
  });

  test('is exit 2 and one sentence for a release that is not there', async () => {
    const ended = await guazheng(['evaluate', 'own.jsonl', '--compare', 'nowhere'], { cwd: folder });
    expect([ended.code, sentenceOf(ended)]).toEqual([2, expect.stringContaining('There is no release nowhere')]);
  });
});
