import { v7 as newId } from 'uuid';
import { createFolderBlobStore } from '../../../evidence/blobs/folder-blob-store.js';
import { appendLedgerEntries } from '../../../evidence/ledger/append-entries.js';
import { sha256 } from '../../../postings/hash-content.js';
import type { CrawlTaskState, Database, PageKind } from '../../../prisma/open-database.js';

/** What a page of a stored run came to. */
export interface StoredPage {
  readonly kind?: PageKind;
  readonly url: string;
  readonly state?: CrawlTaskState;
  /** Error code of a dead or refused page, and whether it was captured before it failed. */
  readonly error?: { readonly code: string; readonly class: string; readonly captured?: boolean };
  /** It is a known posting's page, and held none this time. */
  readonly absent?: boolean;
  /** What was read there: fields that are not given hold a word. */
  readonly posting?: Readonly<Record<string, string>>;
}

const words = { title: '岗位', company: '单位', agency: '机构', salary: '面议', place: '武汉', headcount: '1人' };

/** Stores a run as workers would leave it behind. @returns its id */
export async function storeRun(
  database: Database,
  platformId: string,
  pages: readonly StoredPage[],
  { state = 'running', startedAt = new Date() }: { state?: 'running' | 'finished'; startedAt?: Date } = {},
): Promise<string> {
  const version = await database.platformVersion.findFirstOrThrow({ where: { platformId } });
  const run = await database.crawlRun.create({
    data: {
      ...{ platformVersionId: version.id, pageBudget: 1000, state, startedAt },
      ...(state === 'running' ? {} : { finishedAt: new Date(startedAt.getTime() + 60_000) }),
    },
  });
  for (const page of pages) await storePage(database, platformId, run.id, page, startedAt);
  return run.id;
}

async function storePage(
  database: Database,
  platformId: string,
  crawlRunId: string,
  { kind = 'detail', url, error, absent = false, posting, ...page }: StoredPage,
  at: Date,
): Promise<void> {
  const state = page.state ?? 'done';
  const reason =
    error === undefined
      ? {}
      : { errorCode: error.code, errorMessage: `${error.code} at ${url}`, errorClass: error.class };
  const task = await database.crawlTask.create({
    data: {
      crawlRunId,
      url,
      urlSha256: sha256(url),
      kind,
      state,
      ...reason,
      ...(absent ? { errorCode: 'absent' } : {}),
    },
  });
  const isCaptured = state === 'done' || state === 'fetched' || error?.captured === true;
  const failed = state === 'dead' || state === 'refused' ? state : undefined;
  await database.dueWork.create({
    data: {
      ...{ step: 'fetch_page', subjectId: task.id, crawlRunId, attempts: failed === undefined ? 0 : 3 },
      ...(isCaptured ? { state: 'done' } : { state: failed ?? 'due', ...reason }),
    },
  });
  if (!isCaptured) return;
  const captureId = newId();
  await database.capture.create({
    data: {
      ...{
        id: captureId,
        crawlTaskId: task.id,
        finalUrl: url,
        status: 200,
        method: 'http',
        remoteAddress: '203.0.113.7',
      },
      ...{ bodySha256: sha256(url), bodyBytes: 1000, record: {}, capturedAt: at },
    },
  });
  await database.$transaction((transaction) =>
    appendLedgerEntries(
      transaction,
      [{ kind: 'capture.stored', subjectId: captureId, subjectSha256: sha256('{}') }],
      at,
    ),
  );
  await database.dueWork.create({
    data: {
      ...{ step: 'read_capture', subjectId: captureId, crawlRunId },
      ...{ state: failed ?? (state === 'fetched' ? 'due' : 'done'), ...reason },
    },
  });
  if (posting !== undefined) await storeVersion(database, platformId, url, captureId, posting, at);
}

async function storeVersion(
  database: Database,
  platformId: string,
  url: string,
  captureId: string,
  fields: Readonly<Record<string, string>>,
  at: Date,
): Promise<void> {
  const key = { platformId, keySha256: sha256(url) };
  const posting = await database.posting.upsert({
    where: { platformId_keySha256: key },
    create: { ...key, key: url, url, firstSeenAt: at, lastSeenAt: at },
    update: { lastSeenAt: at },
  });
  const content = { ...words, publishedAt: '2026-11-20', text: '长期招聘，需到岗工作。', ...fields };
  const contentSha256 = sha256(JSON.stringify(content));
  const newest = await database.postingVersion.findFirst({
    where: { postingId: posting.id },
    orderBy: { number: 'desc' },
  });
  if (newest?.contentSha256 === contentSha256) return;
  const number = (newest?.number ?? 0) + 1;
  await database.postingVersion.create({
    data: { postingId: posting.id, number, contentSha256, ...content, captureId, seenAt: at },
  });
}

/** Puts what the captures of these pages name into a blob store: a command looks whether it is the record's own. */
export async function storeBodies(blobFolder: string, pages: readonly StoredPage[]): Promise<void> {
  const blobs = await createFolderBlobStore(blobFolder);
  for (const { url } of pages) await blobs.put(Buffer.from(url));
}
