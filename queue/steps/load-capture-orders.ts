import { findLegalBases } from '../../casework/legal-basis/find-legal-basis.js';
import { captureReason, type EvidenceRecord, namedPerson } from '../../contracts/evidence-record.js';
import type { PlatformFile } from '../../contracts/platform.js';
import type { PostingRow } from '../../contracts/posting-row.js';
import { readClock } from '../../evidence/record/read-clock.js';
import { readEntrySteps } from '../../evidence/record/read-entry-steps.js';
import type { PostingContent } from '../../postings/hash-content.js';
import type { Database } from '../../prisma/open-database.js';
import type { ClaimedWork } from '../due-work.js';
import { listRowOf } from './list-row.js';
import { platformOf } from './platforms-of-versions.js';

/** A posting that is to be captured in full, with what is known of it. */
export interface CaptureOrder {
  readonly order: EvidenceRecord['order'];
  readonly witness: string | null;
  readonly posting: Omit<EvidenceRecord['posting'], 'icpFiling'>;
  readonly platformId: string;
  readonly platform: PlatformFile;
  readonly platformFacts: Omit<EvidenceRecord['platform'], 'ground'>;
  /** The words that the capture is compared with. */
  readonly clue: {
    readonly versionId: string;
    readonly contentSha256: string;
    readonly seenAt: Date;
    readonly content: PostingContent;
    /** What the list said of it, which fills the gaps of its page. */
    readonly listRow: Partial<PostingRow> | null;
    /** It was read from the rendered page. */
    readonly wasRendered: boolean;
  };
  readonly entrySteps: EvidenceRecord['entrySteps'];
  readonly clock: EvidenceRecord['clock'];
  readonly legalBasis: { readonly id: string; readonly basis: string } | null;
}

/** The orders that claimed work is to carry out, by the work's id. */
export async function loadCaptureOrders(
  database: Database,
  work: readonly ClaimedWork[],
  now: Date,
): Promise<ReadonlyMap<string, CaptureOrder>> {
  const orders = await database.fullCaptureOrder.findMany({
    where: { id: { in: work.map(({ subjectId }) => subjectId) } },
    include: {
      posting: {
        include: { agency: true, platform: { include: { versions: { orderBy: { number: 'desc' }, take: 1 } } } },
      },
      postingVersion: {
        include: { capture: { select: { method: true, crawlTaskId: true, crawlTask: { select: { listRow: true } } } } },
      },
    },
  });
  const platformIds = [...new Set(orders.map(({ posting }) => posting.platformId))];
  const bases = await findLegalBases(database, platformIds, now);
  const clock = await readClock(database);
  const loaded = new Map<string, CaptureOrder>();
  for (const { posting, postingVersion: version, ...order } of orders) {
    const [file] = posting.platform.versions;
    if (file === undefined) throw new RangeError(`The platform ${posting.platformId} has no version in the record.`);
    const { title, company, agency, salary, place, headcount, publishedAt, text } = version;
    const basis = bases.get(posting.platformId);
    loaded.set(order.id, {
      order: {
        id: order.id,
        reason: captureReason.parse(order.reason),
        by: order.by === null ? null : namedPerson.parse(order.by),
        at: order.createdAt.toISOString(),
        clueNumber: order.clueNumber,
      },
      witness: order.witness,
      posting: {
        ...{ id: posting.id, key: posting.key, url: posting.url, company, agency },
        creditCode: posting.agency?.creditCode ?? null,
        licenceNumber: posting.agency?.licenceNumber ?? null,
      },
      platformId: posting.platformId,
      platform: platformOf(file),
      platformFacts: {
        id: posting.platformId,
        name: posting.platform.name,
        version: file.number,
        fileSha256: file.sha256,
      },
      clue: {
        ...{ versionId: version.id, contentSha256: version.contentSha256, seenAt: version.seenAt },
        content: { title, company, agency, salary, place, headcount, publishedAt, text },
        listRow: listRowOf(version.capture.crawlTask.listRow),
        wasRendered: version.capture.method === 'browser',
      },
      entrySteps: await readEntrySteps(database, version.capture.crawlTaskId),
      clock,
      legalBasis: basis === undefined ? null : { id: basis.id, basis: basis.basis },
    });
  }
  return new Map(
    work.flatMap(({ id, subjectId }) => {
      const order = loaded.get(subjectId);
      return order === undefined ? [] : [[id, order] as const];
    }),
  );
}
