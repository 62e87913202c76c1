import { DeadError } from '../contracts/errors.js';
import { RequestError } from './request-error.js';
import type { Sources } from './route.js';

/** Bytes from the blob store and the SHA-256 they are stored under. */
interface StoredBytes {
  sha256: string;
  bytes: Uint8Array;
}

/** The full-page PNG that the browser took; RequestError 404 when the capture has none. */
export async function readScreenshot({ db, blobs }: Pick<Sources, 'db' | 'blobs'>, id: string): Promise<StoredBytes> {
  const capture = await db.capture.findUnique({ where: { id }, select: { screenshotSha256: true } });
  if (capture === null) throw unknownCapture();
  const sha256 = capture.screenshotSha256;
  if (sha256 === null) {
    throw new RequestError(404, 'screenshot_absent', '该页面以直接下载方式采集，没有页面截图。');
  }
  return { sha256, bytes: await readBlob(blobs, sha256) };
}

/** The body as received, byte for byte, so that anybody can hash it again; RequestError 404 when there is no such capture. */
export async function readBody({ db, blobs }: Pick<Sources, 'db' | 'blobs'>, id: string): Promise<StoredBytes> {
  const capture = await db.capture.findUnique({ where: { id }, select: { bodySha256: true } });
  if (capture === null) throw unknownCapture();
  return { sha256: capture.bodySha256, bytes: await readBlob(blobs, capture.bodySha256) };
}

/** A lost or altered blob is an incident: the reader is told, and the log gets the file's name. */
async function readBlob(blobs: Sources['blobs'], sha256: string): Promise<Uint8Array> {
  try {
    return await blobs.get(sha256);
  } catch (cause) {
    if (!(cause instanceof DeadError)) throw cause;
    const message = '该采集件的存储内容缺失，或已与其哈希值不符，请通知管理员核查。';
    throw new RequestError(500, cause.code, message, { cause });
  }
}

const unknownCapture = () => new RequestError(404, 'capture_unknown', '没有这个采集件，可能已按保存期限删除。');
