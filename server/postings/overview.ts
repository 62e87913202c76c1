import type { Overview } from '../../contracts/api/postings.js';
import type { Band } from '../../contracts/verdict.js';
import type { CrawlRunState, Database } from '../../prisma/open-database.js';
import { runStatistics } from '../../queue/runs/run-statistics.js';
import type { Session } from '../session.js';
import { readSparingly } from './read-sparingly.js';

/** How many postings lie in each band, and how each platform's newest crawl run went. */
export async function readOverview(db: Database, { jurisdiction }: Pick<Session, 'jurisdiction'>): Promise<Overview> {
  const platforms = (await countPlatforms(db)).filter(({ organisationId }) => jurisdiction.includes(organisationId));
  const total = (band: Band) => platforms.reduce((sum, { bands }) => sum + bands[band], 0);
  return {
    bands: { flagged: total('flagged'), borderline: total('borderline'), clear: total('clear') },
    platforms: platforms
      .filter(({ removedAt }) => removedAt === null)
      .map(({ bands, ...platform }) => ({
        ...platform,
        postings: bands.flagged + bands.borderline + bands.clear,
        flagged: bands.flagged,
      })),
  };
}

/** Every page that is open asks each half minute; the count goes over every posting. */
const countPlatforms = readSparingly(async (db: Database) => {
  const [platforms, counts, runs] = await Promise.all([
    db.platform.findMany({
      orderBy: { name: 'asc' },
      select: { id: true, name: true, organisationId: true, removedAt: true },
    }),
    db.posting.groupBy({ by: ['platformId', 'band'], where: { band: { not: null } }, _count: true }),
    readNewestRuns(db),
  ]);
  const count = (platformId: string, band: Band) =>
    counts.find((row) => row.platformId === platformId && row.band === band)?._count ?? 0;
  return platforms.map((platform) => ({
    ...platform,
    bands: {
      flagged: count(platform.id, 'flagged'),
      borderline: count(platform.id, 'borderline'),
      clear: count(platform.id, 'clear'),
    },
    ...(runs.get(platform.id) ?? { pagesDone: 0, pagesFailed: 0, lastCrawledAt: null }),
  }));
});

type RunPages = Pick<Overview['platforms'][number], 'pagesDone' | 'pagesFailed' | 'lastCrawledAt'>;

interface NewestRun {
  readonly platformId: string;
  readonly id: string;
  readonly state: CrawlRunState;
  readonly startedAt: Date;
  readonly statistics: unknown;
}

async function readNewestRuns(db: Database): Promise<ReadonlyMap<string, RunPages>> {
  const runs = await db.$queryRaw<NewestRun[]>`
    SELECT platform."id" AS "platformId", run.* FROM "Platform" AS platform
     CROSS JOIN LATERAL (
       SELECT run."id", run."state"::text AS "state", run."startedAt", run."statistics"
         FROM "CrawlRun" AS run JOIN "PlatformVersion" AS version ON version."id" = run."platformVersionId"
        WHERE version."platformId" = platform."id" AND run."complaintId" IS NULL ORDER BY run."startedAt" DESC LIMIT 1) AS run`;
  const pages = await Promise.all(
    runs.map(
      async (run): Promise<[string, RunPages]> => [
        run.platformId,
        { ...(countedPages(run) ?? (await countPages(db, run.id))), lastCrawledAt: run.startedAt.toISOString() },
      ],
    ),
  );
  return new Map(pages);
}

/** Pages of a run that has ended were counted then. */
function countedPages({ state, statistics }: NewestRun): Pick<RunPages, 'pagesDone' | 'pagesFailed'> | undefined {
  const read = runStatistics.safeParse(statistics);
  if (state === 'running' || !read.success) return undefined;
  const { lists, details } = read.data;
  return {
    pagesDone: lists.done + details.done,
    pagesFailed: lists.dead + lists.refused + details.dead + details.refused,
  };
}

async function countPages(db: Database, crawlRunId: string): Promise<Pick<RunPages, 'pagesDone' | 'pagesFailed'>> {
  const states = await db.crawlTask.groupBy({ by: ['state'], where: { crawlRunId }, _count: true });
  const pages = (...wanted: (typeof states)[number]['state'][]) =>
    states.filter(({ state }) => wanted.includes(state)).reduce((sum, row) => sum + row._count, 0);
  return { pagesDone: pages('fetched', 'done'), pagesFailed: pages('dead', 'refused') };
}
