import { readDetailPage, readListPage } from '../../crawler/extract/read-page.js';
import { compareReadings, type FetchMethod, type Reading, readingOf } from '../../crawler/method/compare-readings.js';
import { type MethodState, settle, unlearnedMethod, wantsSample } from '../../crawler/method/settle-method.js';
import type { Transaction } from '../../prisma/open-database.js';
import type { NewDueWork } from '../due-work.js';
import { type CaptureBlobs, textOfCapture } from '../steps/capture-text.js';
import type { LoadedCapture } from '../steps/load-captures.js';
import type { StepContext } from '../steps/step.js';
import type { PageKind } from './fetch-methods.js';

/** What a page that was fetched both ways speaks for; undefined where neither shows a posting. */
export interface MethodSample {
  readonly speaksFor: FetchMethod | undefined;
}

/** Pages of a kind and run that are fetched both ways, besides those on which HTTP shows nothing: as many as settle the question, and a few that may fail. */
const mostComparisons = 5;

/** Whether this page should be fetched the other way too: its platform file does not say how, and it is not known or to be asked again. */
export function wantsComparison({ platform, task, methods, other, capturedAt }: LoadedCapture): boolean {
  return platform.fetch === undefined && other === null && wantsSample(methods[task.kind], capturedAt);
}

/** Reads both captures of one page and says which way shows more. */
export async function compareMethods(
  { blobs }: StepContext,
  capture: LoadedCapture,
  other: CaptureBlobs & { readonly finalUrl: string },
): Promise<MethodSample> {
  const { platform, task } = capture;
  const read = async (blobsOf: CaptureBlobs & { readonly finalUrl: string }): Promise<Reading | null> => {
    const page = { url: blobsOf.finalUrl, text: await textOfCapture(blobs, blobsOf, platform) };
    if (task.kind === 'list') return readingOf(readListPage(platform, page).items.map(({ row }) => row));
    const row = readDetailPage(platform, page, task.listRow ?? undefined);
    return readingOf(row === null ? [] : [row]);
  };
  const [own, theirs] = [await read(capture), await read(other)];
  const speaksFor = capture.method === 'http' ? compareReadings(own, theirs) : compareReadings(theirs, own);
  return { speaksFor };
}

/** Counts a sample; the third one settles how pages of this kind are fetched. */
export async function storeSample(
  transaction: Transaction,
  platformId: string,
  kind: PageKind,
  { speaksFor }: MethodSample,
  now: Date,
): Promise<void> {
  if (speaksFor === undefined) return;
  const { method } = unlearnedMethod;
  await transaction.fetchMethod.createMany({ data: [{ platformId, kind, method }], skipDuplicates: true });
  await transaction.$queryRaw`
    SELECT 1 FROM "FetchMethod" WHERE "platformId" = ${platformId} AND "kind" = ${kind}::"PageKind" FOR UPDATE`;
  const place = { platformId_kind: { platformId, kind } };
  const row = await transaction.fetchMethod.findUniqueOrThrow({ where: place });
  const state: MethodState = { ...row, method: row.method === 'browser' ? 'browser' : 'http' };
  const { forHttp, forBrowser, settledAt, recheckAt, method: settled } = settle(state, speaksFor, now);
  await transaction.fetchMethod.update({
    where: place,
    data: { method: settled, forHttp, forBrowser, settledAt, recheckAt },
  });
}

/** Has the page fetched the other way too. @param always whether it has shown nothing, so that there is no other way to it */
export async function addComparison(
  transaction: Transaction,
  { task, method }: LoadedCapture,
  always: boolean,
): Promise<NewDueWork[]> {
  const step = method === 'http' ? 'render_page' : 'fetch_page';
  if (!always) {
    const asked = await transaction.$queryRaw<unknown[]>`
      SELECT 1 FROM "DueWork" due JOIN "CrawlTask" task ON task."id" = due."subjectId"
       WHERE due."crawlRunId" = ${task.crawlRunId} AND due."step" = ${step} AND task."kind" = ${task.kind}::"PageKind"
       LIMIT ${mostComparisons}`;
    if (asked.length >= mostComparisons) return [];
  }
  return [{ step, subjectId: task.id, crawlRunId: task.crawlRunId }];
}
