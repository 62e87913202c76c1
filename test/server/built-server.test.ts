import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invitation } from '../../contracts/api/accounts.js';
import { type Role, role as roles } from '../../contracts/roles.js';
import { accessTable } from '../../server/access-table.js';
import { startGuazheng, temporaryFolder } from '../cli/run-guazheng.js';
import { testPassphrase } from './served-database.js';

/** Routes that ask for a query: without it they say so. */
const needQuery = [
  ...['/api/operation/schedules/preview', '/api/operation/failures/items', '/api/publications/file'],
  ...['month', 'members', 'workbook', 'words'].map((name) => `/api/reports/${name}`),
];

/** GET routes that need no id, with who may call them. */
const routes = Object.entries(accessTable).flatMap(([route, allowed]) => {
  const [method, path = ''] = route.split(' ');
  return method === 'GET' && !path.includes(':') ? [{ path: path.replace('*', ''), allowed }] : [];
});

let url: string;
let child: ChildProcess;
let stderr = '';
let remove: () => Promise<void>;
const cookies = new Map<Role, string>();

async function send(path: string, body?: object, cookie = ''): Promise<Response> {
  return fetch(url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'sec-fetch-site': 'same-origin', cookie, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
}
async function logIn(role: Role): Promise<void> {
  const response = await send('/api/auth/sign-in/username', { username: `the-${role}`, password: testPassphrase });
  expect(response.status, await response.clone().text()).toBe(200);
  const pairs = response.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0] ?? '');
  cookies.set(role, pairs.filter((pair) => !pair.endsWith('=')).join('; '));
}
const as = (role: Role, path: string, body?: object) => send(path, body, cookies.get(role));

// Where a file of tests is run by itself, what is built may be old or missing.
describe.runIf(process.env.npm_lifecycle_event === 'test')('the built server', () => {
  beforeAll(async () => {
    const home = await temporaryFolder();
    remove = home.remove;
    child = startGuazheng(['serve', '--port', '0'], { env: { GUAZHENG_HOME: home.folder } });
    const link = new Promise<string>((resolve, reject) => {
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
        const found = /http:\/\/\S+\/setup#\S+/.exec(stderr);
        if (found !== null) resolve(found[0]);
      });
      child.once('close', () => reject(new Error(`The server ended: ${stderr}`)));
    });
    const { origin, hash } = new URL(await link);
    url = origin;
    const name = { username: 'the-administrator', name: '周管理', passphrase: testPassphrase };
    expect((await send('/api/set-up', { secret: hash.slice(1), ...name })).status).toBe(204);
    await logIn('administrator');
    for (const role of roles.exclude(['administrator']).options) {
      const person = { username: `the-${role}`, name: role, role, organisationId: 'default' };
      const { secret } = invitation.parse(await (await as('administrator', '/api/people', person)).json());
      expect((await send('/api/invitations/use', { secret, passphrase: testPassphrase })).status).toBe(204);
      await logIn(role);
    }
  });
  afterAll(async () => {
    if (child !== undefined && child.exitCode === null) {
      const ended = once(child, 'close');
      child.kill('SIGTERM');
      await ended;
    }
    await remove?.();
  });

  it.each(roles.options)(
    'answers %s at every route that needs no id, or refuses as the table of access says',
    async (role) => {
      const statuses = await Promise.all(
        routes.map(async ({ path }) => {
          const response = await as(role, path);
          await response.body?.cancel();
          return [path, response.status];
        }),
      );
      expect(statuses).toEqual(
        routes.map(({ path, allowed }) => {
          if (allowed !== 'anyone' && !allowed.includes(role)) return [path, 403];
          // Its database has no queue to show.
          if (path === '/operation/queue/') return [path, 404];
          return [path, needQuery.includes(path) ? 400 : 200];
        }),
      );
    },
  );

  it('serves the page, also at an address within it, and its scripts', async () => {
    for (const path of ['/', '/review']) {
      const page = await send(path);
      expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
      const html = await page.text();
      expect(html).toContain('lang="zh-CN"');
      const script = /<script[^>]* src="(\/[^"]+\.js)"/.exec(html)?.[1] ?? '';
      const loaded = await send(script);
      expect([loaded.status, loaded.headers.get('content-type')]).toEqual([200, expect.stringContaining('javascript')]);
    }
  });

  it('describes itself to programs', async () => {
    const document: unknown = await (await as('reviewer', '/api/openapi.json')).json();
    expect(document).toMatchObject({ openapi: expect.stringMatching(/^3\./), paths: { '/api/scan': {} } });
  });

  it('gives a reviewer the queue, empty as it is', async () => {
    expect(await (await as('reviewer', '/api/reviews/queue')).json()).toMatchObject({ tasks: [] });
  });

  it('judges and explains by the lexicon and the release that come with it', async () => {
    const text = '长期收一级建造师，转注册，三年一付，不用到岗，每年三万二，唯一社保可配合停保。';
    const explained = await as('reviewer', '/api/testing/explanations', { text });
    expect([explained.status, await explained.text()]).toEqual([200, expect.stringContaining('不用到岗')]);
  });

  it('writes of no error', () => {
    expect(stderr).not.toMatch(/"level":(50|60)|^\s+at /m);
  });
});
