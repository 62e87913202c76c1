import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { link, mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verdict } from '../../contracts/verdict.js';
import { guazheng, lastLine, sentenceOf, startGuazheng, temporaryFolder } from './run-guazheng.js';

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  await writeFile(
    join(folder, 'rental.jsonl'),
    `${JSON.stringify({ id: 'r', text: rental })}\n{"text":"招聘保洁员"}\n`,
  );
  await writeFile(join(folder, 'mixed.csv'), `id,text\n1,"${rental}"\n2,"never closed\n3,招聘厨师\n4\n5,招聘司机\n`);
  await writeFile(join(folder, 'many.jsonl'), `${JSON.stringify({ text: rental })}\n`.repeat(20_000));
});
afterAll(() => remove());

const rental = '诚聘一级建造师挂靠，只挂证不坐班，初始注册三年，年付3万，不押证，单位直签，联系电话13800000000';
const jsonl = (content: string): Record<string, unknown>[] =>
  content
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
/** Runs in the temporary folder, so that files are called by their plain names. */
const scan = (...words: string[]) => guazheng(['scan', ...words], { cwd: folder });

describe('what scan gives', () => {
  test('is a verdict for every posting of all files, and the counts last', async () => {
    const ended = await scan('rental.jsonl', 'mixed.csv', '--json');
    expect(ended.code).toBe(0);
    const rows = jsonl(ended.stdout);
    const summary = rows.pop();
    expect(rows.map((row) => row.id)).toEqual(['r', 'rental.jsonl:2', '1', '3', '5']);
    for (const { id: _, ...rest } of rows) expect(verdict.parse(rest)).toEqual(rest);
    expect(rows[0]).toMatchObject({ band: 'flagged', categories: expect.arrayContaining(['credential_rental']) });
    expect(summary).toEqual({
      rows: 7,
      rejected: 2,
      flagged: 2,
      borderline: expect.any(Number),
      clear: expect.any(Number),
      seconds: expect.any(Number),
    });
  });

  test('has reasons whose span is the text that it names', async () => {
    const [row] = jsonl((await scan('rental.jsonl')).stdout);
    const { reasons } = verdict.parse(row);
    expect(reasons.length).toBeGreaterThan(0);
    for (const { start, end, text } of reasons) expect(rental.slice(start, end)).toBe(text);
  });

  test('goes to --out, with the rows that cannot be read in --rejects and told by line', async () => {
    const ended = await scan('mixed.csv', '--out', 'out.jsonl', '--rejects', 'rejects.jsonl', '--json');
    expect(ended.code).toBe(0);
    expect(ended.stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(lastLine(ended.stdout)).toMatchObject({ rows: 5, rejected: 2 });
    expect(jsonl(await readFile(join(folder, 'out.jsonl'), 'utf8')).map((row) => row.id)).toEqual(['1', '3', '5']);
    expect(jsonl(await readFile(join(folder, 'rejects.jsonl'), 'utf8'))).toEqual([
      {
        file: 'mixed.csv',
        line: 3,
        code: expect.stringContaining('quote'),
        problem: expect.stringContaining('quote'),
        raw: '2,"never closed',
      },
      { file: 'mixed.csv', line: 5, code: 'columns_differ', problem: '1 columns where the header has 2', raw: '4' },
    ]);
    expect(ended.stderr).toContain('mixed.csv, line 3: ');
    expect(ended.stderr).toContain('mixed.csv, line 5: ');
  });

  test('without --json ends with one line in words on standard error', async () => {
    const ended = await scan('mixed.csv');
    expect(ended.stderr).toMatch(
      /5 rows in [\d.]+ s: 1 flagged, .*, 2 could not be read \(--rejects FILE keeps them\)\.\n$/,
    );
    expect(jsonl(ended.stdout)).toHaveLength(3);
  });

  test('an empty file has no rows, and only bad rows are no failure', async () => {
    await writeFile(join(folder, 'empty.jsonl'), '');
    await writeFile(join(folder, 'bad.jsonl'), '[]\n'.repeat(30));
    const ended = await scan('empty.jsonl', 'bad.jsonl', '--json');
    expect(ended.code).toBe(0);
    expect(lastLine(ended.stdout)).toMatchObject({ rows: 30, rejected: 30, flagged: 0, borderline: 0, clear: 0 });
    expect(ended.stderr.split('\n').filter((line) => line.startsWith('bad.jsonl'))).toHaveLength(20);
  });
});

describe('what scan refuses, with exit 2 and one sentence', () => {
  test.each([
    [
      'a file that is missing, before the others are judged',
      ['rental.jsonl', 'nowhere.jsonl'],
      /nowhere\.jsonl.*check the path/,
    ],
    ['an output that is an input', ['rental.jsonl', '--out', './rental.jsonl'], /one of the files to read/],
    ['an output that is an input by another name', ['rental.jsonl', '--out', 'hard.jsonl'], /one of the files to read/],
    ['one file for both outputs', ['rental.jsonl', '--out', 'x', '--rejects', './x'], /--out and --rejects/],
    ['an output in a folder that is not there', ['rental.jsonl', '--out', 'no/x.jsonl'], /folder does not exist/],
    ['a release that is not there', ['rental.jsonl', '--release', 'no.json'], /no\.json cannot be read/],
    ['a CSV without the column', ['other.csv'], /other\.csv has no column «text»/],
  ])('%s', async (_name, words, sentence) => {
    if (!existsSync(join(folder, 'hard.jsonl'))) {
      await link(join(folder, 'rental.jsonl'), join(folder, 'hard.jsonl'));
      await writeFile(join(folder, 'other.csv'), 'id,title\n1,a\n');
    }
    const before = await readdir(folder);
    const ended = await scan(...words);
    expect(ended.code).toBe(2);
    expect(sentenceOf(ended)).toMatch(sentence);
    expect(ended.stdout).toBe('');
    expect(await readdir(folder)).toEqual(before);
  });
});

describe('a full disk', () => {
  const disk = () => join(folder, 'disk');
  let mounted = false;
  beforeAll(async () => {
    await mkdir(disk());
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk()], { stdio: 'ignore' });
      mounted = true;
    } catch {
      console.warn('scan: a small disk cannot be mounted here (only root may), the full disk is not tested on one');
    }
  });
  afterAll(() => {
    if (mounted) execFileSync('umount', [disk()]);
  });

  test('ends the scan with one sentence, leaves no part of a file, and what was there as it was', async (context) => {
    if (!mounted) context.skip();
    await writeFile(join(disk(), 'out.jsonl'), 'as it was\n');
    const ended = await scan('many.jsonl', '--out', 'disk/out.jsonl');
    expect(ended.code).toBe(2);
    expect(sentenceOf(ended)).toMatch(/disk\/out\.jsonl cannot be written: the disk is full; free some space/);
    expect(await readdir(disk())).toEqual(['out.jsonl']);
    expect(await readFile(join(disk(), 'out.jsonl'), 'utf8')).toBe('as it was\n');
  });

  test('of the rejects keeps the verdicts from appearing too', async (context) => {
    if (!mounted) context.skip();
    await writeFile(join(folder, 'bad-many.jsonl'), `"${'x'.repeat(1000)}"\n`.repeat(57));
    // Less than is gathered before it is written: the disk turns out to be full at the very end.
    const ended = await scan('bad-many.jsonl', '--out', 'whole.jsonl', '--rejects', 'disk/rejects.jsonl');
    expect(ended.code).toBe(2);
    expect(existsSync(join(folder, 'whole.jsonl'))).toBe(false);
    expect(await readdir(disk())).not.toContain('rejects.jsonl');
  });

  test('behind standard output is told too', async () => {
    const full = await open('/dev/full', 'w');
    const ended = await guazheng(['scan', 'rental.jsonl'], { cwd: folder, stdout: full.fd });
    await full.close();
    expect(ended.code).toBe(2);
    expect(sentenceOf(ended)).toMatch(/Standard output cannot be written: the disk is full/);
  });
});

describe('a reader who goes away, and a person who stops it', () => {
  test('a closed pipe ends the scan quietly, and no file is left half', async () => {
    const child = startGuazheng(['scan', 'many.jsonl', '--rejects', 'gone.jsonl'], { cwd: folder });
    if (child.stdout === null || child.stderr === null) throw new Error('no pipes');
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const [line] = await once(createInterface(child.stdout), 'line');
    child.stdout.destroy();
    const [code] = await once(child, 'close');
    expect(JSON.parse(line)).toHaveProperty('band');
    expect([code, stderr]).toEqual([0, '']);
    expect((await readdir(folder)).filter((name) => name.startsWith('gone'))).toEqual([]);
  });

  test('Ctrl-C ends it in good order', async () => {
    const child = startGuazheng(['scan', 'many.jsonl', '--rejects', 'stopped.jsonl'], { cwd: folder });
    if (child.stdout === null || child.stderr === null) throw new Error('no pipes');
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const lines = createInterface(child.stdout);
    await once(lines, 'line');
    child.kill('SIGINT');
    const [code] = await once(child, 'close');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Stopped after \d+ rows; no file was written\.\n$/);
    expect((await readdir(folder)).filter((name) => name.startsWith('stopped'))).toEqual([]);
  });
});
