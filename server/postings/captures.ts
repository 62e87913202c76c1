import { recordPageUnmasking } from '../../casework/reviews/record-unmasking.js';
import { DeadError } from '../../contracts/errors.js';
import type { Prisma } from '../../prisma/open-database.js';
import { RequestError } from '../request-error.js';
import type { Sources } from '../route.js';
import type { Session } from '../session.js';
import { within } from './within-jurisdiction.js';

/** Bytes from the blob store and the SHA-256 they are stored under. */
export interface StoredBytes {
  sha256: string;
  bytes: Uint8Array;
}

/** The full-page PNG that the browser took, on record as an unmasking first; RequestError 404 when the capture has none. */
export async function readScreenshot(
  { db, blobs, now }: Pick<Sources, 'db' | 'blobs' | 'now'>,
  session: Session,
  id: string,
): Promise<StoredBytes> {
  const capture = await db.capture.findFirst({
    where: { id, ...seenBy(session) },
    select: { screenshotSha256: true, ...postingsShown },
  });
  if (capture === null) throw unknownCapture();
  const sha256 = capture.screenshotSha256;
  if (sha256 === null) {
    throw new RequestError(404, 'screenshot_absent', '该页面以直接下载方式采集，没有页面截图。');
  }
  const bytes = await readBlob(blobs, sha256);
  await recordPageUnmasking(db, session, postingIdsOf(capture), now());
  return { sha256, bytes };
}

/**
 * The body as received, byte for byte, so that anybody can hash it again, on record as an unmasking first; RequestError 404 when there is no
 * such capture.
 */
export async function readBody(
  { db, blobs, now }: Pick<Sources, 'db' | 'blobs' | 'now'>,
  session: Session,
  id: string,
): Promise<StoredBytes> {
  const capture = await db.capture.findFirst({
    where: { id, ...seenBy(session) },
    select: { bodySha256: true, ...postingsShown },
  });
  if (capture === null) throw unknownCapture();
  const bytes = await readBlob(blobs, capture.bodySha256);
  await recordPageUnmasking(db, session, postingIdsOf(capture), now());
  return { sha256: capture.bodySha256, bytes };
}

/** A list page may show several postings; a page that failed shows none that is known. */
const postingsShown = { versions: { select: { postingId: true } } };
const postingIdsOf = ({ versions }: { readonly versions: readonly { readonly postingId: string }[] }): string[] =>
  versions.map(({ postingId }) => postingId);

/** Captures of the person's platforms. */
function seenBy({ jurisdiction }: Pick<Session, 'jurisdiction'>): Prisma.CaptureWhereInput {
  return { crawlTask: { crawlRun: { platformVersion: { platform: within(jurisdiction) } } } };
}

/** A lost or altered blob is an incident: the reader is told, and the log gets the file's name. */
export async function readBlob(blobs: Sources['blobs'], sha256: string): Promise<Uint8Array> {
  try {
    return await blobs.get(sha256);
  } catch (cause) {
    if (!(cause instanceof DeadError)) throw cause;
    const message = '该采集件的存储内容缺失，或已与其哈希值不符，请通知管理员核查。';
    throw new RequestError(500, cause.code, message, { cause });
  }
}

const unknownCapture = () => new RequestError(404, 'capture_unknown', '没有这个采集件，可能已按保存期限删除。');
