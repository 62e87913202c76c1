import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createJudge } from '../../classifier/judge.js';
import { readRelease } from '../../classifier/release/read-release.js';
import { judgeInOrder } from '../../classifier/threads/judge-in-order.js';
import { type JudgedRows, judgeRows } from '../../classifier/threads/judge-rows.js';
import { createJudgingThreads, type JudgingThreads } from '../../classifier/threads/judging-threads.js';
import { readSettings } from '../../cli/settings.js';
import type { PostingRow } from '../../contracts/posting-row.js';
import { guazheng, lastLine, sentenceOf, startGuazheng, temporaryFolder } from './run-guazheng.js';

const rental = '一级建造师挂靠，只挂证不坐班，初始注册三年，年付3万，不押证，联系电话13800000000。';
const honest = '招聘土建施工员，常驻项目现场，每周休一天，月薪八千，缴纳五险一金，要求大专以上学历，能看图放线。';
/** Postings of very different lengths, so that threads finish them in another order than they were read in. */
const posting = (index: number): PostingRow => ({
  id: `row-${index}`,
  text: (index % 7 === 0 ? rental : honest).repeat(1 + (index % 11)) + (index % 500 === 0 ? honest.repeat(800) : ''),
});

const releaseFile = readSettings({}).releaseFile;
const release = readRelease(releaseFile);
const judge = createJudge(release);

describe('guazheng scan on several threads', () => {
  let folder: string;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    ({ folder, remove } = await temporaryFolder());
    const lines = Array.from({ length: 16_000 }, (_, index) =>
      index % 1000 === 999 ? '{"text":3,' : JSON.stringify(posting(index)),
    );
    await writeFile(join(folder, 'long.jsonl'), `${lines.join('\n')}\n`);
  });
  afterAll(() => remove());
  const scan = (...words: string[]) => guazheng(['scan', ...words], { cwd: folder });

  test('writes the very bytes that one thread writes, and counts the same', async () => {
    const [one, three] = [
      await scan('long.jsonl', '--jobs', '1', '--out', 'one.jsonl', '--rejects', 'one.rejects', '--json'),
      await scan('long.jsonl', '--jobs', '3', '--out', 'three.jsonl', '--rejects', 'three.rejects', '--json'),
    ];
    const { seconds: _, ...counts } = lastLine(one.stdout);
    expect(counts).toMatchObject({ rows: 16_000, rejected: 16 });
    expect(lastLine(three.stdout)).toMatchObject(counts);
    expect(three.stderr.replaceAll(/^scan: .*\n/gm, '')).toBe(one.stderr.replaceAll(/^scan: .*\n/gm, ''));
    for (const kind of ['jsonl', 'rejects']) {
      const read = (name: string) => readFile(join(folder, `${name}.${kind}`), 'utf8');
      expect((await read('three')) === (await read('one')), `${kind} differ`).toBe(true);
    }
    const ids = (await readFile(join(folder, 'three.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(ids.slice(0, 3).map((line) => JSON.parse(line).id)).toEqual(['row-0', 'row-1', 'row-2']);
  });

  test('ends in good order at Ctrl-C while they are judging', async () => {
    const child = startGuazheng(['scan', 'long.jsonl', '--jobs', '3', '--rejects', 'stopped.jsonl'], { cwd: folder });
    if (child.stdout === null || child.stderr === null) throw new Error('no pipes');
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    let read = 0;
    createInterface(child.stdout).on('line', () => {
      if (++read === 10_000) child.kill('SIGINT');
    });
    const [code] = await once(child, 'close');
    expect(code).toBe(1);
    expect(stderr).toMatch(/Stopped after \d+ rows; no file was written\.\n$/);
    expect((await readdir(folder)).filter((name) => name.startsWith('stopped'))).toEqual([]);
  });

  test.each(['0', 'two', '-1'])('refuses --jobs %s', async (jobs) => {
    const ended = await scan('long.jsonl', '--jobs', jobs);
    expect(ended.code).toBe(2);
    expect(sentenceOf(ended)).toContain(`«${jobs}»`);
  });
});

/** Node tells of a new thread at the end of the turn in which it was made. */
const turn = () => new Promise(setImmediate);

describe('a judging thread', () => {
  let threads: JudgingThreads | undefined;
  let started = 0;
  const count = (): void => {
    started++;
  };
  beforeEach(() => {
    started = 0;
    process.on('worker', count);
  });
  afterEach(async () => {
    process.off('worker', count);
    await threads?.close();
  });
  const batch = { rows: [1, 2, 7].map(posting), characters: 500 };

  test('is started once there is work enough, and gives what the calling thread would give', async () => {
    threads = createJudgingThreads({ most: 1, startAfter: 1500, releaseBytes: release.bytes, releaseFile });
    const { offer } = threads;
    for (const threadsAfterwards of [0, 0, 1]) {
      expect(offer(batch)).toBeUndefined();
      await turn();
      expect(started).toBe(threadsAfterwards);
    }
    const judged = await vi.waitUntil(() => offer(batch), { timeout: 60_000 });
    expect(judged).toEqual(judgeRows(judge, batch.rows));
  });

  test('is never started where only one thread may judge', async () => {
    threads = createJudgingThreads({ most: 0, startAfter: 0, releaseBytes: release.bytes, releaseFile });
    for (let i = 0; i < 100; i++) expect(threads.offer(batch)).toBeUndefined();
    await turn();
    expect(started).toBe(0);
  });

  test('is joined by another only when it has as much to do as it may hold', async () => {
    threads = createJudgingThreads({ most: 5, startAfter: 0, releaseBytes: release.bytes, releaseFile });
    const { offer } = threads;
    const judged = [vi.waitUntil(() => offer(batch), { timeout: 60_000 })];
    await judged[0];
    expect(started).toBe(1);
    // Nothing is answered before this turn of the loop ends.
    for (let given = offer(batch); given !== undefined && judged.length < 100; given = offer(batch)) judged.push(given);
    await turn();
    expect(started).toBe(2);
    for (const each of judged) expect((await each).lines).toBe(judgeRows(judge, batch.rows).lines);
  });

  test('that cannot start ends the work with its reason', async () => {
    threads = createJudgingThreads({ most: 1, startAfter: 0, releaseBytes: Buffer.from('{}'), releaseFile: 'x.json' });
    const { offer } = threads;
    await vi.waitFor(() => expect(() => offer(batch)).toThrow(/x\.json is not usable/), { timeout: 60_000 });
  });
});

describe('judging in order', () => {
  /** Threads whose answers the test gives; `room` batches are taken, the others are left to the caller. */
  function threadsWithRoom(room: number) {
    const taken: { answer(lines: string): void; fail(reason: Error): void }[] = [];
    const threads: JudgingThreads = {
      offer() {
        if (taken.length === room) return undefined;
        return new Promise<JudgedRows>((resolve, reject) => {
          const bands = { flagged: 0, borderline: 0, clear: 0 };
          taken.push({ answer: (lines) => resolve({ lines, bands }), fail: reject });
        });
      },
      close: async () => undefined,
    };
    return { threads, taken };
  }
  let read = 0;
  async function* rows(count: number): AsyncGenerator<PostingRow> {
    for (read = 0; read < count; read++) yield posting(1 + (read % 6));
  }

  test('reading waits while the first batch is not judged, however quick the others are', async () => {
    const { threads, taken } = threadsWithRoom(1);
    const judged = judgeInOrder(rows(100_000), judge, threads);
    const first = judged.next();
    // The generator ends its turns only when it can do nothing but wait.
    let before = -1;
    while (before !== read) {
      before = read;
      for (let turns = 0; turns < 50; turns++) await turn();
    }
    expect(read).toBeGreaterThan(64);
    expect(read).toBeLessThan(4000);
    taken[0]?.answer('first');
    expect((await first).value).toMatchObject({ lines: 'first' });
    await judged.return(undefined);
  });

  test('batches come in the order of the rows, whoever judged them and whenever', async () => {
    const { threads, taken } = threadsWithRoom(2);
    const judged = judgeInOrder(rows(300), judge, threads);
    const first = judged.next();
    await vi.waitUntil(() => taken.length === 2, { timeout: 60_000 });
    taken[1]?.answer('second');
    taken[0]?.answer('first');
    expect((await first).value).toMatchObject({ lines: 'first' });
    expect((await judged.next()).value).toMatchObject({ lines: 'second' });
    let rest = 0;
    for await (const { bands } of judged) rest += bands.flagged + bands.borderline + bands.clear;
    expect(rest).toBe(300 - 2 * 64);
  });

  test('a thread that fails is told when its turn comes, after what was read before it', async () => {
    const { threads, taken } = threadsWithRoom(2);
    const judged = judgeInOrder(rows(300), judge, threads);
    const first = judged.next();
    await vi.waitUntil(() => taken.length === 2, { timeout: 60_000 });
    taken[1]?.fail(new Error('broken'));
    taken[0]?.answer('first');
    expect((await first).value).toMatchObject({ lines: 'first' });
    await expect(judged.next()).rejects.toThrow('broken');
  });
});
