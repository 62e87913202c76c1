import type { QueueState } from '../../contracts/api/operation/queue-state.js';
import { pageSteps } from '../../queue/due-work.js';
import type { Sources } from '../route.js';

interface WorkRow {
  readonly step: string;
  readonly ready: number;
  readonly claimed: number;
  readonly waiting: number;
  readonly paused: number;
  readonly oldestDueAt: Date | null;
}

/** Work that was written last: what ended of it tells when a worker was last heard of, without reading years of rows. */
const lookedAt = 500;

/** What is due and who has it in hand, of the whole deployment: figures and names of processes, nothing of what they work on. */
export async function readQueueState({
  db,
  now,
  operation,
}: Pick<Sources, 'db' | 'now' | 'operation'>): Promise<QueueState> {
  const at = now();
  const [work, workers, last, queueSize] = await Promise.all([
    db.$queryRaw<WorkRow[]>`
      SELECT "step",
             count(*) FILTER (WHERE "state" = 'ready')::int AS "ready",
             count(*) FILTER (WHERE "state" = 'claimed')::int AS "claimed",
             count(*) FILTER (WHERE "state" = 'waiting')::int AS "waiting",
             count(*) FILTER (WHERE "state" = 'paused')::int AS "paused",
             min("dueAt") FILTER (WHERE "state" IN ('ready', 'claimed')) AS "oldestDueAt"
        FROM (
          SELECT w."step", w."dueAt",
                 CASE WHEN w."leaseUntil" > ${at} THEN 'claimed'
                      WHEN run."pausedAt" IS NOT NULL AND w."step" = ANY(${[...pageSteps]}) THEN 'paused'
                      WHEN w."dueAt" > ${at} AND w."dueAt" <> w."createdAt" THEN 'waiting' ELSE 'ready' END AS "state"
            FROM "DueWork" w LEFT JOIN "CrawlRun" run ON run."id" = w."crawlRunId"
           WHERE w."state" = 'due') due
       GROUP BY "step" ORDER BY "step"`,
    db.$queryRaw<{ holder: string; claims: number; leaseUntil: Date }[]>`
      SELECT "leaseHolder" AS "holder", count(*)::int AS "claims", max("leaseUntil") AS "leaseUntil"
        FROM "DueWork" WHERE "state" = 'due' AND "leaseUntil" > ${at} AND "leaseHolder" IS NOT NULL
       GROUP BY 1 ORDER BY 1`,
    db.$queryRaw<{ at: Date | null }[]>`
      SELECT max("finishedAt") AS "at"
        FROM (SELECT "finishedAt" FROM "DueWork" ORDER BY "id" DESC LIMIT ${lookedAt}) newest`,
    // While Redis is away its size is not known; the rest is in the record.
    operation?.sharedQueues?.size().catch(() => null) ?? null,
  ]);
  return {
    work: work.map((row) => ({ ...row, oldestDueAt: row.oldestDueAt?.toISOString() ?? null })),
    workers: workers.map((worker) => ({ ...worker, leaseUntil: worker.leaseUntil.toISOString() })),
    lastWorkAt: last[0]?.at?.toISOString() ?? null,
    queueSize,
    hasBoard: operation?.sharedQueues !== undefined,
  };
}
