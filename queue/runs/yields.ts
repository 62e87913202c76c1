import type { Database } from '../../prisma/open-database.js';
import { runStatistics } from './run-statistics.js';

/** What a finished run yielded. */
export interface RunYield {
  readonly at: Date;
  readonly postings: number;
  /** Postings for each detail page, or for each list page where there were none; null without pages. */
  readonly yield: number | null;
}

/** Enough to see a trend, and no more than a small figure can show. */
const shown = 14;

/** The yields of platforms' last finished runs by platform, the oldest first. */
export async function readYields(
  database: Database,
  platformIds: readonly string[],
): Promise<ReadonlyMap<string, readonly RunYield[]>> {
  const rows = await database.$queryRaw<{ platformId: string; at: Date; statistics: unknown }[]>`
    SELECT platform."id" AS "platformId", run."startedAt" AS "at", run."statistics"
      FROM unnest(${[...platformIds]}::text[]) AS platform("id")
      CROSS JOIN LATERAL (
        SELECT r."id", r."startedAt", r."statistics"
          FROM "PlatformVersion" v JOIN "CrawlRun" r ON r."platformVersionId" = v."id"
         WHERE v."platformId" = platform."id" AND r."state" = 'finished' AND r."complaintId" IS NULL
         ORDER BY r."startedAt" DESC, r."id" DESC LIMIT ${shown}) run
     ORDER BY run."startedAt", run."id"`;
  const yields = new Map<string, RunYield[]>();
  for (const { platformId, at, statistics } of rows) {
    // A run from before statistics were kept has none.
    const read = runStatistics.safeParse(statistics);
    if (!read.success) continue;
    const point = { at, postings: read.data.postings, yield: read.data.yield ?? read.data.listYield };
    yields.set(platformId, [...(yields.get(platformId) ?? []), point]);
  }
  return yields;
}
