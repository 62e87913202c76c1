import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashPassphrase } from '../../casework/users/passphrase.js';
import { readRelease } from '../../classifier/release/read-release.js';
import { projectFolder } from '../../cli/project-folder.js';
import { projectReleaseFile } from '../../cli/settings.js';
import type { Role } from '../../contracts/roles.js';
import type { BlobStore } from '../../evidence/blobs/blob-store.js';
import { createFolderBlobStore } from '../../evidence/blobs/folder-blob-store.js';
import { openPersonalData } from '../../evidence/personal-data.js';
import type { Database } from '../../prisma/open-database.js';
import type { QueuedJob } from '../../queue/engine.js';
import { openAccounts } from '../../server/accounts/accounts.js';
import { openServer } from '../../server/open-server.js';
import type { OperationPorts } from '../../server/operation/ports.js';
import type { Sources } from '../../server/route.js';
import { openJudging, type ReleaseFiles } from '../../server/testing/judging.js';
import { createTestDatabase } from '../prisma/test-database.js';
import { onePixel } from './seed-postings.js';

/** A server on a database and a blob store of its own. */
export interface ServedDatabase {
  url: string;
  /** What its handlers work with, once more. */
  sources(): Omit<Sources, 'webApplication'>;
  db: Database;
  databaseUrl: string;
  blobs: BlobStore;
  blobFolder: string;
  /** A stored PNG, and a stored body of a captured page. */
  screenshotSha256: string;
  body: Uint8Array;
  /** A new person of this role who is logged in; every request of theirs carries `headers`. */
  logIn(role: Role, organisationId?: string): Promise<LoggedIn>;
  /** Stops the server alone, and starts it again where it was. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface LoggedIn {
  userId: string;
  username: string;
  /** Of the UserSession. */
  sessionId: string;
  headers: Record<string, string>;
  get(path: string): Promise<Response>;
  send(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Response>;
}

/** Serves an empty database; without `webFolder` the page is a stand-in, for tests of the API. */
export async function serveDatabase(
  webFolder?: string,
  options: {
    now?: () => Date;
    publicUrl?: URL;
    operation?: OperationPorts;
    offerJobs?: (jobs: readonly QueuedJob[]) => Promise<void>;
    templatesFolder?: string;
    /** Of a server that ended before, for a browser that has kept files of it; any other where somebody has taken it. Default: any. */
    port?: number;
  } = {},
): Promise<ServedDatabase> {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'guazheng-server-'));
  const blobFolder = join(folder, 'blobs');
  const blobs = await createFolderBlobStore(blobFolder);
  const body = Buffer.from('<!doctype html><script>alert("captured")</script>');
  const [{ sha256: screenshotSha256 }] = await Promise.all([blobs.put(onePixel), blobs.put(body)]);
  const now = options.now ?? (() => new Date());
  const secrets = [{ version: 1, value: randomBytes(32).toString('base64url') }];
  const personalData = openPersonalData(secrets);
  const { publicUrl } = options;
  const servedFolder = webFolder ?? (await writePage(folder));
  const sources = () => ({
    ...{ db: database.db, blobs, now, personalData },
    accounts: openAccounts({ database: database.db, secrets, publicUrl, now }),
    judging: openJudging(database.db, blobs, releaseFiles, (error) => {
      throw error;
    }),
    offerJobs: options.offerJobs ?? (async () => undefined),
    ...(options.operation === undefined ? {} : { operation: options.operation }),
    ...(options.templatesFolder === undefined ? {} : { templatesFolder: options.templatesFolder }),
  });
  const open = (port: number) => openServer({ ...sources(), webFolder: servedFolder, port });
  const { port = 0 } = options;
  let server = await open(port).catch((error: unknown) => {
    if (port === 0) throw error;
    return open(0);
  });
  return {
    url: server.url,
    sources,
    db: database.db,
    databaseUrl: database.url,
    blobs,
    blobFolder,
    screenshotSha256,
    body,
    async logIn(role, organisationId = 'default') {
      const username = `${role}-${randomBytes(8).toString('hex')}`;
      const { id: userId } = await addPerson(database.db, username, role, organisationId);
      const origin = { 'sec-fetch-site': 'same-origin' };
      const response = await fetch(`${server.url}/api/auth/sign-in/username`, {
        method: 'POST',
        headers: { ...origin, 'content-type': 'application/json' },
        body: JSON.stringify({ username, password: testPassphrase }),
      });
      if (!response.ok) throw new Error(`The log-in of ${username} was refused: ${await response.text()}`);
      const headers = { ...origin, cookie: cookiesOf(response) };
      const { id: sessionId } = await database.db.userSession.findFirstOrThrow({ where: { userId, endedAt: null } });
      return {
        ...{ userId, username, sessionId, headers },
        get: (path) => fetch(server.url + path, { headers }),
        send: (method, path, sent) =>
          fetch(server.url + path, {
            method,
            headers: sent === undefined ? headers : { ...headers, 'content-type': 'application/json' },
            ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
          }),
      };
    },
    stop: () => server.close(),
    start: async () => {
      server = await open(Number(new URL(server.url).port));
    },
    close: async () => {
      await server.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What comes with the project. */
const releaseFiles: ReleaseFiles = {
  own: { read: () => readRelease(projectReleaseFile()), isSet: false },
  releasesFolder: join(projectFolder(), 'classifier', 'releases'),
  frozenFolder: join(projectFolder(), 'fixtures', 'frozen'),
};

/** Of everybody whom tests log in. */
export const testPassphrase = '江汉平原的秋天很长，稻子黄了一片';
/** Made once: it takes longer than all else that a test does to add a person. */
const testHash = hashPassphrase(testPassphrase);

/** A person who logs in by `testPassphrase`. */
export async function addPerson(
  db: Database,
  username: string,
  role: Role,
  organisationId = 'default',
): Promise<{ id: string }> {
  const person = { organisationId, username, name: username, role, email: `${username}@guazheng.invalid` };
  const user = await db.user.create({ data: { ...person, credentialNumber: `鄂-${username}` } });
  const { id } = user;
  const password = await testHash;
  await db.authAccount.create({ data: { id, userId: id, accountId: id, providerId: 'credential', password } });
  return user;
}

/** What a browser sends back of the cookies that an answer set. */
function cookiesOf(response: Response): string {
  const pairs = response.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0] ?? '');
  return pairs.filter((pair) => !pair.endsWith('=')).join('; ');
}

/** A stand-in for the built application in `folder`/web. */
export async function writePage(folder: string): Promise<string> {
  const webFolder = join(folder, 'web');
  await mkdir(join(webFolder, 'assets'), { recursive: true });
  await writeFile(
    join(webFolder, 'index.html'),
    '<!doctype html><meta property="csp-nonce" nonce="__CSP_NONCE__"><script src="/assets/a.js" nonce="__CSP_NONCE__"></script>',
  );
  await writeFile(join(webFolder, 'assets', 'a.js'), '0;');
  return webFolder;
}
