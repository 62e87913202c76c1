import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newSecret } from '../../casework/users/secret-link.js';
import { apiError } from '../../contracts/api/error.js';
import { type Role, role as roles } from '../../contracts/roles.js';
import { accessTable, personalRoutes, tokenRoutes } from '../../server/access-table.js';
import { createServer } from '../../server/create-server.js';
import { routes } from '../../server/routes.js';
import { type OwnedObject, storeOwnedObjects } from './access-objects.js';
import { seedPostings } from './seed-postings.js';
import { type LoggedIn, type ServedDatabase, serveDatabase } from './served-database.js';

/** What belongs to the deployment and not to an organisation: releases, their tests, and tables by name. */
const ofNobody = ['/api/testing/', '/api/supervision/tables/'];

let served: ServedDatabase;
let objects: readonly OwnedObject[];
const people = new Map<string, LoggedIn>();
beforeAll(async () => {
  served = await serveDatabase();
  const seeded = await seedPostings(served.db, served.screenshotSha256, served.body);
  objects = await storeOwnedObjects(served, seeded);
  await served.db.organisation.create({ data: { id: 'elsewhere', name: '别处' } });
  for (const organisation of ['hubei', 'elsewhere'])
    for (const role of roles.options) people.set(`${role} ${organisation}`, await served.logIn(role, organisation));
});
afterAll(() => served?.close());

const person = (role: Role, organisation = 'hubei'): LoggedIn => {
  const found = people.get(`${role} ${organisation}`);
  if (found === undefined) throw new Error(`nobody is ${role} in ${organisation}`);
  return found;
};

interface Line {
  readonly route: string;
  readonly method: string;
  readonly path: string;
}
/** Rows of the table that somebody must be logged in for. */
const guarded: readonly (Line & { readonly allowed: readonly Role[] })[] = Object.entries(accessTable).flatMap(
  ([route, allowed]) => (allowed === 'anyone' ? [] : [{ ...lineOf(route), allowed }]),
);

function lineOf(route: string): Line {
  const [method = '', path = ''] = route.split(' ');
  return { route, method, path };
}

/** With an id of nothing, so that whoever is let through is told so. */
const unknown = (path: string) => path.replace(/:\w+|\*$/g, 'nothing');

async function ask({ method, path }: Line, headers: Record<string, string>, body = '{}') {
  const hasBody = method === 'POST' || method === 'PUT';
  const response = await fetch(served.url + path, {
    method,
    headers: {
      'sec-fetch-site': 'same-origin',
      ...headers,
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
    },
    ...(hasBody ? { body } : {}),
  });
  const answer = apiError.safeParse(
    await response
      .clone()
      .json()
      .catch(() => undefined),
  );
  await response.body?.cancel();
  return { status: response.status, code: answer.data?.code };
}

describe('the access table', () => {
  it('has a line for every route of the running server, and no other', async () => {
    const webApplication = { folder: served.blobFolder, renderPage: () => ({ html: '', policy: '' }) };
    const app = await createServer({ ...served.sources(), webApplication }, routes);
    await app.ready();
    const running = readRoutes(app.printRoutes({})).filter((route) => !route.startsWith('HEAD '));
    await app.close();
    expect(running.sort()).toEqual(Object.keys(accessTable).sort());
  });

  it('keeps from a route without a line from being served at all', async () => {
    const webApplication = { folder: served.blobFolder, renderPage: () => ({ html: '', policy: '' }) };
    const sources = { ...served.sources(), webApplication };
    const planted = { method: 'GET', path: '/api/planted', isOpen: false, handle: async () => 'secret' } as const;
    await expect(createServer(sources, [planted])).rejects.toThrow('GET /api/planted is not in server/access-table.ts');
    const app = await createServer(sources, []);
    expect(() => app.get('/planted', async () => 'secret')).toThrow('GET /planted is not in server/access-table.ts');
    await app.close();
  });
});

describe('every route', () => {
  it.each(guarded)('$route is nobody’s who is not logged in', async (line) => {
    const at = { ...line, path: unknown(line.path) };
    const refused = { status: 401, code: 'login_needed' };
    expect(await ask(at, {})).toEqual(refused);
    expect(await ask(at, { cookie: 'guazheng.session_token=nothing.nothing' })).toEqual(refused);
    expect(await ask(at, { authorization: `Bearer gzw_${'A'.repeat(43)}` })).toEqual(refused);
    // A wrong token is not made up for by a cookie.
    const { headers } = person('administrator');
    expect(await ask(at, { ...headers, authorization: 'Bearer nothing' })).toEqual(refused);
  });

  it.each(guarded)('$route lets through those whom its line names alone', async (line) => {
    const at = { ...line, path: unknown(line.path) };
    for (const role of roles.options) {
      const { status, code } = await ask(at, person(role).headers);
      if (line.allowed.includes(role)) {
        expect([status, code], role).not.toEqual([403, 'role_insufficient']);
        expect(status, role).not.toBe(401);
        expect(status, role).toBeLessThan(500);
      } else expect([status, code], role).toEqual([403, 'role_insufficient']);
    }
  });

  it('is closed to a session that has ended', async () => {
    for (const role of roles.options) {
      const gone = await served.logIn(role, 'hubei');
      await served.db.userSession.update({ where: { id: gone.sessionId }, data: { endedAt: new Date() } });
      for (const line of guarded.filter(({ allowed }) => allowed.includes(role)))
        expect((await ask({ ...line, path: unknown(line.path) }, gone.headers)).status, line.route).toBe(401);
    }
  });

  it('is for reading alone to a program’s token, but for the checking of ads, and no page as it was', async () => {
    const { userId } = person('supervisor');
    const { secret, sha256: tokenSha256 } = newSecret('gzw_');
    const now = new Date();
    const session = await served.db.userSession.create({ data: { userId, origin: 'token', startedAt: now } });
    const expiresAt = new Date(now.getTime() + 60_000);
    await served.db.apiToken.create({
      data: { userId, sessionId: session.id, name: 'test', tokenSha256, createdAt: now, expiresAt },
    });
    for (const line of guarded.filter(({ allowed }) => allowed.includes('supervisor'))) {
      const { status, code } = await ask({ ...line, path: unknown(line.path) }, { authorization: `Bearer ${secret}` });
      const isOpen = line.method === 'GET' ? !personalRoutes.has(line.route) : tokenRoutes.has(line.route);
      if (isOpen) expect([401, 403], line.route).not.toContain(status);
      else expect([status, code], line.route).toEqual([403, 'token_insufficient']);
    }
  });
});

describe('every object', () => {
  const named = guarded.filter(({ path }) => path.includes('/:') && !ofNobody.some((start) => path.startsWith(start)));
  const objectOf = (path: string) => objects.find((object) => path.startsWith(`${object.path}:`));
  const at = (line: Line, id: string) => ({ ...line, path: line.path.replace(':id', id).replace(/:\w+/g, '1') });

  it('that a route names is among those asked for here', () => {
    expect(named.filter(({ path }) => objectOf(path) === undefined)).toEqual([]);
  });

  it.each(named)('$route does not exist for people of another organisation', async (line) => {
    const object = objectOf(line.path);
    for (const role of line.allowed) {
      const { status } = await ask(at(line, object?.id ?? ''), person(role, 'elsewhere').headers);
      // What changes something may complain about the body or the person first; it never says more (the next test).
      if (line.method === 'GET' || line.method === 'DELETE') expect(status, role).toBe(404);
      else expect([400, 404, 409, 415, 422], `${role} ${status}`).toContain(status);
    }
  });

  it.each(named)('$route answers for it exactly as for nothing', async (line) => {
    const object = objectOf(line.path);
    for (const role of line.allowed) {
      const outsider = person(role, 'elsewhere');
      const there = await ask(at(line, object?.id ?? ''), outsider.headers);
      expect(there, role).toEqual(await ask(at(line, '0190a000-0000-7000-8000-000000000000'), outsider.headers));
    }
  });

  it('is there for people of its own organisation, unless it is one person’s', async () => {
    const withoutMore = named.filter(({ method, path }) => method === 'GET' && /\/:id$/.test(path));
    expect(withoutMore.length).toBeGreaterThan(3);
    for (const line of withoutMore) {
      const object = objectOf(line.path);
      if (object?.isPersonal === true) continue;
      const [role] = line.allowed;
      const { status } = await ask(at(line, object?.id ?? ''), person(role ?? 'administrator').headers);
      expect(status, line.route).not.toBe(404);
      expect(status, line.route).toBeLessThan(500);
    }
  });
});

/** Fastify prints its routes as a tree of the pieces of their paths. */
function readRoutes(tree: string): string[] {
  const pieces: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', text = ''] = /^((?:[│ ] {3})*)[├└]── (.*)$/.exec(line) ?? [];
    if (text === '') return [];
    const [, piece = '', methods] = /^(.*?)(?: \(([A-Z, ]+)\))?$/.exec(text) ?? [];
    pieces.splice(indent.length / 4, pieces.length, piece);
    return (methods?.split(', ') ?? []).map((method) => `${method} ${pieces.join('')}`);
  });
}
