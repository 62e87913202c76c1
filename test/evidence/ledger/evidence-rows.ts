import { createHash } from 'node:crypto';
import { confirmCapture } from '../../../casework/captures/confirm-capture.js';
import { orderCaptures } from '../../../casework/captures/order-captures.js';
import { recordReview } from '../../../casework/reviews/record-review.js';
import type { BlobStore } from '../../../evidence/blobs/blob-store.js';
import { appendLedgerEntries, type NewLedgerEntry } from '../../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../../evidence/verify/canonical-json.js';
import type { Database } from '../../../prisma/open-database.js';
import { judgePosting } from '../../../queue/steps/judge-posting.js';

export const at = new Date('2026-03-01T00:00:00.123Z');
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Appends entries of a kind that speaks of no row. */
export async function append(database: Database, count: number, prefix = 'verdict'): Promise<void> {
  const entries: NewLedgerEntry[] = Array.from({ length: count }, (_, index) => ({
    kind: 'something.else',
    subjectId: `${prefix}-${index}`,
    subjectSha256: sha256(`${prefix}-${index}`),
  }));
  await database.$transaction((transaction) => appendLedgerEntries(transaction, entries, at));
}

/** As somebody who owns the database could. */
export async function tamper(database: Database, statements: string): Promise<void> {
  await database.$transaction(async (transaction) => {
    await transaction.$executeRawUnsafe('SET LOCAL session_replication_role = replica');
    for (const statement of statements.split(';')) await transaction.$executeRawUnsafe(statement);
  });
}

const officer = { id: 'officer-1', name: '张三', credentialNumber: '001', role: 'reviewer' };

export interface EvidenceRows {
  readonly captureId: string;
  readonly fullCaptureId: string;
  readonly packageId: string;
  /** SHA-256 of the package's file, a blob. */
  readonly packageFile: string;
}

/** A posting that was captured, ordered, captured in full and exported, each with its row and its entry: the order's comes first. */
export async function addEvidence(database: Database, blobs: BlobStore): Promise<EvidenceRows> {
  const ids = { captureId: 'capture', fullCaptureId: 'full', packageId: 'package' };
  await database.platform.create({ data: { id: 'p', organisationId: 'default', name: '平台' } });
  const version = await database.platformVersion.create({
    data: { platformId: 'p', number: 1, yaml: '', sha256: sha256('') },
  });
  const run = await database.crawlRun.create({ data: { platformVersionId: version.id, pageBudget: 1 } });
  const task = await database.crawlTask.create({
    data: { crawlRunId: run.id, url: 'http://x/1', urlSha256: 'b', kind: 'detail', state: 'done' },
  });
  const record = { finalUrl: 'http://x/1', status: 200, headers: { b: '二', a: 0.1 } };
  await database.capture.create({
    data: {
      ...{ id: ids.captureId, crawlTaskId: task.id, finalUrl: 'http://x/1', status: 200, method: 'http' },
      ...{ remoteAddress: '127.0.0.1', bodySha256: sha256('body'), bodyBytes: 4, record, capturedAt: at },
    },
  });
  const posting = await database.posting.create({
    data: {
      ...{ platformId: 'p', key: '1', keySha256: 'k', url: 'http://x/1', firstSeenAt: at, lastSeenAt: at },
      ...{ minHash: [], lshBands: [] },
    },
  });
  const postingVersion = await database.postingVersion.create({
    data: {
      ...{ postingId: posting.id, number: 1, contentSha256: 'c', title: '', company: '', agency: '', salary: '' },
      ...{ place: '', headcount: '', publishedAt: '', text: '', captureId: ids.captureId, seenAt: at },
    },
  });
  const user = { username: 'officer', email: 'officer@guazheng.invalid', organisationId: 'default' };
  await database.user.create({ data: { ...officer, ...user } });
  const [orderId = ''] = await database.$transaction(async (transaction) => {
    const order = {
      ...{ postingId: posting.id, postingVersionId: postingVersion.id, reason: 'officer' as const, by: officer },
      ...{ clueNumber: '', witness: null },
    };
    const { ids: ordered, ledger } = await orderCaptures(transaction, [order], at);
    await appendLedgerEntries(transaction, ledger, at);
    return ordered;
  });
  await database.fullCapture.create({
    data: {
      ...{ id: ids.fullCaptureId, orderId, recordSha256: sha256('record'), warcSha256: sha256('warc') },
      ...{
        screenshotSha256: 's',
        pdfSha256: 'p',
        domSha256: 'd',
        bodySha256: 'b',
        finalUrl: 'http://x/1',
        status: 200,
      },
      ...{ comparison: 'unchanged', capturedAt: at },
    },
  });
  const { sha256: packageFile, bytes } = await blobs.put(new TextEncoder().encode('a whole package'));
  await database.evidencePackage.create({
    data: {
      ...{ id: ids.packageId, postingId: posting.id, number: 1, fullCaptureId: ids.fullCaptureId },
      ...{ manifestSha256: sha256('manifest'), fileSha256: packageFile, bytes, standing: 'clue', exportedAt: at },
    },
  });
  await database.$transaction((transaction) =>
    appendLedgerEntries(
      transaction,
      [
        { kind: 'capture.stored', subjectId: ids.captureId, subjectSha256: sha256(canonicalJson(record)) },
        { kind: 'evidence.captured', subjectId: ids.fullCaptureId, subjectSha256: sha256('record') },
        { kind: 'package.exported', subjectId: ids.packageId, subjectSha256: sha256('manifest') },
      ],
      at,
    ),
  );
  return { ...ids, packageFile };
}

/** The posting of `addEvidence` judged, reviewed and confirmed, by the functions that do so. */
export async function addDecisions(database: Database): Promise<void> {
  const version = await database.postingVersion.findFirstOrThrow();
  await database.classifierRelease.create({ data: { id: 'r1', blobSha256: sha256('release') } });
  await database.$transaction(async (transaction) => {
    const { id, postingId, contentSha256, title, company, agency, salary, place, headcount, publishedAt, text } =
      version;
    const loaded = {
      ...{ id, postingId, contentSha256, title, company, agency, salary, place, headcount, publishedAt, text },
    };
    const verdict = {
      ...{ band: 'borderline' as const, probability: 0.1 + 0.2, side: 'buyer' as const, release: 'r1' },
      ...{ categories: ['credential_rental' as const], terms: { pricePerYear: 32_000.5 }, missing: ['pay' as const] },
      reasons: [{ rule: 'r', field: 'title' as const, start: 0, end: 2, text: '挂"靠', why: '租借' }],
    };
    const work = { id: 'w', step: 'judge_posting' as const, subjectId: id, crawlRunId: null, attempts: 0, delays: 0 };
    const { ledger } = await judgePosting.store(transaction, [{ work, loaded, effect: { verdict, contacts: [] } }], at);
    await appendLedgerEntries(transaction, ledger, at);
  });
  const { id: sessionId } = await database.userSession.create({
    data: { userId: officer.id, origin: 'command', startedAt: at },
  });
  const session = { id: sessionId, person: officer };
  const decision = {
    decision: 'confirmed' as const,
    categories: ['credential_rental'],
    articles: ['24'],
    note: '收"证',
  };
  await recordReview(database, session, { postingVersionId: version.id, ...decision }, at);
  await confirmCapture(database, session, { fullCaptureId: 'full', note: '与网页一致' }, at);
}
