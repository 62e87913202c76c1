import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../prisma/open-database.js';
import type { Pipeline } from '../queue/start-pipeline.js';
import type { Interruption } from './interruption.js';
import { showProgress } from './progress.js';

const pollMilliseconds = 250;

/**
 * Shows progress until no full capture of these platforms' postings is due. Rejects when the pipeline cannot go on.
 * @returns how many were taken and how many came to nothing, or undefined when it was interrupted
 */
export async function waitForCaptures(
  database: Database,
  pipeline: Pick<Pipeline, 'fatal'>,
  platformIds: readonly string[],
  { signal, interrupted }: Interruption,
): Promise<{ taken: number; failed: number } | undefined> {
  const progress = showProgress('capturing flagged postings in full');
  try {
    while (!signal.aborted) {
      const { due, taken, failed } = await Promise.race([countCaptures(database, platformIds), pipeline.fatal]);
      const all = due + taken + failed;
      progress.update(
        (taken + failed) / Math.max(1, all),
        `${taken} of ${all}${failed === 0 ? '' : `, ${failed} failed or refused`}`,
      );
      if (due === 0) return { taken, failed };
      await Promise.race([sleep(pollMilliseconds), interrupted, pipeline.fatal]);
    }
    return undefined;
  } finally {
    progress.stop();
  }
}

async function countCaptures(database: Database, platformIds: readonly string[]) {
  const counts = await database.$queryRaw<{ state: string; count: number }[]>`
    SELECT work."state"::text, count(*)::int AS "count"
      FROM "DueWork" work
      JOIN "FullCaptureOrder" ordered ON ordered."id" = work."subjectId"
      JOIN "Posting" posting ON posting."id" = ordered."postingId"
     WHERE work."step" = 'capture_full' AND (work."state" <> 'due' OR work."dueAt" < now() + interval '1 hour') AND posting."platformId" = ANY(${[...platformIds]})
     GROUP BY 1`;
  const of = (...states: string[]): number =>
    counts.filter(({ state }) => states.includes(state)).reduce((sum, { count }) => sum + count, 0);
  return { due: of('due'), taken: of('done'), failed: of('dead', 'refused') };
}
