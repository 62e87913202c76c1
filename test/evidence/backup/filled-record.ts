import type { BlobStore } from '../../../evidence/blobs/blob-store.js';
import { appendLedgerEntries, type NewLedgerEntry } from '../../../evidence/ledger/append-entries.js';
import { MerkleTree } from '../../../evidence/ledger/merkle-tree.js';
import { canonicalJson, type JsonValue } from '../../../evidence/verify/canonical-json.js';
import type { Database } from '../../../prisma/open-database.js';
import { sha256Of } from '../blob-store-contract.js';
import { fillCases } from './filled-cases.js';
import { fillComparison } from './filled-comparison.js';
import { fillComplaints } from './filled-complaints.js';
import { fillOutcomes } from './filled-outcomes.js';
import { fillPublications } from './filled-publications.js';
import { fillReview } from './filled-review.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const at = new Date('2026-02-03T04:05:06.789Z');

/** Values that a careless format loses: tabs, newlines, backslashes, COPY's own \N and \., quotes, a character beyond the BMP. */
const awkwardText = '挂证\t"一级"\n\\N \\. \\\\ \r\n{a,b} \u{20BB7} \u0001';

/**
 * Fills every table with at least one row, with the blobs that they name and entries in the ledger. Timestamps are left out: one that no
 * authority gave would be found.
 */
export async function fillRecord(db: Database, blobs: BlobStore): Promise<{ packageSha256: string }> {
  const put = async (text: string) => (await blobs.put(bytes(text))).sha256;
  await db.organisation.create({ data: { id: 'city', name: '市局', parentId: 'default' } });
  await db.platform.create({ data: { id: 'p', organisationId: 'city', name: '平台' } });
  const version = await db.platformVersion.create({
    data: { platformId: 'p', number: 1, yaml: awkwardText, sha256: '1'.repeat(64) },
  });
  await db.schedule.create({ data: { platformId: 'p', cron: '0 3 * * *', windowFrom: 60 } });
  const run = await db.crawlRun.create({
    data: { platformVersionId: version.id, pageBudget: 10, statistics: { share: 0.1, text: awkwardText } },
  });
  const basis = await db.legalBasis.create({
    data: { platformId: 'p', basis: '检查通知书', grantedBy: '甲', grantedAt: at, validUntil: new Date('2027-01-01') },
  });
  const list = await db.crawlTask.create({
    data: { crawlRunId: run.id, url: 'http://x/list', urlSha256: 'a', kind: 'list', state: 'done' },
  });
  const task = await db.crawlTask.create({
    data: { crawlRunId: run.id, url: 'http://x/1', urlSha256: 'b', kind: 'detail', state: 'done', foundOnId: list.id },
  });
  const captureOf = async (crawlTaskId: string, text: string, legalBasisId: string | null = null) =>
    db.capture.create({
      data: {
        ...{ crawlTaskId, finalUrl: 'http://x/1', status: 200, method: 'browser', remoteAddress: '127.0.0.1' },
        ...{ bodySha256: await put(text), bodyBytes: bytes(text).length, domSha256: await put(`${text} dom`) },
        ...{
          screenshotSha256: await put(`${text} picture`),
          record: { big: 1e300, text },
          legalBasisId,
        },
        capturedAt: at,
      },
    });
  await captureOf(list.id, 'a list page');
  const capture = await captureOf(task.id, 'a page', basis.id);
  // Rows that refer to each other in a circle.
  await db.crawlTask.update({ where: { id: task.id }, data: { comparedToId: capture.id } });
  const campaign = await db.campaign.create({ data: {} });
  const agency = await db.agency.create({ data: { name: '某某人力资源' } });
  const other = await db.agency.create({ data: { name: '某某人力资源公司' } });
  await db.agencyMatch.create({
    data: { agencyId: agency.id, otherId: other.id, ground: 'near_name', similarity: 0.1 + 0.2 },
  });
  const posting = await db.posting.create({
    data: {
      ...{ platformId: 'p', key: '1', keySha256: 'k', url: 'http://x/1', agencyId: agency.id, campaignId: campaign.id },
      ...{
        firstSeenAt: at,
        lastSeenAt: at,
        band: 'flagged',
        probability: 1 / 3,
        minHash: [-1, 2147483647],
        lshBands: [],
      },
    },
  });
  await db.crawlTask.update({ where: { id: task.id }, data: { postingId: posting.id } });
  const postingVersion = await db.postingVersion.create({
    data: {
      ...{ postingId: posting.id, number: 1, contentSha256: 'c', title: awkwardText, company: '', agency: '' },
      ...{
        salary: '',
        place: '',
        headcount: '',
        publishedAt: '',
        text: awkwardText,
        captureId: capture.id,
        seenAt: at,
      },
    },
  });
  await db.postingEvent.create({
    data: { postingId: posting.id, kind: 'first_seen', at, captureId: capture.id, detail: {} },
  });
  const contact = await db.contact.create({ data: { kind: 'phone', value: '13800000000' } });
  await db.postingContact.create({ data: { postingId: posting.id, contactId: contact.id } });
  await db.classifierRelease.create({ data: { id: 'r1', blobSha256: await put('a release') } });
  const verdict = await db.verdict.create({
    data: {
      ...{ postingVersionId: postingVersion.id, releaseId: 'r1', band: 'flagged', probability: 0.987654321012345 },
      ...{ categories: ['credential_rental', awkwardText, ''], reasons: [{ n: 1e-7 }], terms: {}, missing: [] },
    },
  });
  await db.layoutAlarm.create({
    data: { platformId: 'p', crawlRunId: run.id, reasons: ['a', 'b"c'], raisedAt: at },
  });
  await db.fetchMethod.create({ data: { platformId: 'p', kind: 'list', method: 'http' } });
  await db.robotsCopy.create({
    data: { origin: 'http://x', outcome: 'rules', text: awkwardText, detail: '', fetchedAt: at, expiresAt: at },
  });
  await db.crawlDecision.create({ data: { url: 'http://x', rule: 'robots', allowed: false, detail: '', at } });
  await db.dueWork.create({
    data: { step: 'read', subjectId: capture.id, crawlRunId: run.id, leaseHolder: 'gone:1:2', leaseUntil: at },
  });
  const user = await db.user.create({
    data: { organisationId: 'city', username: 'a', name: '甲', role: 'reviewer', email: 'a@guazheng.invalid' },
  });
  const session = await db.userSession.create({ data: { userId: user.id, origin: 'command', startedAt: at } });
  const review = await db.review.create({
    data: {
      ...{ postingVersionId: postingVersion.id, userId: user.id, sessionId: session.id, stage: 'first' },
      ...{ by: { name: '甲' }, decision: 'confirmed', categories: [], articles: ['24'], decidedAt: at },
    },
  });
  const order = await db.fullCaptureOrder.create({
    data: { postingId: posting.id, postingVersionId: postingVersion.id, reason: 'flagged', createdAt: at },
  });
  const full = await db.fullCapture.create({
    data: {
      ...{ id: 'full', orderId: order.id, recordSha256: await put('record'), warcSha256: await put('warc') },
      ...{ screenshotSha256: await put('png'), pdfSha256: await put('pdf'), domSha256: await put('dom') },
      ...{
        bodySha256: await put('body'),
        finalUrl: 'http://x/1',
        status: 200,
        comparison: 'unchanged',
        capturedAt: at,
      },
    },
  });
  const confirmation = await db.captureConfirmation.create({
    data: { fullCaptureId: full.id, userId: user.id, sessionId: session.id, by: { name: '甲' }, confirmedAt: at },
  });
  const reviewed = await fillReview(
    db,
    {
      ...{ userId: user.id, sessionId: session.id, reviewId: review.id, postingId: posting.id },
      ...{ postingVersionId: postingVersion.id, releaseId: verdict.releaseId },
    },
    at,
  );
  const complained = await fillComplaints(
    db,
    {
      ...{ userId: user.id, sessionId: session.id, postingId: posting.id },
      ...{ agencyId: agency.id, otherAgencyId: other.id },
    },
    at,
  );
  const compared = await fillComparison(db, { userId: user.id, sessionId: session.id }, at);
  const cases = await fillCases(
    db,
    { userId: user.id, sessionId: session.id, postingId: posting.id, leadId: compared.leadId },
    at,
  );
  const outcomes = await fillOutcomes(db, { userId: user.id, sessionId: session.id }, at);
  const published = await fillPublications(db, { userId: user.id, sessionId: session.id, caseId: cases.caseId }, at);
  const packageSha256 = await put('a whole package');
  await db.evidencePackage.create({
    data: {
      ...{ id: 'package', postingId: posting.id, number: 1, fullCaptureId: full.id, manifestSha256: '2'.repeat(64) },
      ...{ fileSha256: packageSha256, bytes: 2n ** 53n + 1n, standing: 'clue', exportedAt: at },
    },
  });
  await db.retentionHold.create({ data: { postingId: posting.id, reason: '案件', heldBy: '甲', heldAt: at } });
  await db.retiredBlob.create({ data: { sha256: '3'.repeat(64), bytes: 7n, rule: 'list_page', retiredAt: at } });
  const captures = await db.capture.findMany();
  const entries = [
    ...captures.map(({ id, record }) => ({
      kind: 'capture.stored',
      subjectId: id,
      subjectSha256: sha256Of(bytes(canonicalJson(record as JsonValue))),
    })),
    entryOf('verdict.given', verdict.id, {
      ...{ band: verdict.band, probability: verdict.probability, categories: verdict.categories, side: verdict.side },
      ...{ reasons: verdict.reasons, terms: verdict.terms, missing: verdict.missing },
      ...{ release: verdict.releaseId, postingVersion: postingVersion.contentSha256 },
    }),
    entryOf('review.recorded', review.id, {
      ...{ id: review.id, stage: review.stage, decision: review.decision, categories: review.categories },
      ...{ articles: review.articles, note: review.note, by: review.by, sessionId: review.sessionId },
      at: review.decidedAt,
    }),
    entryOf('capture.ordered', order.id, {
      ...{ id: order.id, postingId: order.postingId, postingVersionId: order.postingVersionId, reason: order.reason },
      ...{ clueNumber: order.clueNumber, witness: order.witness, createdAt: order.createdAt, by: order.by },
    }),
    entryOf('capture.confirmed', confirmation.id, {
      ...{ id: confirmation.id, captureId: full.id, by: confirmation.by, sessionId: confirmation.sessionId },
      ...{ at: confirmation.confirmedAt, note: confirmation.note },
    }),
    ...cases.witnessed.map(({ kind, subjectId, content }) => entryOf(kind, subjectId, content)),
    ...published.witnessed.map(({ kind, subjectId, content }) => entryOf(kind, subjectId, content)),
    ...outcomes.witnessed.map(({ kind, subjectId, content }) => entryOf(kind, subjectId, content)),
    ...compared.witnessed.map(({ kind, subjectId, content }) => entryOf(kind, subjectId, content)),
    ...complained.witnessed.map(({ kind, subjectId, content }) => entryOf(kind, subjectId, content)),
    ...reviewed.witnessed.map(({ kind, subjectId, content }) => entryOf(kind, subjectId, content)),
    { kind: 'evidence.captured', subjectId: full.id, subjectSha256: full.recordSha256 },
    { kind: 'package.exported', subjectId: 'package', subjectSha256: '2'.repeat(64) },
  ];
  await db.$transaction((transaction) => appendLedgerEntries(transaction, entries, at));
  const chain = await db.ledgerEntry.findMany({ orderBy: { sequence: 'asc' } });
  const tree = new MerkleTree();
  for (const { hash } of chain) tree.append(hash);
  const head = { size: BigInt(chain.length), headHash: chain.at(-1)?.hash ?? '', rootHash: tree.root() };
  await db.ledgerSeal.create({ data: { ...head, sealedAt: at } });
  return { packageSha256 };
}

/** An entry over what a row holds, as JSON writes it. */
function entryOf(kind: string, subjectId: string, content: object): NewLedgerEntry {
  const json: JsonValue = JSON.parse(JSON.stringify(content));
  return { kind, subjectId, subjectSha256: sha256Of(bytes(canonicalJson(json))) };
}
