import { InputError } from '../../contracts/errors.js';
import type { Step } from '../../contracts/jobs.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import { type CrawlTaskState, Prisma, type Transaction } from '../../prisma/open-database.js';
import type { QueuedJob } from '../engine.js';
import { type FailureFilter, failedWork } from './failures.js';

export interface Rerun {
  /** To put on the queue. */
  readonly jobs: readonly QueuedJob[];
  /** Platforms whose failures are left as they are, because another run of theirs goes on. */
  readonly left: readonly string[];
}

/**
 * Makes what ended in a failure due again, and nothing else: as if never tried, and its run goes on. A page that was captured and could
 * not be read is read again, not fetched. Only of each platform's newest run: an older one would run beside it. Failures of platforms that
 * were removed stay as they are.
 * It appends to the ledger: call it last in its transaction.
 *
 * @param by the person, where one did it in the browser
 * @throws InputError when all runs are asked for
 */
export async function rerunFailures(
  transaction: Transaction,
  { filter }: { filter: FailureFilter },
  now: Date,
  by?: string,
): Promise<Rerun> {
  if (filter.allRuns === true) {
    throw new InputError(
      'rerun_of_old_runs',
      'Only failures of the newest run of a platform can be run again; leave --all out. Older runs are superseded: a new crawl visits their pages.',
    );
  }
  const platformIds = await lockPlatforms(transaction, filter);
  if (platformIds.length === 0) return { jobs: [], left: [] };
  const left = await platformsRunningBeside(transaction, filter, platformIds);
  const rows = await makeDue(
    transaction,
    filter,
    platformIds.filter((id) => !left.includes(id)),
    now,
  );
  if (rows.length === 0) return { jobs: [], left };
  await reopenPages(transaction, rows);
  const groups = new Map<string, Group>();
  for (const { id, crawlRunId, platformId } of rows) {
    const owner = crawlRunId === null ? { platformId } : { crawlRunId };
    const subjectId = crawlRunId ?? platformId;
    groups.set(subjectId, { owner, ids: [...(groups.get(subjectId)?.ids ?? []), id] });
  }
  await transaction.crawlRun.updateMany({
    where: { id: { in: rows.flatMap(({ crawlRunId }) => crawlRunId ?? []) } },
    data: { state: 'running', finishedAt: null, statistics: Prisma.DbNull },
  });
  const entries = [...groups].map(([subjectId, { owner, ids }]) => ({
    kind: 'failures.rerun',
    subjectId,
    subjectSha256: sha256(canonicalJson({ ...owner, dueWork: ids.toSorted(), ...(by === undefined ? {} : { by }) })),
  }));
  await appendLedgerEntries(transaction, entries, now);
  const jobs = rows.map(({ id, step, priority }) => ({ payload: { dueWorkId: id, step }, notBefore: now, priority }));
  return { jobs, left };
}

/** Work that is due again, by its run or, where it belongs to none, by its platform. */
interface Group {
  readonly owner: { readonly crawlRunId: string } | { readonly platformId: string };
  readonly ids: readonly string[];
}

/**
 * The platforms with such failures that are not removed. Whoever starts a run takes the platform's row first, so that until the end of this
 * transaction none starts.
 */
async function lockPlatforms(transaction: Transaction, filter: FailureFilter): Promise<string[]> {
  const failed = await transaction.$queryRaw<{ platformId: string }[]>`
    SELECT DISTINCT f."platformId" FROM (${failedWork(filter)}) f WHERE f."state" IN ('dead', 'refused')`;
  const ids = failed.map(({ platformId }) => platformId);
  const locked = await transaction.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "Platform" WHERE "id" = ANY(${ids}) AND "removedAt" IS NULL ORDER BY "id" FOR UPDATE`;
  return locked.map(({ id }) => id);
}

/** Of those platforms the ones whose newest run would run beside another one: a clock that was put back makes a run that goes on an older one. */
async function platformsRunningBeside(
  transaction: Transaction,
  filter: FailureFilter,
  platformIds: readonly string[],
): Promise<string[]> {
  const rows = await transaction.$queryRaw<{ platformId: string }[]>`
    SELECT DISTINCT f."platformId" FROM (${failedWork(filter)}) f
      JOIN "PlatformVersion" v ON v."platformId" = f."platformId"
      JOIN "CrawlRun" r ON r."platformVersionId" = v."id" AND r."state" = 'running' AND r."complaintId" IS NULL AND r."id" <> f."crawlRunId"
     WHERE f."platformId" = ANY(${[...platformIds]}) AND f."state" IN ('dead', 'refused')
     ORDER BY f."platformId"`;
  return rows.map(({ platformId }) => platformId);
}

interface DueAgain {
  readonly id: string;
  readonly step: Step;
  readonly subjectId: string;
  readonly crawlRunId: string | null;
  readonly priority: number;
  readonly platformId: string;
}

async function makeDue(
  transaction: Transaction,
  filter: FailureFilter,
  platformIds: readonly string[],
  now: Date,
): Promise<DueAgain[]> {
  return transaction.$queryRaw<DueAgain[]>`
    UPDATE "DueWork" d
       SET "state" = 'due', "dueAt" = ${now}, "attempts" = 0, "delays" = 0, "finishedAt" = NULL,
           "leaseHolder" = NULL, "leaseUntil" = NULL, "errorCode" = NULL, "errorMessage" = NULL, "errorClass" = NULL
      FROM (${failedWork(filter)}) f
     WHERE d."id" = f."id" AND d."state" IN ('dead', 'refused') AND f."platformId" = ANY(${[...platformIds]})
    RETURNING d."id", d."step", d."subjectId", d."crawlRunId", d."priority", f."platformId"`;
}

/** The pages that the work is about: fetched ones are to be fetched again, captured ones to be read again. */
async function reopenPages(
  transaction: Transaction,
  rows: readonly Pick<DueAgain, 'step' | 'subjectId'>[],
): Promise<void> {
  const subjects = (...steps: Step[]) => rows.filter(({ step }) => steps.includes(step)).map((row) => row.subjectId);
  // A page that was read stays so: what failed was the comparison of two ways to fetch it.
  const state = { in: ['dead', 'refused'] as CrawlTaskState[] };
  const noError = { errorCode: null, errorMessage: null, errorClass: null };
  await transaction.crawlTask.updateMany({
    where: { id: { in: subjects('fetch_page', 'render_page') }, state },
    data: { state: 'due', ...noError },
  });
  await transaction.crawlTask.updateMany({
    where: { captures: { some: { id: { in: subjects('read_capture') } } }, state },
    data: { state: 'fetched', ...noError },
  });
}
