import { confirmCapture } from '../../casework/captures/confirm-capture.js';
import { recordPageUnmasking } from '../../casework/reviews/record-unmasking.js';
import { RefusedError } from '../../contracts/errors.js';
import type { QueuedJob } from '../../queue/engine.js';
import { orderFullCapture } from '../../queue/order-full-capture.js';
import { RequestError } from '../request-error.js';
import type { Sources } from '../route.js';
import type { Session } from '../session.js';
import { readBlob, type StoredBytes } from './captures.js';
import { within } from './within-jurisdiction.js';

/**
 * The full-page picture (PNG) or the rendered document (HTML) of a full capture, on record as an unmasking first; RequestError 404 outside the
 * jurisdiction.
 */
export async function readFullCapture(
  { db, blobs, now }: Pick<Sources, 'db' | 'blobs' | 'now'>,
  session: Session,
  id: string,
  part: 'screenshotSha256' | 'domSha256',
): Promise<StoredBytes> {
  const capture = await db.fullCapture.findFirst({
    where: { id, order: { posting: { platform: within(session.jurisdiction) } } },
    select: { screenshotSha256: true, domSha256: true, order: { select: { postingId: true } } },
  });
  if (capture === null) throw unknownCapture();
  const sha256 = capture[part];
  const bytes = await readBlob(blobs, sha256);
  await recordPageUnmasking(db, session, [capture.order.postingId], now());
  return { sha256, bytes };
}

/**
 * What a browser may do with an archived page: draw it. No script runs, nothing is fetched, no form is sent, and only our own page may frame
 * it; without an origin of its own it reaches nothing of ours.
 */
export const archivedPagePolicy = [
  'sandbox',
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

/** An officer confirms a full capture. @returns how many officers have confirmed it now */
export async function confirmFullCapture(
  { db, now }: Pick<Sources, 'db' | 'now'>,
  session: Session,
  fullCaptureId: string,
  note: string,
): Promise<number> {
  const capture = await db.fullCapture.findFirst({
    where: { id: fullCaptureId, order: { posting: { platform: within(session.jurisdiction) } } },
    select: { id: true },
  });
  if (capture === null) throw unknownCapture();
  const { confirmed } = await confirmCapture(db, session, { fullCaptureId, note }, now());
  return confirmed;
}

/**
 * Orders that a posting be captured in full, by an officer: such a capture can become evidence.
 * @throws RefusedError `credential_missing` for a person without 执法证号; RequestError 404 outside the jurisdiction
 */
export async function recapture(
  { db, offerJobs, now }: Pick<Sources, 'db' | 'offerJobs' | 'now'>,
  { person, jurisdiction }: Session,
  postingId: string,
  order: { readonly clueNumber: string; readonly witness: string | null },
): Promise<string> {
  if (person.credentialNumber === '')
    throw new RefusedError('credential_missing', `${person.name} has no 执法证号 on record; officers take evidence.`);
  const version = await db.postingVersion.findFirst({
    where: { postingId, posting: { platform: within(jurisdiction) } },
    orderBy: { number: 'desc' },
    select: { id: true },
  });
  if (version === null) throw new RequestError(404, 'posting_unknown', '没有这条招聘信息，可能已按保存期限删除。');
  const ordered: { orderId: string; jobs: readonly QueuedJob[] } = await db.$transaction((transaction) =>
    orderFullCapture(
      transaction,
      { ...order, postingId, postingVersionId: version.id, reason: 'recapture', by: person },
      now(),
    ),
  );
  await offerJobs(ordered.jobs);
  return ordered.orderId;
}

const unknownCapture = () => new RequestError(404, 'capture_unknown', '没有这个采集件，可能已按保存期限删除。');
