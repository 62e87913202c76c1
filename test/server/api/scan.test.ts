import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiError } from '../../../contracts/api/error.js';
import { scanAnswer, scanLimits } from '../../../contracts/api/scan.js';
import { createRateLimit } from '../../../server/api/rate-limit.js';
import { readFrozenPostings } from '../../classifier/labelled-postings.js';
import { guazheng, temporaryFolder } from '../../cli/run-guazheng.js';
import { type LoggedIn, type ServedDatabase, serveDatabase } from '../served-database.js';

let served: ServedDatabase;
let reviewer: LoggedIn;
let folder: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  served = await serveDatabase();
  reviewer = await served.logIn('reviewer');
  ({ folder, remove } = await temporaryFolder());
});
afterAll(async () => {
  await served?.close();
  await remove?.();
});

const scan = (rows: unknown, who = reviewer) => who.send('POST', '/api/scan', { rows });
const tables = async () =>
  Promise.all([served.db.posting.count(), served.db.verdict.count(), served.db.ledgerEntry.count()]);

describe('POST /api/scan', () => {
  it('answers what `guazheng scan` writes of the same rows, and stores nothing', async () => {
    const rows = readFrozenPostings()
      .slice(0, 150)
      .map((row, index) => ({ ...row, id: `row-${index}` }));
    await writeFile(join(folder, 'rows.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const written = await guazheng(['scan', join(folder, 'rows.jsonl')], { env: { GUAZHENG_HOME: folder } });
    const expected = written.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const before = await tables();
    const response = await scan(rows);
    expect(response.status).toBe(200);
    const answer = scanAnswer.parse(await response.json());
    expect(answer).toEqual({ verdicts: expected, rejected: [] });
    expect(await tables()).toEqual(before);
  });

  it('names the rows that are none, and judges the others', async () => {
    const answer = scanAnswer.parse(
      await (await scan([{ text: '招聘厨师' }, 'text', { title: 'x' }, { id: 7, text: '收证' }])).json(),
    );
    expect(answer.verdicts.map(({ id }) => id)).toEqual([undefined, '7']);
    expect(answer.rejected).toEqual([
      { row: 1, why: '不是 {…} 对象' },
      { row: 2, why: '没有正文（text）' },
    ]);
  });

  it.each([
    ['no row', []],
    ['too many', Array.from({ length: scanLimits.rows + 1 }, () => ({ text: 'x' }))],
    ['something else', 'x'],
  ])('refuses %s', async (_what, rows) => {
    expect((await scan(rows)).status).toBe(400);
  });

  it('refuses a body larger than is taken', async () => {
    const response = await scan([{ text: '证'.repeat(400_000) }]);
    expect([response.status, apiError.parse(await response.json()).code]).toEqual([413, 'body_too_large']);
  });

  it('is open to those who work with platforms, not to auditors', async () => {
    for (const role of ['operator', 'reviewer', 'supervisor', 'administrator'] as const)
      expect((await scan([{ text: 'x' }], await served.logIn(role))).status).toBe(200);
    expect((await scan([{ text: 'x' }], await served.logIn('auditor'))).status).toBe(403);
  });

  it('asks whoever calls too often to wait, and says how long; others are not concerned', async () => {
    const busy = await served.logIn('operator');
    const codes: number[] = [];
    for (let i = 0; i < scanLimits.requestsPerMinute; i++) codes.push((await scan([{ text: 'x' }], busy)).status);
    expect(new Set(codes)).toEqual(new Set([200]));
    const refused = await scan([{ text: 'x' }], busy);
    expect([refused.status, apiError.parse(await refused.json()).code]).toEqual([429, 'too_many_requests']);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect((await scan([{ text: 'x' }], await served.logIn('operator'))).status).toBe(200);
    // Nor is a token of theirs another caller.
    const { secret } = (await (await busy.send('POST', '/api/account/tokens', { name: 'x', days: 1 })).json()) as {
      secret: string;
    };
    const byToken = await fetch(`${served.url}/api/scan`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ rows: [{ text: 'x' }] }),
    });
    expect(byToken.status).toBe(429);
  });
});

describe('the rate limit', () => {
  it('lets no more than so many through in any minute, and one again as soon as one is a minute ago', () => {
    const limit = createRateLimit(3);
    const at = (seconds: number) => limit.take('a', new Date(seconds * 1000));
    expect([at(0), at(50), at(59)]).toEqual([0, 0, 0]);
    expect(at(59.5)).toBe(1);
    expect(at(60)).toBe(0);
    expect(at(61)).toBe(49);
    expect(limit.take('b', new Date(61_000))).toBe(0);
  });
});
