import type { Database } from '../../prisma/open-database.js';

/** Hosts whose pages wait for their time (pace, off-peak window, an answer that asked to wait), and when the first of them comes. */
export interface WaitingHosts {
  readonly hosts: readonly string[];
  readonly firstAt: Date;
}

/** Enough for a person to read, and to keep the query small. */
const pagesLookedAt = 50;

/** @returns undefined where some work is ready: then nobody waits */
export async function readWaitingHosts(
  database: Database,
  crawlRunIds: readonly string[],
  now: Date,
): Promise<WaitingHosts | undefined> {
  const rows = await database.$queryRaw<{ url: string | null; dueAt: Date }[]>`
    SELECT t."url", w."dueAt"
      FROM (SELECT "subjectId", "dueAt" FROM "DueWork"
             WHERE "crawlRunId" = ANY(${[...crawlRunIds]}) AND "state" = 'due'
             ORDER BY "dueAt" LIMIT ${pagesLookedAt}) w
      LEFT JOIN "CrawlTask" t ON t."id" = w."subjectId"
     ORDER BY w."dueAt"`;
  const [first] = rows;
  if (first === undefined || first.dueAt <= now) return undefined;
  const hosts = new Set(rows.flatMap(({ url }) => (url === null ? [] : [new URL(url).hostname])));
  return { hosts: [...hosts], firstAt: first.dueAt };
}
