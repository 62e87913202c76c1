import { contentOf, hashContent } from '../../postings/hash-content.js';
import type { Database } from '../../prisma/open-database.js';

/** A posting with one version, as small as the record allows. @returns the ids of both */
export async function storePosting(database: Database): Promise<{ postingId: string; versionId: string }> {
  const platform = { id: 'jing', name: '荆才网', organisationId: 'default' };
  await database.platform.upsert({ where: { id: platform.id }, create: platform, update: {} });
  const version = await database.platformVersion.create({
    data: { platformId: 'jing', number: 1, yaml: 'id: jing', sha256: '0'.repeat(64) },
  });
  const run = await database.crawlRun.create({
    data: { platformVersionId: version.id, pageBudget: 10, state: 'finished' },
  });
  const url = 'https://jing.example/1.html';
  const task = await database.crawlTask.create({
    data: { crawlRunId: run.id, url, urlSha256: '1'.repeat(64), kind: 'detail' },
  });
  const at = new Date('2026-11-20T08:00:00Z');
  const capture = await database.capture.create({
    data: {
      ...{ crawlTaskId: task.id, finalUrl: url, status: 200, method: 'http', remoteAddress: '203.0.113.7' },
      ...{ bodySha256: '2'.repeat(64), bodyBytes: 1, record: {}, capturedAt: at },
    },
  });
  const posting = await database.posting.create({
    data: { platformId: 'jing', key: '1', keySha256: '3'.repeat(64), url, firstSeenAt: at, lastSeenAt: at },
  });
  const content = contentOf({ title: '诚聘一级建造师', text: '证书注册，无需到岗' });
  const { id: versionId } = await database.postingVersion.create({
    data: {
      postingId: posting.id,
      number: 1,
      contentSha256: hashContent(content),
      ...content,
      captureId: capture.id,
      seenAt: at,
    },
  });
  return { postingId: posting.id, versionId };
}
