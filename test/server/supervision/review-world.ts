import { createHash } from 'node:crypto';
import { v7 } from 'uuid';
import type { Database } from '../../../prisma/open-database.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** An identifier that was made at that time. */
const idAt = (at: Date): string => v7({ msecs: at.getTime() });

type Decision = 'confirmed' | 'dismissed' | 'more_needed';

export interface JudgedPosting {
  readonly postingId: string;
  readonly versionId: string;
  readonly organisationId: string;
  readonly platformId: string;
  readonly band: string;
  readonly at: Date;
}

/** Writes what people did to a record: two organisations, one above the other, and one beside them, each with a platform. */
export async function createReviewWorld(db: Database) {
  await db.classifierRelease.create({ data: { id: 'release-w', blobSha256: sha256('release') } });
  const organisations = [
    { id: 'province', name: '湖北省人力资源和社会保障厅', parentId: null },
    { id: 'city', name: '武汉市人力资源和社会保障局', parentId: 'province' },
    { id: 'beside', name: '邻省人力资源和社会保障厅', parentId: null },
  ];
  const captures = new Map<string, string>();
  for (const data of organisations) {
    await db.organisation.create({ data });
    const platformId = `platform-${data.id}`;
    await db.platform.create({ data: { id: platformId, organisationId: data.id, name: `${data.name}的平台` } });
    const version = await db.platformVersion.create({ data: { platformId, number: 1, yaml: '', sha256: sha256('') } });
    const run = await db.crawlRun.create({ data: { platformVersionId: version.id, pageBudget: 10 } });
    captures.set(data.id, await addCapture(run.id, new Date('2024-01-01T00:00:00Z')));
  }
  let count = 0;

  async function addCapture(crawlRunId: string, capturedAt: Date): Promise<string> {
    const url = `https://jobs.example/${crawlRunId}/${capturedAt.getTime()}`;
    const task = await db.crawlTask.create({
      data: { crawlRunId, url, urlSha256: sha256(url), kind: 'detail', state: 'done' },
    });
    const capture = await db.capture.create({
      data: {
        ...{ id: idAt(capturedAt), crawlTaskId: task.id, finalUrl: url, status: 200, method: 'http' },
        ...{ remoteAddress: '203.0.113.7', bodySha256: sha256(url), bodyBytes: 1, record: {}, capturedAt },
      },
    });
    return capture.id;
  }

  return {
    /** A posting, judged unless it is said not to be. Those with the same `words` share their content's hash. */
    async addPosting(
      organisationId: string,
      band: 'flagged' | 'borderline' | 'clear',
      at: Date,
      { words = `words ${count}`, title = `一级建造师 ${count}`, isJudged = true } = {},
    ): Promise<JudgedPosting> {
      const platformId = `platform-${organisationId}`;
      const key = String(count++);
      const posting = await db.posting.create({
        data: {
          ...{ id: idAt(at), platformId, key, keySha256: sha256(key), url: `https://jobs.example/${key}` },
          ...{ firstSeenAt: at, lastSeenAt: at, band, probability: 0.5 },
        },
      });
      const version = await db.postingVersion.create({
        data: {
          ...{ id: idAt(at), postingId: posting.id, number: 1, contentSha256: sha256(words), title, company: '某公司' },
          ...{ agency: '', salary: '', place: '', headcount: '', publishedAt: '', text: words, seenAt: at },
          captureId: captures.get(organisationId) ?? '',
        },
      });
      const verdict = {
        ...{ id: idAt(at), postingVersionId: version.id, releaseId: 'release-w', band, probability: 0.5 },
        ...{ categories: [], reasons: [], terms: {}, missing: [], createdAt: at },
      };
      if (isJudged) await db.verdict.create({ data: verdict });
      return { postingId: posting.id, versionId: version.id, organisationId, platformId, band, at };
    },

    async addTask(
      posting: JudgedPosting,
      task: {
        stage?: 'first' | 'second' | 'ruling' | 'closed';
        outcome?: 'confirmed' | 'dismissed';
        closedAt?: Date;
        notBefore?: Date;
        sampleId?: string;
      } = {},
    ): Promise<void> {
      const { postingId, versionId, organisationId, platformId, band, at } = posting;
      const stage = task.stage ?? (task.outcome === undefined ? 'first' : 'closed');
      await db.reviewTask.create({
        data: {
          ...{ id: idAt(at), postingVersionId: versionId, postingId, platformId, organisationId, band, enteredAt: at },
          ...{ rank: 0.5, certainty: 0, ...task, stage },
          ...(stage === 'closed' ? { closedAt: task.closedAt ?? at } : {}),
        },
      });
    },

    async addReview(
      { versionId }: JudgedPosting,
      { userId, sessionId }: { userId: string; sessionId: string },
      decision: Decision,
      decidedAt: Date,
      options: { stage?: 'first' | 'second' | 'ruling'; bulkId?: string; withdrawn?: boolean } = {},
    ): Promise<string> {
      const { stage = 'first', bulkId = null, withdrawn = false } = options;
      const review = await db.review.create({
        data: {
          ...{ id: idAt(decidedAt), postingVersionId: versionId, userId, sessionId, by: {}, stage, decision, bulkId },
          ...{ categories: [], articles: [], decidedAt },
        },
      });
      if (withdrawn)
        await db.reviewWithdrawal.create({ data: { reviewId: review.id, userId, sessionId, withdrawnAt: decidedAt } });
      return review.id;
    },

    async addSample(organisationId: string, day: string, population: number, drawn: number): Promise<string> {
      const drawnAt = new Date(`${day}T01:00:00+08:00`);
      const sample = await db.reviewSample.create({
        data: { id: idAt(drawnAt), organisationId, day, population, drawn, drawnAt },
      });
      return sample.id;
    },

    /** A page that was captured at that time on the organisation's platform. */
    async addPage(organisationId: string, at: Date): Promise<void> {
      const run = await db.crawlRun.findFirstOrThrow({
        where: { platformVersion: { platformId: `platform-${organisationId}` } },
      });
      await addCapture(run.id, at);
    },
  };
}

export type ReviewWorld = Awaited<ReturnType<typeof createReviewWorld>>;
