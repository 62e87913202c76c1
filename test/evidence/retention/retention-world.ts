import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BlobStore } from '../../../evidence/blobs/blob-store.js';
import { createFolderBlobStore } from '../../../evidence/blobs/folder-blob-store.js';
import { type RetentionRule, readRetentionRules } from '../../../evidence/retention/retention-rules.js';
import type { Database } from '../../../prisma/open-database.js';
import { createTestDatabase } from '../../prisma/test-database.js';

/** Far enough ahead that every blob was stored long before. */
export const now = new Date('2060-06-01T00:00:00Z');
export const yearsAgo = (years: number) => new Date(now.getTime() - years * 365.25 * 86_400_000);

export interface RetentionWorld {
  readonly db: Database;
  readonly url: string;
  readonly blobs: BlobStore;
  readonly folder: string;
  readonly rules: RetentionRule[];
  capture(options: CaptureOptions): Promise<{ captureId: string; taskId: string; sha256: string }>;
  posting(options: PostingOptions): Promise<{ postingId: string; versionId: string }>;
  review(versionId: string): Promise<void>;
  close(): Promise<void>;
}

interface CaptureOptions {
  kind: 'list' | 'detail';
  years: number;
  content: string;
  state?: 'done' | 'fetched' | 'dead';
  foundOnId?: string | null;
  notModifiedSince?: string;
}

interface PostingOptions {
  captureId: string;
  taskId: string;
  bands: readonly string[];
  seenYears: number;
}

export async function openRetentionWorld(): Promise<RetentionWorld> {
  const { db, url, close } = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'guazheng-test-retention-'));
  const blobs = await createFolderBlobStore(join(folder, 'blobs'));
  const rules = await readRetentionRules(
    fileURLToPath(new URL('../../../evidence/retention/rules.yaml', import.meta.url)),
  );
  await db.platform.create({ data: { id: 'p', organisationId: 'default', name: 'p' } });
  const version = await db.platformVersion.create({ data: { platformId: 'p', number: 1, yaml: '', sha256: '' } });
  const run = await db.crawlRun.create({ data: { platformVersionId: version.id, pageBudget: 1 } });
  const { sha256: blobSha256 } = await blobs.put(new TextEncoder().encode('release'));
  await db.classifierRelease.create({ data: { id: 'r', blobSha256 } });
  const user = await db.user.create({
    data: { organisationId: 'default', username: 'u', name: '甲', role: 'reviewer', email: 'u@guazheng.invalid' },
  });
  const session = await db.userSession.create({ data: { userId: user.id, origin: 'page', startedAt: now } });
  return {
    ...{ db, url, blobs, folder, rules },
    async capture({ kind, years, content, state = 'done', foundOnId = null, notModifiedSince }) {
      const url = `http://x/${randomUUID()}`;
      const task = await db.crawlTask.create({
        data: { crawlRunId: run.id, url, urlSha256: url, kind, state, foundOnId },
      });
      const { sha256, bytes } = await blobs.put(new TextEncoder().encode(content));
      const { id } = await db.capture.create({
        data: {
          ...{ crawlTaskId: task.id, finalUrl: url, status: 200, method: 'http', remoteAddress: '' },
          ...{ bodySha256: sha256, bodyBytes: bytes, capturedAt: yearsAgo(years) },
          record: notModifiedSince === undefined ? {} : { notModifiedSince },
        },
      });
      return { captureId: id, taskId: task.id, sha256 };
    },
    async posting({ captureId, taskId, bands, seenYears }) {
      const key = randomUUID();
      const seen = { firstSeenAt: yearsAgo(seenYears), lastSeenAt: yearsAgo(seenYears) };
      const { id: postingId } = await db.posting.create({
        data: { ...seen, platformId: 'p', key, keySha256: key, url: `http://x/${key}`, band: bands.at(-1) ?? null },
      });
      const words = { title: '', company: '', agency: '', salary: '', place: '', headcount: '', publishedAt: '' };
      const { id: versionId } = await db.postingVersion.create({
        data: { ...words, postingId, number: 1, contentSha256: key, text: '', captureId, seenAt: now },
      });
      await db.crawlTask.update({ where: { id: taskId }, data: { postingId } });
      for (const [index, band] of bands.entries()) {
        const releaseId = `r${index}`;
        await db.classifierRelease.upsert({
          where: { id: releaseId },
          create: { id: releaseId, blobSha256 },
          update: {},
        });
        const verdict = { band, probability: 0, categories: [], reasons: [], terms: {}, missing: [] };
        await db.verdict.create({ data: { ...verdict, postingVersionId: versionId, releaseId } });
      }
      return { postingId, versionId };
    },
    async review(postingVersionId) {
      await db.review.create({
        data: {
          ...{ postingVersionId, userId: user.id, sessionId: session.id, by: {}, stage: 'first' },
          ...{ decision: 'dismissed', categories: [], articles: [], decidedAt: now },
        },
      });
    },
    async close() {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
