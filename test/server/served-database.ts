import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BlobStore } from '../../evidence/blobs/blob-store.js';
import { createFolderBlobStore } from '../../evidence/blobs/folder-blob-store.js';
import type { Database } from '../../prisma/open-database.js';
import { openServer } from '../../server/open-server.js';
import { createTestDatabase } from '../prisma/test-database.js';
import { onePixel } from './seed-postings.js';

/** A server on a database and a blob store of its own. */
export interface ServedDatabase {
  url: string;
  db: Database;
  blobs: BlobStore;
  blobFolder: string;
  /** A stored PNG, and a stored body of a captured page. */
  screenshotSha256: string;
  body: Uint8Array;
  close(): Promise<void>;
}

/** Serves an empty database; without `webFolder` the page is a stand-in, for tests of the API. */
export async function serveDatabase(webFolder?: string): Promise<ServedDatabase> {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'guazheng-server-'));
  const blobFolder = join(folder, 'blobs');
  const blobs = await createFolderBlobStore(blobFolder);
  const body = Buffer.from('<!doctype html><script>alert("captured")</script>');
  const [{ sha256: screenshotSha256 }] = await Promise.all([blobs.put(onePixel), blobs.put(body)]);
  const server = await openServer({
    db: database.db,
    blobs,
    webFolder: webFolder ?? (await writePage(folder)),
    port: 0,
  });
  return {
    url: server.url,
    db: database.db,
    blobs,
    blobFolder,
    screenshotSha256,
    body,
    close: async () => {
      await server.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
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
