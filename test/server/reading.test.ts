import { createHash } from 'node:crypto';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiError } from '../../contracts/api/error.js';
import { agencyList, overview, type PostingSummary, postingDetail, postingList } from '../../contracts/api/postings.js';
import { createVersion, hostile, onePixel, type Seeded, seedPostings } from './seed-postings.js';
import { type LoggedIn, type ServedDatabase, serveDatabase } from './served-database.js';

let served: ServedDatabase;
let seeded: Seeded;
let reader: LoggedIn;
const read = async (path: string) => (await reader.get(path)).json();

beforeAll(async () => {
  served = await serveDatabase();
  seeded = await seedPostings(served.db, served.screenshotSha256, served.body);
  reader = await served.logIn('reviewer', 'hubei');
});
afterAll(() => served?.close());

async function readAll(query: string, limit: number): Promise<PostingSummary[]> {
  const postings: PostingSummary[] = [];
  let after = '';
  for (;;) {
    const page = postingList.parse(await read(`/api/postings?limit=${limit}${query}${after}`));
    expect(page.postings.length).toBeLessThanOrEqual(limit);
    postings.push(...page.postings);
    if (page.next === null) return postings;
    after = `&after=${page.next}`;
  }
}

describe('GET /api/overview', () => {
  it('counts judged postings by band and platform, and the pages of the newest crawl run', async () => {
    const answer = overview.parse(await read('/api/overview'));
    expect(answer.bands).toEqual({ flagged: 16, borderline: 6, clear: 9 });
    const first = answer.platforms.find(({ id }) => id === 'platform-0');
    expect(first).toMatchObject({ name: '荆楚人才网', pagesFailed: 2, lastCrawledAt: '2026-11-21T17:00:00.000Z' });
    expect(first?.pagesDone).toBe(first?.postings);
    expect(answer.platforms.reduce((sum, { flagged }) => sum + flagged, 0)).toBe(16);
  });

  it('is all zeros for an empty database', async () => {
    const empty = await serveDatabase();
    try {
      const answer = overview.parse(await (await (await empty.logIn('reviewer')).get('/api/overview')).json());
      expect(answer).toEqual({ bands: { flagged: 0, borderline: 0, clear: 0 }, platforms: [] });
    } finally {
      await empty.close();
    }
  });
});

describe('GET /api/postings', () => {
  it('lists judged postings with the most probable first and ties by id', async () => {
    const { postings, next } = postingList.parse(await read('/api/postings'));
    expect(postings.map(({ id }) => id)).toEqual(seeded.ids);
    expect(next).toBeNull();
  });

  it.each([1, 3, 7, 31, 100])(
    'gives every posting exactly once in pages of %i, however many share a probability',
    async (limit) => {
      expect((await readAll('', limit)).map(({ id }) => id)).toEqual(seeded.ids);
    },
  );

  it('goes on where it was when more probable postings arrive between two pages', async () => {
    const first = postingList.parse(await read('/api/postings?band=flagged&limit=5'));
    const top = await served.db.posting.update({ where: { id: seeded.ids[15] ?? '' }, data: { probability: 0.99 } });
    const second = postingList.parse(await read(`/api/postings?band=flagged&limit=5&after=${first.next}`));
    await served.db.posting.update({ where: { id: top.id }, data: { probability: 0.86 } });
    expect(second.postings.map(({ id }) => id)).toEqual(seeded.ids.slice(5, 10));
  });

  it('narrows by band, platform, agency and their conjunction', async () => {
    const flagged = await readAll('&band=flagged', 4);
    expect(flagged).toHaveLength(16);
    expect(new Set(flagged.map(({ band }) => band))).toEqual(new Set(['flagged']));
    const byPlatform = await readAll('&platform=platform-1', 100);
    expect(new Set(byPlatform.map(({ platform }) => platform.name))).toEqual(new Set(['长江求职']));
    const byAgency = await readAll(`&agency=${seeded.agencyId}`, 2);
    expect(byAgency).toHaveLength(15);
    const both = await readAll(`&agency=${seeded.agencyId}&platform=platform-1&band=flagged`, 100);
    expect(both.map(({ id }) => id)).toEqual(
      byAgency.filter(({ platform }) => platform.id === 'platform-1').map(({ id }) => id),
    );
    expect(await readAll('&platform=unknown', 10)).toEqual([]);
  });

  it('finds words in title, company, agency and text, and takes wildcards literally', async () => {
    expect(await readAll(`&q=${encodeURIComponent('每年三万二')}`, 100)).toHaveLength(21);
    expect((await readAll(`&q=${encodeURIComponent('  <IMG src=x ')}`, 100)).map(({ id }) => id)).toEqual([
      seeded.hostileId,
    ]);
    expect(await readAll(`&q=${encodeURIComponent(hostile.agency)}`, 100)).toHaveLength(1);
    expect(await readAll(`&q=${encodeURIComponent('100%_\\')}`, 100)).toHaveLength(1);
    for (const wildcard of ['一%师', '不用_岗', '收%证书', '武\\汉']) {
      expect(await readAll(`&q=${encodeURIComponent(wildcard)}`, 100), wildcard).toEqual([]);
    }
  });

  it.each([
    ['band=red', '分档'],
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=ten', 'limit'],
    ['after=nonsense', 'after'],
    ['platform=a%20b', 'platform'],
    ['agency=', 'agency'],
    ['q=%00', 'q'],
    ['q=a&q=b', 'q'],
    [`q=${'a'.repeat(101)}`, 'q'],
    ['page=2', 'page'],
  ])('answers the bad query %s with 400 and a Chinese sentence that names the parameter', async (query, named) => {
    const response = await reader.get(`/api/postings?${query}`);
    expect(response.status).toBe(400);
    const answer = apiError.parse(await response.json());
    expect(answer.code).toBe('query_invalid');
    expect(answer.message).toContain(named);
    expect(answer.message).toMatch(/\p{Script=Han}/u);
  });
});

describe('GET /api/postings/:id', () => {
  it('gives the advertiser’s words unchanged, with reasons that lie in them', async () => {
    const posting = postingDetail.parse(await read(`/api/postings/${seeded.hostileId}`));
    const { platform, ...words } = hostile;
    expect(posting).toMatchObject({ ...words, platform: { name: platform }, band: 'flagged', release: 'release-1' });
    expect(posting.reasons).toHaveLength(4);
    for (const { field, start, end, text } of posting.reasons) expect(posting[field].slice(start, end)).toBe(text);
    expect(posting.capture).toMatchObject({
      status: 200,
      method: 'browser',
      sha256: seeded.bodySha256,
      screenshot: true,
    });
  });

  it('keeps showing the judged version while a newer one waits for its verdict', async () => {
    const id = seeded.ids[20] ?? '';
    const before = postingDetail.parse(await read(`/api/postings/${id}`));
    await createVersion(served.db, id, 2, before.capture.id, {
      ...before,
      title: '改过的标题',
      categories: [],
      missing: [],
      browser: false,
    });
    expect(await read(`/api/postings/${id}`)).toEqual(before);
    const listed = await readAll('', 100);
    expect(listed.find((posting) => posting.id === id)?.title).toBe(before.title);
  });

  it('answers 404 for an unknown posting and for one without a verdict', async () => {
    for (const [id, code] of [
      ['missing', 'posting_unknown'],
      ['unjudged', 'posting_unjudged'],
    ]) {
      const response = await reader.get(`/api/postings/${id}`);
      expect(response.status).toBe(404);
      expect(apiError.parse(await response.json()).code).toBe(code);
    }
  });
});

describe('GET /api/agencies', () => {
  it('lists agencies with judged postings, the busiest first, and those whose name holds q', async () => {
    const all = agencyList.parse(await read('/api/agencies'));
    expect(all.agencies.map(({ postings }) => postings)).toEqual([15, 1]);
    const some = agencyList.parse(await read(`/api/agencies?q=${encodeURIComponent('企服')}`));
    expect(some.agencies).toEqual([{ id: seeded.agencyId, name: '江汉企服人力资源有限公司', postings: 15 }]);
    expect(agencyList.parse(await read('/api/agencies?q=%25')).agencies).toEqual([]);
  });
});

describe('GET /api/captures/:id', () => {
  it('gives the stored screenshot as an image', async () => {
    const response = await reader.get(`/api/captures/${seeded.captureWithScreenshot}/screenshot`);
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(onePixel);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('content-disposition')).toBe('inline');
  });

  it('lets a browser keep a copy that it may show only after asking, and never without a session', async () => {
    const path = `/api/captures/${seeded.captureWithScreenshot}/screenshot`;
    const who = await served.logIn('auditor', 'hubei');
    const first = await who.get(path);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    const etag = first.headers.get('etag') ?? '';
    const again = () =>
      fetch(served.url + path, { headers: { ...who.headers, 'if-none-match': `"other", W/${etag}` } });
    const known = await again();
    expect([known.status, await known.text()]).toEqual([304, '']);
    expect([known.headers.get('etag'), known.headers.get('cache-control')]).toEqual([etag, 'private, no-cache']);
    const other = await fetch(served.url + path, { headers: { ...who.headers, 'if-none-match': '"other"' } });
    expect(Buffer.from(await other.arrayBuffer())).toEqual(onePixel);
    await served.db.userSession.update({ where: { id: who.sessionId }, data: { endedAt: new Date() } });
    expect((await again()).status).toBe(401);
  });

  it('is on record once for a session and posting before it is sent, for those who may read it', async () => {
    const { captureWithScreenshot: id, captureWithoutScreenshot } = seeded;
    const who = await served.logIn('operator', 'hubei');
    const refused = await served.logIn('administrator', 'hubei');
    for (const what of ['screenshot', 'body'])
      expect((await refused.get(`/api/captures/${id}/${what}`)).status).toBe(403);
    await Promise.all(['screenshot', 'body', 'body'].map((what) => who.get(`/api/captures/${id}/${what}`)));
    expect((await who.get(`/api/captures/${captureWithoutScreenshot}/screenshot`)).status).toBe(404);
    const rows = await served.db.unmasking.findMany({ where: { sessionId: who.sessionId } });
    const versions = await served.db.postingVersion.findMany({ where: { captureId: id } });
    const shown = [...new Set(versions.map(({ postingId }) => postingId))];
    expect(rows.map(({ postingId }) => postingId).sort()).toEqual(shown.sort());
    expect(shown.length).toBeGreaterThan(0);
    const entries = await served.db.ledgerEntry.findMany({ where: { subjectId: { in: rows.map((row) => row.id) } } });
    expect(entries.map(({ kind }) => kind)).toEqual(rows.map(() => 'contact.unmasked'));
    expect(await served.db.unmasking.count({ where: { userId: refused.userId } })).toBe(0);
    await (await served.logIn('operator', 'hubei')).get(`/api/captures/${id}/body`);
    expect(await served.db.unmasking.count({ where: { postingId: shown[0] ?? '' } })).toBeGreaterThan(1);
  });

  it('gives the body byte for byte as a download that no browser renders', async () => {
    const response = await reader.get(`/api/captures/${seeded.captureWithScreenshot}/body`);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(seeded.bodySha256);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${seeded.bodySha256}.txt"`);
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
  });

  it('does not pass altered bytes off as evidence', async () => {
    const folder = join(served.blobFolder, seeded.bodySha256.slice(0, 2), seeded.bodySha256.slice(2, 4));
    const file = join(folder, seeded.bodySha256);
    await chmod(file, 0o600);
    await writeFile(file, 'altered');
    const altered = await reader.get(`/api/captures/${seeded.captureWithScreenshot}/body`);
    expect([altered.status, apiError.parse(await altered.json()).code]).toEqual([500, 'blob_corrupt']);
    await rm(file);
    const missing = await reader.get(`/api/captures/${seeded.captureWithScreenshot}/body`);
    expect([missing.status, apiError.parse(await missing.json()).code]).toEqual([500, 'blob_missing']);
    await served.blobs.put(served.body);
  });

  it('says why there is no screenshot, and answers 404 for an unknown capture', async () => {
    const absent = await reader.get(`/api/captures/${seeded.captureWithoutScreenshot}/screenshot`);
    expect([absent.status, apiError.parse(await absent.json()).code]).toEqual([404, 'screenshot_absent']);
    for (const what of ['screenshot', 'body']) {
      const unknown = await reader.get(`/api/captures/unknown/${what}`);
      expect([unknown.status, apiError.parse(await unknown.json()).code]).toEqual([404, 'capture_unknown']);
    }
  });
});
