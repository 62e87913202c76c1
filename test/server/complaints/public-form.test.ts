import { request } from 'node:http';
import { load } from 'cheerio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createJudge } from '../../../classifier/judge.js';
import { readRelease } from '../../../classifier/release/read-release.js';
import { projectReleaseFile } from '../../../cli/settings.js';
import { openPersonalData } from '../../../evidence/personal-data.js';
import { openDatabase } from '../../../prisma/open-database.js';
import { accessTable } from '../../../server/access-table.js';
import { callerOf } from '../../../server/complaints/public/caller.js';
import { openPublicServer } from '../../../server/complaints/public/open-public-server.js';
import type { OpenServer } from '../../../server/open-server.js';
import { createTestDatabase } from '../../prisma/test-database.js';
import { hostilePayloads } from '../../web/hostile-payloads.js';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let form: OpenServer;
let now: Date;
const sources = async () => {
  const judge = createJudge(await readRelease(projectReleaseFile()));
  return {
    ...{
      db: database.db,
      personalData: openPersonalData([{ version: 1, value: 'c2VjcmV0' }]),
      judge: async () => judge,
    },
    ...{ now: () => now, hotline: '027-12333', mailbox: 'jubao@example.gov.cn', publicUrl: undefined },
  };
};
beforeAll(async () => {
  now = new Date('2026-11-23T04:00:00Z');
  database = await createTestDatabase();
  await database.db.organisation.create({ data: { id: 'hubei', name: '湖北省<人社>厅' } });
  form = await openPublicServer(await sources(), 0);
});
afterAll(async () => {
  await form?.close();
  await database?.close();
});

const complaint = {
  organisation: 'hubei',
  text: '某公司收一级建造师挂靠',
  url: '',
  subject: '',
  name: '',
  contact: '',
  homepage: '',
};
const ownElements =
  'html head meta title style body main h1 h2 p a div ul li form label textarea select option input button'.split(' ');
const ownAttributes =
  'lang charset name content class role href method action accept-charset novalidate for id required maxlength value selected inputmode autocomplete autocapitalize spellcheck tabindex type aria-describedby aria-invalid aria-hidden'.split(
    ' ',
  );
/** A minute passes before each, so that the limit is felt where it is tested alone. */
const send = async (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) => {
  now = new Date(now.getTime() + 61_000);
  return sendAtOnce(path, fields, headers);
};
const sendAtOnce = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(form.url + path, { method: 'POST', headers, body: new URLSearchParams(fields) });
const codeIn = (page: string) => /<p class="code">([^<]+)<\/p>/.exec(page)?.[1] ?? '';

describe('the public form', () => {
  test('is Chinese HTML without scripts, with the published ways to complain, and may load nothing', async () => {
    const response = await fetch(form.url);
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(page).toContain('<html lang="zh-CN">');
    expect(page).toContain('027-12333');
    expect(page).toContain('jubao@example.gov.cn');
    expect(page).toContain('湖北省&lt;人社&gt;厅');
    expect(page).not.toMatch(/<script|\son\w+=|javascript:|<link|<img/i);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('registers a complaint and tells by the code, and by it alone, what became of it', async () => {
    const sent = await send('/complaints', { ...complaint, name: '李举报', contact: '13700001234' });
    const page = await sent.text();
    expect([sent.status, page]).toEqual([200, expect.stringContaining('〔2026〕1号')]);
    const stored = await database.db.complaint.findFirstOrThrow({ include: { complainant: true } });
    expect(stored).toMatchObject({ organisationId: 'hubei', channel: 'web', registeredById: null });
    expect(stored.verdict).toMatchObject({ release: expect.any(String), band: expect.any(String) });
    expect(JSON.stringify(stored)).not.toContain('李举报');
    const asked = await (await send('/status', { code: codeIn(page).toLowerCase() })).text();
    expect(asked).toContain('已登记，正在核查处理');
    expect(asked).not.toContain('挂靠');
    const wrong = await send('/status', { code: 'AAAA-BBBB-CCCC-DDDD' });
    expect([wrong.status, await wrong.text()]).toEqual([404, expect.stringContaining('没有查到')]);
  });

  test('comes back with what was typed and what is wrong, and nothing is registered', async () => {
    const before = await database.db.complaint.count();
    for (const [fields, field, sentence] of [
      [{ text: ' ' }, 'text', '请填写举报内容'],
      [{ organisation: '' }, 'organisation', '请选择受理机关'],
      [{ organisation: 'nowhere' }, 'organisation', '没有这个机关'],
      [{ url: 'javascript:alert(1)' }, 'url', '网址不正确'],
      [{ name: '长'.repeat(101) }, 'name', '姓名不能超过 100 个字'],
    ] as const) {
      const response = await send('/complaints', { ...complaint, subject: '某机构"><b>', ...fields });
      const page = await response.text();
      expect([response.status, field, page]).toEqual([422, field, expect.stringContaining(sentence)]);
      expect(page).toContain(`<a href="#${field}">`);
      expect(page).toContain(`id="${field}-error"`);
      expect(page).toContain('value="某机构&quot;&gt;&lt;b&gt;"');
    }
    expect(await database.db.complaint.count()).toBe(before);
  });

  test('takes texts that would be scripts elsewhere as the texts that they are', async () => {
    for (const payload of hostilePayloads) {
      const back = await (
        await send('/complaints', { ...complaint, organisation: '', text: payload, subject: payload })
      ).text();
      const parsed = load(back);
      const elements = parsed('*')
        .toArray()
        .flatMap((node) => ('tagName' in node ? [node] : []));
      expect(elements.map(({ tagName }) => tagName).filter((name) => !ownElements.includes(name))).toEqual([]);
      const attributes = elements.flatMap(({ attribs }) => Object.keys(attribs));
      expect(attributes.filter((name) => !ownAttributes.includes(name))).toEqual([]);
      // A form's line ends are CR LF, and a browser makes them LF again.
      expect(parsed('#subject').attr('value')).toBe(payload);
    }
    const taken = await send('/complaints', { ...complaint, text: hostilePayloads.join('\n').slice(0, 8_000) });
    expect(taken.status).toBe(200);
  });

  test('refuses what programs fill in, too much, other kinds of bodies, and what another site sends', async () => {
    const before = await database.db.complaint.count();
    expect((await send('/complaints', { ...complaint, homepage: 'http://spam.example' })).status).toBe(422);
    expect((await send('/complaints', { ...complaint, text: 'a'.repeat(200_000) })).status).toBe(413);
    expect((await send('/complaints', complaint, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    const json = await fetch(`${form.url}/complaints`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(complaint),
    });
    expect(json.status).toBe(415);
    const withoutBody = await fetch(`${form.url}/complaints`, { method: 'POST' });
    expect(withoutBody.status).toBe(415);
    expect(await database.db.complaint.count()).toBe(before);
  });

  test('takes the longest complaint that it promises to take', async () => {
    const text = `举报${'𠮷'.repeat(3_999)}`;
    expect((await send('/complaints', { ...complaint, text })).status).toBe(200);
  });

  test('lets one address complain five times a minute, and ask twenty times', async () => {
    now = new Date(now.getTime() + 120_000);
    const statuses: number[] = [];
    for (let index = 0; index < 6; index++)
      statuses.push((await sendAtOnce('/complaints', { ...complaint, text: `第${index}件不同的举报` })).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    const refused = await sendAtOnce('/complaints', complaint);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.text()).toContain('027-12333');
    const asked: number[] = [];
    for (let index = 0; index < 21; index++) asked.push((await sendAtOnce('/status', { code: 'x' })).status);
    expect(asked.filter((status) => status === 404)).toHaveLength(20);
    expect(asked.at(-1)).toBe(429);
  });

  test('says that it could not register, and nothing of why, when the database is gone', async () => {
    const gone = openDatabase('postgresql://nobody@127.0.0.1:1/nothing');
    const broken = await openPublicServer({ ...(await sources()), db: gone }, 0);
    const response = await fetch(`${broken.url}/complaints`, { method: 'POST', body: new URLSearchParams(complaint) });
    const page = await response.text();
    expect([response.status, page]).toEqual([500, expect.stringContaining('举报没有登记')]);
    expect(page).not.toMatch(/postgres|prisma|ECONN|127\.0\.0\.1/i);
    await broken.close();
    await gone.close();
  });
});

describe('the public server', () => {
  test('serves its three routes and nothing else, least of all what the inner server serves', async () => {
    const ownRoutes = ['GET /', 'POST /complaints', 'POST /status'];
    const inner = Object.keys(accessTable).map((route) => route.replace(/:\w+/g, '1').replace('*', 'index.html'));
    const tried = [
      ...inner,
      ...[
        'GET /index.html',
        'GET /assets/a.js',
        'GET /complaints',
        'GET /status',
        'GET /metrics',
        'GET /api/complaints',
      ],
      ...[
        'POST /',
        'PUT /complaints',
        'DELETE /complaints',
        'GET /.env',
        'GET /..%2f..%2fpackage.json',
        'GET //',
        'GET /?a=b/',
      ],
      ...['OPTIONS /', 'HEAD /', 'PATCH /complaints', 'TRACE /'],
    ].filter((route) => !ownRoutes.includes(route) && route !== 'GET /?a=b/');
    for (const route of tried) {
      const [method = '', path = ''] = route.split(' ');
      expect([route, await statusOf(method, path)]).toEqual([route, 404]);
    }
  });

  test('counts the addresses of one network of IPv6 together, and those of IPv4 apart', () => {
    expect(callerOf('2001:db8:1:2::1')).toBe(callerOf('2001:db8:1:2:ffff::9'));
    expect(callerOf('2001:db8:1:3::1')).not.toBe(callerOf('2001:db8:1:2::1'));
    expect(callerOf('::ffff:192.0.2.1')).toBe('192.0.2.1');
    expect(callerOf('192.0.2.2')).not.toBe(callerOf('192.0.2.1'));
  });
});

/** By hand: fetch would tidy up the path. */
function statusOf(method: string, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(form.url);
    const headers =
      method === 'GET' || method === 'HEAD' ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
    const asked = request({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    });
    asked.on('error', reject).end();
  });
}
