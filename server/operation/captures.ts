import type { SampleCapture } from '../../contracts/api/operation/runs.js';
import { captureRecord } from '../../contracts/capture.js';
import { DeadError } from '../../contracts/errors.js';
import { textOfCapture } from '../../queue/steps/capture-text.js';
import { platformOf } from '../../queue/steps/platforms-of-versions.js';
import { maskContacts } from '../postings/mask-contacts.js';
import { within } from '../postings/within-jurisdiction.js';
import { RequestError } from '../request-error.js';
import type { Sources } from '../route.js';
import type { Session } from '../session.js';
import { readable, sourceExcerpt } from './readable-text.js';

/** What was received of a page, as text with its contacts covered: a failure or a layout alarm is understood by it. */
export async function readSampleCapture(
  { db, blobs }: Pick<Sources, 'db' | 'blobs'>,
  { jurisdiction }: Pick<Session, 'jurisdiction'>,
  id: string,
): Promise<SampleCapture> {
  const capture = await db.capture.findFirst({
    where: { id, crawlTask: { crawlRun: { platformVersion: { platform: within(jurisdiction) } } } },
    include: { crawlTask: { select: { crawlRun: { select: { platformVersion: true } } } } },
  });
  if (capture === null) throw new RequestError(404, 'capture_unknown', '没有这个采集件，可能已按保存期限删除。');
  const { finalUrl: url, status, method, capturedAt, bodyBytes, bodySha256, domSha256, screenshotSha256 } = capture;
  const record = captureRecord.safeParse(capture.record);
  const contentType = record.success ? (record.data.responseHeaders['content-type'] ?? null) : null;
  const platform = platformOf(capture.crawlTask.crawlRun.platformVersion);
  const text = await textOfCapture(blobs, { bodySha256, domSha256, contentType }, platform).catch((cause: unknown) => {
    if (!(cause instanceof DeadError)) throw cause;
    const message =
      cause.code === 'unknown_encoding'
        ? '无法识别该采集件的文字编码，请下载原始字节查看。'
        : '该采集件的存储内容缺失，或已与其哈希值不符，请通知管理员核查。';
    throw new RequestError(500, cause.code, message, { cause });
  });
  return {
    ...{ id, url, status, method, capturedAt: capturedAt.toISOString(), bytes: bodyBytes },
    hasScreenshot: screenshotSha256 !== null,
    ...{ text: maskContacts(readable(text)), source: maskContacts(sourceExcerpt(text)) },
  };
}
