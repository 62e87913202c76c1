import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { v7 as newId } from 'uuid';
import { z } from 'zod';
import { readRelease } from '../../classifier/release/read-release.js';
import { projectReleaseFile } from '../../cli/settings.js';
import { createFolderBlobStore } from '../../evidence/blobs/folder-blob-store.js';
import { openPersonalData } from '../../evidence/personal-data.js';
import type { Database } from '../../prisma/open-database.js';
import { type Accounts, openAccounts } from '../../server/accounts/accounts.js';
import { signValue } from '../../server/accounts/cookies.js';
import { createServer } from '../../server/create-server.js';
import { idParameter } from '../../server/parse-request.js';
import { postingRoutes } from '../../server/postings/routes.js';
import { within } from '../../server/postings/within-jurisdiction.js';
import { RequestError } from '../../server/request-error.js';
import { reviewRoutes } from '../../server/reviews/routes.js';
import { type Route, route, type Sources } from '../../server/route.js';
import { openJudging } from '../../server/testing/judging.js';

/** The server over one database, and beside it the same server whose route of one posting is a look-up by primary key and nothing more. */
export interface ServedRecord {
  readonly url: string;
  readonly lookupUrl: string;
  /** A new reviewer of this organisation who is logged in: what each of their requests carries. */
  logIn(organisationId: string): Promise<Readonly<Record<string, string>>>;
  close(): Promise<void>;
}

const routes: readonly Route[] = [...postingRoutes, ...reviewRoutes];

export async function serveRecord(database: Database, folder: string): Promise<ServedRecord> {
  const now = () => new Date();
  const secrets = [{ version: 1, value: randomBytes(32).toString('base64url') }];
  const personalData = openPersonalData(secrets);
  const accounts = openAccounts({ database, secrets, now });
  const blobs = await createFolderBlobStore(join(folder, 'blobs'));
  const sources: Sources = {
    ...{ accounts, blobs, now, personalData },
    db: database,
    webApplication: { folder, renderPage: () => ({ html: '', policy: '' }) },
    judging: openJudging(
      database,
      blobs,
      {
        own: { read: () => readRelease(projectReleaseFile()), isSet: false },
        ...{ releasesFolder: folder, frozenFolder: folder },
      },
      throwIt,
    ),
    offerJobs: async () => undefined,
  };
  const [server, lookup] = await Promise.all([
    createServer(sources, routes),
    createServer(
      sources,
      routes.map((each) => (isLookup(each) ? lookupRoute : each)),
    ),
  ]);
  await server.listen({ host: '127.0.0.1', port: 0 });
  await lookup.listen({ host: '127.0.0.1', port: 0 });
  return {
    url: urlOf(server),
    lookupUrl: urlOf(lookup),
    logIn: (organisationId) => logIn(database, accounts, organisationId),
    async close() {
      await server.close();
      await lookup.close();
    },
  };
}

function throwIt(error: unknown): never {
  throw error;
}

function urlOf(server: FastifyInstance): string {
  const [address] = server.addresses() as [AddressInfo];
  return `http://127.0.0.1:${address.port}`;
}

const isLookup = ({ method, path }: Route) => method === lookupRoute.method && path === lookupRoute.path;

/** The floor: session, jurisdiction, schemas and headers as every route has them, and one row by its primary key. */
const lookupRoute = route({
  method: 'GET',
  path: '/api/postings/:id',
  params: idParameter,
  answer: z.object({ id: z.string(), url: z.string() }),
  async handle({ db }, { session, params }) {
    const posting = await db.posting.findUnique({
      where: { id: params.id, platform: within(session.jurisdiction) },
      select: { id: true, url: true },
    });
    if (posting === null) throw new RequestError(404, 'posting_unknown', '没有这条招聘信息，可能已按保存期限删除。');
    return posting;
  },
});

async function logIn(
  database: Database,
  accounts: Accounts,
  organisationId: string,
): Promise<Readonly<Record<string, string>>> {
  const [userId, authSessionId, token] = [newId(), newId(), randomBytes(24).toString('hex')];
  const credentialNumber = `BENCH-${userId}`;
  const names = { username: userId, name: '复核员', email: `${userId}@guazheng.invalid`, credentialNumber };
  await database.user.create({ data: { id: userId, organisationId, role: 'reviewer', ...names } });
  const [startedAt, expiresAt] = [new Date(), new Date(Date.now() + 86_400_000)];
  await database.authSession.create({ data: { id: authSessionId, userId, token, expiresAt } });
  await database.userSession.create({ data: { userId, origin: 'page', authSessionId, startedAt } });
  const cookie = `${accounts.sessionCookie}=${encodeURIComponent(signValue(token, accounts.secret))}`;
  return { cookie, 'sec-fetch-site': 'same-origin' };
}
