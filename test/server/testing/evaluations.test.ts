import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseRelease } from '../../../classifier/release/read-release.js';
import { postingFingerprint } from '../../../classifier/train/fingerprint.js';
import { apiError } from '../../../contracts/api/error.js';
import { type EvaluationRun, evaluationDetail, evaluationList, evaluationRun } from '../../../contracts/api/testing.js';
import { createTestRuns } from '../../../server/testing/test-runs.js';
import { guazheng, lastLine, project, temporaryFolder } from '../../cli/run-guazheng.js';
import { projectRelease } from '../../cli/trial-release.js';
import { xlsxWorkbook } from '../../cli/xlsx-workbook.js';
import { type LoggedIn, type ServedDatabase, serveDatabase } from '../served-database.js';
import { ended, upload } from './upload-form.js';

let served: ServedDatabase;
let supervisor: LoggedIn;
let folder: string;
let remove: () => Promise<void>;
/** Frozen postings: no release has seen them. */
let rows: { text: string; title?: string; label: string; slice?: string }[];

beforeAll(async () => {
  served = await serveDatabase();
  supervisor = await served.logIn('supervisor');
  ({ folder, remove } = await temporaryFolder());
  const frozen = join(project, 'fixtures', 'frozen');
  const names = (await readdir(frozen)).filter((name) => name.endsWith('.jsonl')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(frozen, name), 'utf8')));
  rows = texts
    .join('\n')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));
});
afterAll(async () => {
  await served?.close();
  await remove?.();
});

const jsonl = (some: readonly unknown[]) => some.map((row) => `${JSON.stringify(row)}\n`).join('');

const readRun = async (id: string, who = supervisor): Promise<EvaluationRun> =>
  evaluationRun.parse(await (await who.get(`/api/testing/evaluation-runs/${id}`)).json());

async function evaluate(file: { name: string; content: string | Uint8Array }, query = ''): Promise<EvaluationRun> {
  const response = await upload(served.url, supervisor, `/api/testing/evaluations${query}`, file);
  expect(response.status).toBe(200);
  const { id } = evaluationRun.parse(await response.json());
  return ended(() => readRun(id));
}

async function reportOf({ result }: EvaluationRun) {
  const response = await supervisor.get(`/api/testing/evaluations/${result?.evaluationId}`);
  return evaluationDetail.parse(await response.json());
}

const refusal = async (response: Response) => ({
  status: response.status,
  ...apiError.parse(await response.json()),
});

describe('runs that have ended', () => {
  it('are kept three at most, the newest, and for an hour', async () => {
    vi.useFakeTimers();
    try {
      const runs = createTestRuns<string>((error) => {
        throw error;
      });
      const ids: string[] = [];
      for (const name of ['1', '2', '3', '4', '5']) {
        ids.push(runs.start({ userId: 'wang', name }, async () => name).id);
        await vi.advanceTimersByTimeAsync(60_000);
      }
      const kept = () =>
        ids.filter((id) => {
          try {
            return runs.find(id, 'wang').result !== null;
          } catch {
            return false;
          }
        });
      expect(kept()).toEqual(ids.slice(2));
      await vi.advanceTimersByTimeAsync(57 * 60_000);
      expect(kept()).toEqual(ids.slice(3));
      await vi.advanceTimersByTimeAsync(60 * 60_000);
      expect(kept()).toEqual([]);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('an uploaded file', () => {
  it('gets the very figures that `guazheng evaluate` gives of it', async () => {
    await writeFile(join(folder, 'frozen.jsonl'), jsonl(rows));
    const command = await guazheng(['evaluate', join(folder, 'frozen.jsonl'), '--json'], {
      env: { GUAZHENG_HOME: folder },
    });
    const expected = lastLine(command.stdout);
    const run = await evaluate({ name: 'frozen.jsonl', content: jsonl(rows) });
    expect([run.state, run.failure]).toEqual(['done', null]);
    const { report, ...summary } = await reportOf(run);
    const { n, positives, slices, threshold, ...figures } = expected;
    expect(report.figures).toEqual(figures);
    expect([report.n, report.positives, report.thresholds.flagged]).toEqual([n, positives, threshold]);
    const shares = Object.entries(slices as Record<string, { n: number; recall?: number; falsePositiveRate?: number }>);
    expect(report.slices.map((slice) => [slice.name, slice.n, slice.share])).toEqual(
      shares.map(([name, slice]) => [name, slice.n, slice.recall ?? slice.falsePositiveRate]),
    );
    const { truePositives, falsePositives, falseNegatives, trueNegatives } = report.confusion;
    expect(truePositives + falsePositives + falseNegatives + trueNegatives).toBe(n);
    expect(truePositives / (truePositives + falsePositives)).toBe(report.figures.precision);
    expect(report.intervals.recall.low).toBeLessThan(report.figures.recall);
    expect(report.curve.at(-1)?.recall).toBe(1);
    expect(report.reliability.reduce((sum, bin) => sum + bin.n, 0)).toBe(n);
    expect(summary).toMatchObject({ fileName: 'frozen.jsonl', n, recall: figures.recall });
    expect(run.result?.falseFlags).toHaveLength(Math.min(50, falsePositives));
    expect(run.result?.misses).toHaveLength(Math.min(50, falseNegatives));
  });

  it('is judged the same as CSV and as a workbook', async () => {
    const some = rows.slice(0, 60);
    const table = [['标题', '正文', '标签'], ...some.map(({ title, text, label }) => [title ?? '', text, label])];
    const csv = table.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n');
    const kinds = [
      { name: 'a.jsonl', content: jsonl(some.map(({ title, text, label }) => ({ title, text, label }))) },
      { name: 'a.csv', content: csv },
      { name: 'a.xlsx', content: xlsxWorkbook(table) },
    ];
    const figures = [];
    for (const kind of kinds) figures.push((await reportOf(await evaluate(kind))).report.figures);
    expect(figures[1]).toEqual(figures[0]);
    expect(figures[2]).toEqual(figures[0]);
  });

  it('leaves out rows that cannot be judged, with line and reason, and none of their words', async () => {
    const content = `${jsonl(rows.slice(0, 3))}这一行的字不该留下\n{"text":"没有标签的一行"}\n{"label":"rental"}\n{"text":"x","label":"也许"}\n[1]\n`;
    const { report } = await reportOf(await evaluate({ name: 'mixed.jsonl', content }));
    expect(report.n).toBe(3);
    expect(report.rejected).toEqual({
      count: 5,
      rows: [
        { line: 4, why: '不是 JSON' },
        { line: 5, why: '没有标签（label）' },
        { line: 6, why: '没有正文（text）' },
        { line: 7, why: '标签不是 rental 或 genuine' },
        { line: 8, why: '不是 {…} 对象' },
      ],
    });
    const stored = JSON.stringify(await served.db.evaluation.findMany());
    expect(stored).not.toContain('这一行的字不该留下');
    for (const { text } of rows.slice(0, 3)) expect(stored).not.toContain(text.slice(0, 12));
  });

  it('with rows that the release was trained on is refused unless they are asked for', async () => {
    const release = parseRelease(await readFile(projectRelease), projectRelease);
    const labelled = await readFile(join(project, 'fixtures', 'labelled', 'rental-a.jsonl'), 'utf8');
    const known = new Set(release.contents.trainedOn);
    const seen = labelled.split('\n').filter((line) => line !== '' && known.has(postingFingerprint(JSON.parse(line))));
    expect(seen.length).toBeGreaterThan(0);
    const refused = await evaluate({ name: 'seen.jsonl', content: seen.join('\n') });
    expect([refused.state, refused.failure?.code]).toEqual(['failed', 'rows_seen']);
    expect(refused.failure?.message).toContain(`${seen.length} 行`);
    const allowed = await evaluate({ name: 'seen.jsonl', content: seen.join('\n') }, '?seen=allow');
    expect((await reportOf(allowed)).report.seen).toBe(seen.length);
  });

  it('leaves the server answering while it is judged, and ends when it is cancelled', async () => {
    // As many as one upload may hold: judging them takes seconds, whatever else has to wait for a moment.
    const many = Array.from({ length: 26_000 }, (_, index) => ({ ...rows[index % rows.length], id: String(index) }));
    const response = await upload(served.url, supervisor, '/api/testing/evaluations', {
      name: 'many.jsonl',
      content: jsonl(many),
    });
    const { id } = evaluationRun.parse(await response.json());
    // Refused for that before anything is looked at: it is not received.
    const second = await upload(served.url, supervisor, '/api/testing/evaluations', { name: 'b.exe', content: 'MZ' });
    expect(await refusal(second)).toMatchObject({ status: 409, code: 'run_running' });
    expect((await supervisor.get('/api/overview')).status).toBe(200);
    // It has not waited for the end of the judging, however long the answer took on a busy machine.
    expect((await readRun(id)).state).toBe('running');
    const cancelled = evaluationRun.parse(
      await (await supervisor.send('DELETE', `/api/testing/evaluation-runs/${id}`)).json(),
    );
    expect(cancelled.state).toBe('cancelled');
    expect((await readRun(id)).state).toBe('cancelled');
    expect(await served.db.evaluation.count({ where: { fileName: 'many.jsonl' } })).toBe(0);
  });

  it('of more rows than are taken is refused', async () => {
    const content = '{"text":"招聘厨师","label":"genuine"}\n'.repeat(50_001);
    const run = await evaluate({ name: 'long.jsonl', content });
    expect(run.failure?.code).toBe('rows_too_many');
  });

  it.each([
    ['a name of no kind that is read', { name: 'a.exe', content: 'MZ' }],
    ['an empty file', { name: 'a.csv', content: '' }],
    [
      'a picture called a table',
      { name: 'a.csv', content: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]) },
    ],
    ['a workbook called a table', { name: 'a.csv', content: xlsxWorkbook([['正文']]) }],
    ['a table called a workbook', { name: 'a.xlsx', content: '正文,标签\n' }],
    ['an archive that is no workbook', { name: 'a.xlsx', content: zipOf('other.xml', Buffer.from('<a/>')) }],
    ['a table called JSONL', { name: 'a.jsonl', content: '正文,标签\n收证,rental\n' }],
    ['an old workbook', { name: 'a.xlsx', content: Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) }],
  ])('is refused before it is read: %s', async (_what, file) => {
    const answer = await refusal(await upload(served.url, supervisor, '/api/testing/evaluations', file));
    expect([answer.status, answer.code]).toEqual([415, 'upload_unlike']);
    expect(answer.message).toMatch(/\p{Script=Han}/u);
  });

  it('is refused when it is larger than is taken, and when there is none', async () => {
    const large = { name: 'a.csv', content: 'a'.repeat(20_000_001) };
    expect(await refusal(await upload(served.url, supervisor, '/api/testing/evaluations', large))).toMatchObject({
      status: 413,
      code: 'upload_too_large',
    });
    expect((await supervisor.send('POST', '/api/testing/evaluations', {})).status).toBe(415);
  });

  it('that unpacks to more than its directory says, or to very much, is not unpacked', async () => {
    const bomb = zipOf('xl/workbook.xml', Buffer.alloc(300_000_000, 0x20));
    const lie = zipOf('xl/workbook.xml', Buffer.alloc(1_000_000, 0x20), 10);
    for (const content of [bomb, lie]) {
      const run = await evaluate({ name: 'bomb.xlsx', content });
      expect(run.failure?.code).toBe('workbook_unpacks');
    }
  });

  it('keeps of its name what people read: no folder, no character that steers', async () => {
    const run = await evaluate({ name: '../../etc/\u202Epasswd.jsonl', content: jsonl(rows.slice(0, 2)) });
    expect((await reportOf(run)).fileName).toBe('passwd.jsonl');
  });
});

describe('reports', () => {
  it('are listed newest first, page by page, and not told to another organisation', async () => {
    await served.db.organisation.create({ data: { id: 'elsewhere', name: '外地' } });
    const other = await served.logIn('supervisor', 'elsewhere');
    const list = evaluationList.parse(await (await supervisor.get('/api/testing/evaluations')).json());
    const ids = list.evaluations.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort().reverse());
    expect(ids.length).toBeGreaterThan(3);
    const rest = evaluationList.parse(await (await supervisor.get(`/api/testing/evaluations?after=${ids[1]}`)).json());
    expect(rest.evaluations.map(({ id }) => id)).toEqual(ids.slice(2));
    const foreign = evaluationList.parse(await (await other.get('/api/testing/evaluations')).json());
    expect(foreign.evaluations).toEqual([]);
    expect((await other.get(`/api/testing/evaluations/${ids[0]}`)).status).toBe(404);
  });

  it('are read by auditors, who run none; whose words they are sees only the one who uploaded them', async () => {
    const auditor = await served.logIn('auditor');
    expect((await auditor.get('/api/testing/evaluations')).status).toBe(200);
    const file = { name: 'a.jsonl', content: jsonl(rows.slice(0, 2)) };
    expect((await upload(served.url, auditor, '/api/testing/evaluations', file)).status).toBe(403);
    const { id } = await evaluate(file);
    const colleague = await served.logIn('supervisor');
    expect((await colleague.get(`/api/testing/evaluation-runs/${id}`)).status).toBe(404);
    for (const role of ['operator', 'reviewer'] as const)
      expect((await (await served.logIn(role)).get('/api/testing/evaluations')).status).toBe(403);
  });
});

/** A ZIP of one deflated entry; `stated` instead of its true size. */
function zipOf(name: string, content: Buffer, stated = content.length): Buffer {
  const packed = deflateRawSync(content);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(stated, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
  const central = Buffer.concat([
    Buffer.from('PK\x01\x02'),
    Buffer.from([20, 0]),
    common,
    Buffer.alloc(14),
    Buffer.from(name),
  ]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, central, Buffer.from('PK\x05\x06'), end]);
}
