import type { Overview } from '../contracts/api.js';
import type { Database } from '../prisma/open-database.js';

/** How many postings lie in each band, and how each platform's newest crawl run went. */
export async function readOverview(db: Database): Promise<Overview> {
  const [platforms, counts] = await Promise.all([
    db.platform.findMany({ where: { removedAt: null }, orderBy: { name: 'asc' }, select: { id: true, name: true } }),
    db.posting.groupBy({ by: ['platformId', 'band'], where: { band: { not: null } }, _count: true }),
  ]);
  const total = (matches: (row: (typeof counts)[number]) => boolean) =>
    counts.filter(matches).reduce((sum, row) => sum + row._count, 0);
  return {
    bands: {
      flagged: total((row) => row.band === 'flagged'),
      borderline: total((row) => row.band === 'borderline'),
      clear: total((row) => row.band === 'clear'),
    },
    platforms: await Promise.all(
      platforms.map(async (platform) => ({
        ...platform,
        postings: total((row) => row.platformId === platform.id),
        flagged: total((row) => row.platformId === platform.id && row.band === 'flagged'),
        ...(await readNewestRun(db, platform.id)),
      })),
    ),
  };
}

async function readNewestRun(db: Database, platformId: string) {
  const run = await db.crawlRun.findFirst({
    where: { platformVersion: { platformId } },
    orderBy: { startedAt: 'desc' },
    select: { id: true, startedAt: true },
  });
  if (run === null) return { pagesDone: 0, pagesFailed: 0, lastCrawledAt: null };
  const states = await db.crawlTask.groupBy({ by: ['state'], where: { crawlRunId: run.id }, _count: true });
  const pages = (...wanted: (typeof states)[number]['state'][]) =>
    states.filter(({ state }) => wanted.includes(state)).reduce((sum, row) => sum + row._count, 0);
  return {
    pagesDone: pages('fetched', 'done'),
    pagesFailed: pages('dead', 'refused'),
    lastCrawledAt: run.startedAt.toISOString(),
  };
}
