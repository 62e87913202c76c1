import { hostname } from 'node:os';
import { v7 as newId } from 'uuid';
import { RefusedError } from '../../contracts/errors.js';
import { packagePaths } from '../../contracts/evidence-package.js';
import type { EvidenceRecord } from '../../contracts/evidence-record.js';
import type { FullPageRecord } from '../../contracts/full-capture.js';
import { buildRecord } from '../../evidence/record/build-record.js';
import { hashBlob } from '../../evidence/record/hash-blob.js';
import { canonicalJson, type JsonValue } from '../../evidence/verify/canonical-json.js';
import { writeWarc } from '../../evidence/warc/write-warc.js';
import type { Transaction } from '../../prisma/open-database.js';
import { compareWithClue } from './compare-with-clue.js';
import { fetchPolitely } from './fetch-politely.js';
import { type CaptureOrder, loadCaptureOrders } from './load-capture-orders.js';
import type { Acted, PipelineStep, StepContext } from './step.js';

interface Captured {
  readonly record: EvidenceRecord;
  readonly recordSha256: string;
}

/**
 * FullCaptureOrder → FullCapture. Order under a crash: every byte, the WARC and the record are in the blob store before the row and the
 * ledger entry that name them; a crash in between leaves blobs that no row names, and the page is captured again.
 */
export const captureFull: PipelineStep<CaptureOrder, Captured> = {
  load: ({ database, clock }, work) => loadCaptureOrders(database, work, clock.now()),

  async act(context, work, order, signal) {
    const { fullCapture } = context;
    if ('absent' in fullCapture) throw new RefusedError('browser_missing', fullCapture.absent);
    const page = await fetchPolitely(context, fullCapture, {
      ...{ bookingId: work.id, url: order.posting.url, platform: order.platform, legalBasis: order.legalBasis, signal },
      // What is ordered as evidence does not wait for a quiet hour, and is taken whole.
      ...{ window: null, unless: null, staysOnSite: false },
    });
    return describe(context, order, page);
  },

  async store(transaction, acted, now) {
    await transaction.fullCapture.createMany({ data: acted.map(rowOf) });
    await lookSoon(transaction, acted, now);
    return {
      due: [],
      ledger: acted.map(({ effect: { record, recordSha256 } }) => ({
        kind: 'evidence.captured',
        subjectId: record.captureId,
        subjectSha256: recordSha256,
      })),
    };
  },
};

async function describe({ blobs }: StepContext, order: CaptureOrder, page: FullPageRecord): Promise<Captured> {
  const { visibleText: _, ...kept } = page;
  const warc = await blobs.put(writeWarc(kept, blobs));
  const hashed = (reference: { sha256: string; bytes: number }) => hashBlob(blobs, reference);
  const files = {
    warc: await hashed(warc),
    body: await hashed(page.body),
    dom: await hashed(page.dom),
    screenshot: await hashed(page.screenshot),
    pdf: await hashed(page.pdf),
  };
  const record = buildRecord(page, files, {
    ...{ captureId: newId(), order: order.order, clock: order.clock, entrySteps: order.entrySteps },
    ...{ posting: order.posting, platform: order.platformFacts, witness: order.witness, host: hostname() },
    comparison: await compareWithClue(blobs, order, page),
  });
  // As JSON holds it: what is absent has no key.
  const json: JsonValue = JSON.parse(JSON.stringify(record));
  const { sha256: recordSha256 } = await blobs.put(Buffer.from(canonicalJson(json)));
  return { record, recordSha256 };
}

function rowOf({ loaded: { order }, effect: { record, recordSha256 } }: Acted<CaptureOrder, Captured>) {
  const sha256Of = (what: 'warc' | 'screenshot' | 'pdf' | 'dom' | 'body'): string => {
    const file = record.files.find(({ path }) => path === packagePaths[what]);
    if (file === undefined) throw new RangeError(`A full capture without ${what}`);
    return file.sha256;
  };
  return {
    ...{ id: record.captureId, orderId: order.id, recordSha256 },
    warcSha256: sha256Of('warc'),
    screenshotSha256: sha256Of('screenshot'),
    pdfSha256: sha256Of('pdf'),
    domSha256: sha256Of('dom'),
    bodySha256: sha256Of('body'),
    ...{ finalUrl: record.page.finalUrl, status: record.page.status, capturedAt: record.page.finishedAt },
    comparison: record.comparison?.state ?? 'unreadable',
  };
}

/** A posting that is no longer what it was is looked at by the next crawl, which keeps its versions. */
async function lookSoon(
  transaction: Transaction,
  acted: readonly Acted<CaptureOrder, Captured>[],
  now: Date,
): Promise<void> {
  const ids = acted
    .filter(({ effect }) => effect.record.comparison?.state !== 'unchanged')
    .map(({ loaded }) => loaded.posting.id);
  if (ids.length === 0) return;
  await transaction.$executeRaw`
    UPDATE "Posting" SET "nextVisitAt" = ${now}
     WHERE "id" IN (SELECT "id" FROM "Posting" WHERE "id" = ANY(${ids}) AND "nextVisitAt" IS NOT NULL ORDER BY "id" FOR NO KEY UPDATE)`;
}
