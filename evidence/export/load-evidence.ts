import { InputError } from '../../contracts/errors.js';
import { type PackageDecisions, packageDecisions } from '../../contracts/evidence-package.js';
import { type NamedPerson, namedPerson } from '../../contracts/evidence-record.js';
import type { Database } from '../../prisma/open-database.js';
import type { JsonValue } from '../verify/canonical-json.js';

/** What the record holds of a posting that is to be exported. */
export interface LoadedEvidence {
  readonly posting: {
    readonly id: string;
    readonly url: string;
    readonly title: string;
  };
  readonly organisation: { readonly id: string; readonly name: string };
  readonly platform: { readonly name: string };
  /** The words judged, as they were hashed (postings/hash-content.ts). */
  readonly content: JsonValue;
  /** As it was hashed into the ledger when it was given. */
  readonly verdict: { readonly id: string; readonly json: JsonValue };
  /** Those that count. */
  readonly decisions: PackageDecisions;
  /** Decisions that were taken back, and the act: they are in the custody log alone. */
  readonly withdrawn: readonly { readonly reviewId: string; readonly withdrawalId: string; readonly by: NamedPerson }[];
  readonly capture: {
    readonly id: string;
    readonly orderId: string;
    readonly recordSha256: string;
    /** Whose words it was compared with. */
    readonly postingVersionId: string;
    /** The light capture that the clue was read from. */
    readonly clueCaptureId: string;
  };
  /** Packages exported before, in order. */
  readonly packages: readonly {
    readonly packageId: string;
    readonly number: number;
    readonly manifestSha256: string;
    readonly exportedAt: string;
  }[];
}

/**
 * @param fullCaptureId the full capture that is to be exported; where absent the newest that two have confirmed, or else the newest
 * @throws InputError `posting_unknown`, `capture_unknown`, `capture_missing` with what became of its order
 */
export async function loadEvidence(
  database: Database,
  postingId: string,
  fullCaptureId?: string,
): Promise<LoadedEvidence> {
  const posting = await database.posting.findUnique({
    where: { id: postingId },
    include: {
      platform: { include: { organisation: true } },
      packages: { orderBy: { number: 'asc' } },
      captureOrders: {
        where: { capture: { isNot: null } },
        include: { capture: { include: { _count: { select: { confirmations: true } } } } },
        orderBy: { createdAt: 'desc' },
      },
    },
  });
  if (posting === null)
    throw new InputError(
      'posting_unknown',
      `There is no posting ${postingId}; the page shows each posting's id in its address.`,
    );
  const captures = posting.captureOrders.flatMap(({ capture, postingVersionId }) =>
    capture === null ? [] : [{ ...capture, postingVersionId }],
  );
  captures.sort((a, b) => b.capturedAt.getTime() - a.capturedAt.getTime());
  const confirmed = captures.find(({ _count }) => _count.confirmations >= 2);
  const full =
    fullCaptureId === undefined ? (confirmed ?? captures[0]) : captures.find(({ id }) => id === fullCaptureId);
  if (full === undefined)
    throw fullCaptureId === undefined
      ? await captureMissing(database, postingId)
      : new InputError('capture_unknown', `The posting ${postingId} has no full capture ${fullCaptureId}.`);
  // The words that the capture was compared with.
  const version = await database.postingVersion.findUniqueOrThrow({
    where: { id: full.postingVersionId },
    include: {
      verdicts: { orderBy: { id: 'desc' }, take: 1 },
      reviews: { orderBy: { id: 'asc' }, include: { withdrawal: { select: { id: true } } } },
    },
  });
  const [verdict] = version.verdicts;
  if (verdict === undefined)
    throw new InputError(
      'posting_unjudged',
      `The posting ${postingId} has not been judged yet; export it when it has been.`,
    );
  const confirmations = await database.captureConfirmation.findMany({
    where: { fullCaptureId: full.id },
    orderBy: { id: 'asc' },
  });
  const { title, company, agency, salary, place, headcount, publishedAt, text } = version;
  const { id: verdictId, createdAt: _, postingVersionId: __, releaseId, ...judged } = verdict;
  const { organisation } = posting.platform;
  return {
    posting: { id: posting.id, url: posting.url, title },
    organisation: { id: organisation.id, name: organisation.name },
    platform: { name: posting.platform.name },
    content: { title, company, agency, salary, place, headcount, publishedAt, text },
    verdict: {
      id: verdictId,
      json: JSON.parse(JSON.stringify({ ...judged, release: releaseId, postingVersion: version.contentSha256 })),
    },
    decisions: packageDecisions.parse({
      reviews: version.reviews
        .filter(({ withdrawal }) => withdrawal === null)
        .map(({ id, stage, decision, categories, articles, dismissal, bulkId, note, by, sessionId, decidedAt }) => ({
          ...{ id, stage, decision, categories, articles, note, sessionId },
          // As they were hashed: what a review does not have has no key.
          ...(dismissal === null ? {} : { dismissal }),
          ...(bulkId === null ? {} : { bulkId }),
          by: namedPerson.parse(by),
          at: decidedAt.toISOString(),
        })),
      confirmations: confirmations.map(({ id, fullCaptureId: captureId, by, sessionId, confirmedAt, note }) => ({
        ...{ id, captureId, sessionId, note },
        by: namedPerson.parse(by),
        at: confirmedAt.toISOString(),
      })),
    }),
    withdrawn: version.reviews.flatMap(({ id: reviewId, withdrawal, by }) =>
      withdrawal === null ? [] : [{ reviewId, withdrawalId: withdrawal.id, by: namedPerson.parse(by) }],
    ),
    capture: {
      ...{ id: full.id, orderId: full.orderId, recordSha256: full.recordSha256 },
      postingVersionId: full.postingVersionId,
      clueCaptureId: version.captureId,
    },
    packages: posting.packages.map(({ id, number, manifestSha256, exportedAt }) => ({
      ...{ packageId: id, number, manifestSha256, exportedAt: exportedAt.toISOString() },
    })),
  };
}

async function captureMissing(database: Database, postingId: string): Promise<InputError> {
  const order = await database.fullCaptureOrder.findFirst({
    where: { postingId },
    orderBy: { createdAt: 'desc' },
    select: { id: true },
  });
  const work =
    order === null ? null : await database.dueWork.findFirst({ where: { step: 'capture_full', subjectId: order.id } });
  const recapture = `«guazheng evidence recapture ${postingId}» takes one`;
  if (work === null)
    return new InputError('capture_missing', `The posting ${postingId} has not been captured in full; ${recapture}.`);
  const why = work.errorMessage === null ? '' : ` (${work.errorMessage})`;
  return new InputError(
    'capture_missing',
    work.state === 'due'
      ? `The full capture of the posting ${postingId} is due and has not been taken yet${why}; it is when a worker runs, or at once by «guazheng evidence recapture ${postingId}».`
      : `The full capture of the posting ${postingId} came to nothing${why}; ${recapture} anew.`,
  );
}
