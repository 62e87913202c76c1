import { linkComplaints, type NewComplaintLink } from '../../casework/complaints/link-complaints.js';
import { recordAbsences } from '../../postings/life/record-absences.js';
import { sawUnchanged } from '../../postings/life/saw-unchanged.js';
import { type SeenPosting, type SightingChange, storePostings } from '../../postings/life/store-postings.js';
import type { Transaction } from '../../prisma/open-database.js';
import { findPostingAtUrl } from '../complaints/keys-in-use.js';
import { addCrawlTasks, listCut } from '../frontier/add-crawl-tasks.js';
import {
  addComparison,
  compareMethods,
  type MethodSample,
  storeSample,
  wantsComparison,
} from '../methods/compare-methods.js';
import { textOfCapture } from './capture-text.js';
import { linksAfterRemoval } from './link-posting.js';
import { newestListRows } from './list-row.js';
import { type LoadedCapture, loadCaptures } from './load-captures.js';
import { type Reading, readCapturedPage } from './read-captured-page.js';
import type { Acted, PipelineStep, Stored } from './step.js';

/** A new version has no verdict yet. */
const withVersion: readonly SightingChange[] = ['first_seen', 'edited', 'completed'];

interface Outcome {
  readonly reading: Reading;
  /** Set where the page was fetched both ways: which one shows more. */
  readonly sample: MethodSample | null;
}

/** Capture → postings and further CrawlTasks. Reads from the blob store what was stored and hashed before. */
export const readCapture: PipelineStep<LoadedCapture, Outcome> = {
  load: ({ database }, work) => loadCaptures(database, work),

  async act(context, _work, capture) {
    if (capture.status === 304) return { reading: { kind: 'unchanged' }, sample: null };
    const sample = capture.other === null ? null : await compareMethods(context, capture, capture.other);
    // What the first way showed is the record; the second one only says which to take from now on.
    if (capture.task.isRead) return { reading: { kind: 'read', pages: [], postings: [] }, sample };
    const text = await textOfCapture(context.blobs, capture, capture.platform);
    return { reading: readCapturedPage(capture, text), sample };
  },

  store: storeReadings,
};

async function storeReadings(
  transaction: Transaction,
  acted: readonly Acted<LoadedCapture, Outcome>[],
  now: Date,
): Promise<Stored> {
  const due: Stored['due'][number][] = [];
  await lockRuns(transaction, acted);
  const seen = acted.flatMap(({ loaded, effect: { reading } }) =>
    reading.kind === 'read' ? reading.postings.map((posting) => ({ posting, loaded })) : [],
  );
  // Posting rows first, by their keys and then by their ids: whoever else writes them takes them in the same order.
  const { sightings, links } = await complainedPostings(transaction, seen);
  const { stored, ledger } = await storePostings(
    transaction,
    sightings.map(({ posting }) => posting),
    now,
  );
  const judged = new Set<string>();
  stored.forEach(({ versionId, change }, index) => {
    if (!withVersion.includes(change) || judged.has(versionId)) return;
    judged.add(versionId);
    const crawlRunId = sightings[index]?.loaded.task.crawlRunId ?? null;
    due.push({ step: 'judge_posting', subjectId: versionId, crawlRunId });
  });
  stored.forEach(({ postingId }, index) => {
    const capture = sightings[index]?.loaded;
    const complaintId = capture?.task.complaintId ?? null;
    if (capture !== undefined && complaintId !== null) links.push({ complaintId, postingId, captureId: capture.id });
  });
  await keepListRows(transaction, sightings);
  const linked = await linkComplaints(transaction, links, now);
  const unchanged = acted.flatMap(({ loaded: { id: captureId, task, capturedAt: seenAt }, effect }) =>
    effect.reading.kind === 'unchanged' && task.postingId !== null
      ? [{ postingId: task.postingId, captureId, seenAt }]
      : [],
  );
  const absent = acted.flatMap(({ loaded: { id: captureId, task, capturedAt: at }, effect }) =>
    effect.reading.kind === 'absent' && task.postingId !== null
      ? [{ postingId: task.postingId, captureId, reason: 'absent' as const, at }]
      : [],
  );
  const again = unchanged.length === 0 ? [] : await sawUnchanged(transaction, unchanged);
  const removed = absent.length === 0 ? [] : await recordAbsences(transaction, absent);

  const inOrder = [...acted].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  for (const one of inOrder) due.push(...(await storePages(transaction, one, now)));
  const done = acted.filter(({ effect }) => effect.reading.kind !== 'unread').map(({ loaded }) => loaded.task.id);
  await transaction.$executeRaw`UPDATE "CrawlTask" SET "state" = 'done' WHERE "id" = ANY(${done})`;
  // Not a failure; but what such a page says of its validators holds for a posting that is not there.
  const holdsNone = acted.filter(({ effect }) => effect.reading.kind === 'absent').map(({ loaded }) => loaded.task.id);
  if (holdsNone.length > 0)
    await transaction.$executeRaw`UPDATE "CrawlTask" SET "errorCode" = 'absent' WHERE "id" = ANY(${holdsNone})`;
  due.push(...linksAfterRemoval(removed));
  return { due, ledger: [...ledger, ...linked, ...again, ...removed] };
}

interface Seen {
  readonly posting: SeenPosting;
  readonly loaded: LoadedCapture;
}

/**
 * What was seen, each under the key of the posting that is known at its address where a complaint led there. One that became known by a list
 * while the page was on its way is linked alone: its page was read without the list's words.
 */
async function complainedPostings(
  transaction: Transaction,
  seen: readonly Seen[],
): Promise<{ sightings: readonly Seen[]; links: NewComplaintLink[] }> {
  const sightings: Seen[] = [];
  const links: NewComplaintLink[] = [];
  for (const { posting, loaded } of seen) {
    const { complaintId, listRow } = loaded.task;
    const known = complaintId === null ? null : await findPostingAtUrl(transaction, posting.platformId, posting.url);
    const isOvertaken = known !== null && listRow === null && (await newestListRows(transaction, [known.id])).size > 0;
    if (known !== null && complaintId !== null && isOvertaken)
      links.push({ complaintId, postingId: known.id, captureId: loaded.id });
    else sightings.push(known === null ? { posting, loaded } : { posting: { ...posting, key: known.key }, loaded });
  }
  return { sightings, links };
}

/** With the page, for whoever compares with the version that was read from it. */
async function keepListRows(transaction: Transaction, seen: readonly Seen[]): Promise<void> {
  const rows = seen
    .filter(({ loaded }) => loaded.task.inheritsListRow)
    .map(({ loaded: { task } }) => ({ id: task.id, listRow: task.listRow }));
  if (rows.length === 0) return;
  await transaction.$executeRaw`
    UPDATE "CrawlTask" AS task SET "listRow" = row."listRow"
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row("id" text, "listRow" jsonb)
     WHERE task."id" = row."id"`;
}

/** Runs before postings, and each kind of row by its id: so does whoever else takes them, and nobody waits for one who waits for him. */
async function lockRuns(transaction: Transaction, acted: readonly Acted<LoadedCapture, Outcome>[]): Promise<void> {
  const ids = acted.filter(({ loaded }) => loaded.task.kind === 'list').map(({ loaded }) => loaded.task.crawlRunId);
  if (ids.length === 0) return;
  await transaction.$queryRaw`
    SELECT 1 FROM "CrawlRun" WHERE "id" = ANY(${[...new Set(ids)]}) ORDER BY "id" FOR NO KEY UPDATE`;
}

function placeOf({ loaded: { platformId, task } }: Acted<LoadedCapture, Outcome>): string {
  return `${platformId} ${task.kind} ${task.id}`;
}

/** What one capture adds to the frontier: further pages, and the same page by the other way of fetching. */
async function storePages(
  transaction: Transaction,
  { loaded, effect: { reading, sample } }: Acted<LoadedCapture, Outcome>,
  now: Date,
): Promise<Stored['due'][number][]> {
  const { task, platform, platformId, methods } = loaded;
  const { crawlRunId } = task;
  const due: Stored['due'][number][] = [];
  if (sample !== null) await storeSample(transaction, platformId, task.kind, sample, now);
  if (reading.kind === 'read') {
    if (reading.isCut === true)
      await transaction.crawlTask.update({ where: { id: task.id }, data: { errorCode: listCut } });
    const finding = {
      id: task.id,
      url: task.url,
      capturedAt: loaded.capturedAt,
      crawlRunId,
      platformId,
      platform,
      methods,
    };
    due.push(...(await addCrawlTasks(transaction, finding, reading.pages, now)));
  }
  if (reading.kind === 'unread' || (reading.kind === 'read' && wantsComparison(loaded)))
    due.push(...(await addComparison(transaction, loaded, reading.kind === 'unread')));
  return due;
}
