import { createHash } from 'node:crypto';
import { v7 as newId } from 'uuid';
import type { Decider } from '../../../casework/reviews/decider.js';
import type { Role } from '../../../contracts/roles.js';
import type { Band, Category } from '../../../contracts/verdict.js';
import { appendLedgerEntries } from '../../../evidence/ledger/append-entries.js';
import { verifyLedger } from '../../../evidence/ledger/verify-ledger.js';
import { canonicalJson } from '../../../evidence/verify/canonical-json.js';
import { contentOf, hashContent } from '../../../postings/hash-content.js';
import { lshBands } from '../../../postings/linking/lsh-bands.js';
import { minHash } from '../../../postings/linking/min-hash.js';
import { shingleText } from '../../../postings/linking/shingle-text.js';
import type { Database } from '../../../prisma/open-database.js';
import { judgePosting } from '../../../queue/steps/judge-posting.js';
import { createTestDatabase } from '../../prisma/test-database.js';

export const now = new Date('2026-11-23T04:00:00Z');
export const minutes = (count: number, from = now): Date => new Date(from.getTime() + count * 60_000);
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export interface AdvertisedPosting {
  readonly probability: number;
  readonly band?: Band;
  readonly title?: string;
  readonly text?: string;
  readonly categories?: readonly Category[];
  readonly platformId?: string;
  readonly campaignId?: string;
  /** A newer version of this posting. */
  readonly postingId?: string;
}

export interface JudgedPosting {
  readonly postingId: string;
  readonly versionId: string;
}

/** A record with two organisations, each with a platform; postings come judged, as the queue's step stores them. */
export interface ReviewWorld {
  readonly database: Database;
  readonly databaseUrl: string;
  person(name: string, role?: Role, more?: { credentialNumber?: string; jurisdiction?: string[] }): Promise<Decider>;
  /** The same person in another session. */
  again(decider: Decider): Promise<Decider>;
  judge(postings: readonly AdvertisedPosting[], release?: string): Promise<JudgedPosting[]>;
  /** Judges versions anew by another release. */
  rejudge(judged: JudgedPosting, release: string, probability: number, band: Band): Promise<void>;
  taskOf(judged: JudgedPosting): Promise<{ id: string; stage: string; outcome: string | null }>;
  /** Throws unless chain and rows agree. */
  verify(): Promise<void>;
  close(): Promise<void>;
}

export async function openReviewWorld(): Promise<ReviewWorld> {
  const { db: database, url: databaseUrl, close } = await createTestDatabase();
  await database.organisation.create({ data: { id: 'other', name: '别处' } });
  await database.platform.createMany({
    data: [
      { id: 'jing', name: '荆才网', organisationId: 'default' },
      { id: 'far', name: '远才网', organisationId: 'other' },
    ],
  });
  const captureId = await storeCapture(database);
  await database.classifierRelease.create({ data: { id: 'r1', blobSha256: sha256('r1') } });
  let keys = 0;

  const store = async (
    rows: readonly (JudgedPosting & Pick<AdvertisedPosting, 'probability' | 'band' | 'categories'>)[],
    release: string,
  ) => {
    const versions = await database.postingVersion.findMany({
      where: { id: { in: rows.map((row) => row.versionId) } },
    });
    await database.$transaction(async (transaction) => {
      const acted = rows.map(({ versionId, probability, band = 'flagged', categories = ['credential_rental'] }) => {
        const loaded = versions.find(({ id }) => id === versionId);
        if (loaded === undefined) throw new Error(`No version ${versionId}`);
        const verdict = {
          ...{ band, probability, side: null, release, reasons: [], terms: {}, missing: [] },
          categories: [...categories],
        };
        const work = {
          id: versionId,
          step: 'judge_posting' as const,
          subjectId: versionId,
          crawlRunId: null,
          attempts: 0,
          delays: 0,
        };
        return { work, loaded, effect: { verdict, contacts: [] } };
      });
      const { ledger } = await judgePosting.store(transaction, acted, now);
      await appendLedgerEntries(transaction, ledger, now);
    });
  };

  return {
    database,
    databaseUrl,
    close,
    async person(name, role = 'reviewer', { credentialNumber: given, jurisdiction = ['default'] } = {}) {
      const username = `${name}-${keys++}`;
      const credentialNumber = given ?? `鄂-${username}`;
      const user = await database.user.create({
        data: {
          ...{ organisationId: 'default', username, name, role, credentialNumber },
          email: `${username}@guazheng.invalid`,
        },
      });
      const session = await database.userSession.create({ data: { userId: user.id, origin: 'page', startedAt: now } });
      return { id: session.id, person: { id: user.id, name, credentialNumber, role }, jurisdiction };
    },
    async again(decider) {
      const { id } = await database.userSession.create({
        data: { userId: decider.person.id, origin: 'page', startedAt: now },
      });
      return { ...decider, id };
    },
    async judge(postings, release = 'r1') {
      const rows = postings.map((posting) => ({ ...posting, id: posting.postingId ?? newId(), versionId: newId() }));
      const numbers = new Map(
        (
          await database.postingVersion.groupBy({
            by: ['postingId'],
            where: { postingId: { in: rows.map(({ id }) => id) } },
            _max: { number: true },
          })
        ).map(({ postingId, _max }) => [postingId, _max.number ?? 0]),
      );
      await database.posting.createMany({
        data: rows
          .filter(({ postingId }) => postingId === undefined)
          .map(({ id, platformId = 'jing', campaignId, title = '诚聘', text = '证书注册' }) => {
            const signature = minHash(shingleText(title, text));
            const key = String(keys++);
            return {
              ...{ id, platformId, key, keySha256: sha256(key), url: `https://jing.example/${key}.html` },
              ...{ firstSeenAt: now, lastSeenAt: now, campaignId: campaignId ?? null },
              ...{ minHash: Array.from(signature), lshBands: lshBands(signature) },
            };
          }),
      });
      await database.postingVersion.createMany({
        data: rows.map(({ id, versionId, title = '诚聘', text = '证书注册' }) => {
          const content = contentOf({ title, text });
          const number = (numbers.get(id) ?? 0) + 1;
          return {
            id: versionId,
            postingId: id,
            number,
            ...content,
            contentSha256: hashContent(content),
            captureId,
            seenAt: now,
          };
        }),
      });
      const judged = rows.map(({ id, versionId, ...row }) => ({ ...row, postingId: id, versionId }));
      await store(judged, release);
      return judged.map(({ postingId, versionId }) => ({ postingId, versionId }));
    },
    async rejudge(judged, release, probability, band) {
      await database.classifierRelease.upsert({
        where: { id: release },
        create: { id: release, blobSha256: sha256(release) },
        update: {},
      });
      await store([{ ...judged, probability, band }], release);
    },
    taskOf: ({ versionId }) => database.reviewTask.findUniqueOrThrow({ where: { postingVersionId: versionId } }),
    async verify() {
      const report = await verifyLedger(database);
      if (!report.ok) throw new Error(`Entry ${report.firstBad?.sequence} is bad: ${report.firstBad?.why}`);
    },
  };
}

async function storeCapture(database: Database): Promise<string> {
  const version = await database.platformVersion.create({
    data: { platformId: 'jing', number: 1, yaml: 'id: jing', sha256: sha256('id: jing') },
  });
  const run = await database.crawlRun.create({
    data: { platformVersionId: version.id, pageBudget: 10, state: 'finished' },
  });
  const url = 'https://jing.example/1.html';
  const task = await database.crawlTask.create({
    data: { crawlRunId: run.id, url, urlSha256: sha256(url), kind: 'detail', state: 'done' },
  });
  const record = { finalUrl: url };
  const { id } = await database.capture.create({
    data: {
      ...{ crawlTaskId: task.id, finalUrl: url, status: 200, method: 'http', remoteAddress: '203.0.113.7' },
      ...{ bodySha256: sha256('body'), bodyBytes: 4, record, capturedAt: now },
    },
  });
  const entry = { kind: 'capture.stored', subjectId: id, subjectSha256: sha256(canonicalJson(record)) };
  await database.$transaction((transaction) => appendLedgerEntries(transaction, [entry], now));
  return id;
}
