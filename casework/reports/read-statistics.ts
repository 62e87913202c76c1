import type { Statistics } from '../../contracts/api/reports.js';
import type { Database } from '../../prisma/open-database.js';
import { lastTwelveMonths } from './list-months.js';
import { daysOf } from './month-name.js';
import { readCountedFacts } from './read-counted-facts.js';

/** Campaigns that a briefing shows. */
const mostCampaigns = 10;

/** Twelve months of casework, and the largest campaigns, of these organisations. */
export async function readStatistics(
  database: Database,
  jurisdiction: readonly string[],
  now: Date,
): Promise<Statistics> {
  const names = lastTwelveMonths(now);
  const [first = '', last = ''] = [names[0], names.at(-1)];
  const [facts, confirmed, campaigns] = await Promise.all([
    readCountedFacts(database, jurisdiction, { from: daysOf(first).from, until: daysOf(last).until }),
    readConfirmed(database, jurisdiction, daysOf(first).from),
    readCampaigns(database, jurisdiction),
  ]);
  const months = names.map((month) => {
    const steps = facts.steps.filter(({ occurredOn }) => occurredOn.startsWith(month));
    const cases = (actions: readonly string[]): number =>
      new Set(steps.filter(({ action }) => actions.includes(action)).map(({ caseId }) => caseId)).size;
    return {
      ...{ month, confirmedPostings: confirmed.get(month) ?? 0, filed: cases(['file']), penalised: cases(['decide']) },
      ordered: cases(['order_rectification', 'order_return']),
      outcomes: facts.outcomes.filter(({ decidedOn }) => decidedOn.startsWith(month)).length,
    };
  });
  return { months, campaigns };
}

/** Tasks that were closed as confirmed, by their months in Shanghai. */
async function readConfirmed(database: Database, jurisdiction: readonly string[], from: string) {
  const rows = await database.$queryRaw<{ month: string; count: bigint }[]>`
    SELECT to_char("closedAt" AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') AS "month", count(DISTINCT "postingId") AS "count"
      FROM "ReviewTask"
     WHERE "outcome" = 'confirmed' AND "closedAt" >= ${new Date(`${from}T00:00:00+08:00`)}
       AND "organisationId" = ANY(${[...jurisdiction]})
     GROUP BY 1`;
  return new Map(rows.map(({ month, count }) => [month, Number(count)]));
}

async function readCampaigns(database: Database, jurisdiction: readonly string[]): Promise<Statistics['campaigns']> {
  const rows = await database.$queryRaw<
    {
      id: string;
      postings: bigint;
      platforms: bigint;
      agencies: bigint;
      firstSeenAt: Date;
      lastSeenAt: Date;
      postingId: string;
    }[]
  >`
    SELECT posting."campaignId" AS "id", count(*) AS "postings", count(DISTINCT posting."platformId") AS "platforms",
           count(DISTINCT posting."agencyId") AS "agencies", min(posting."firstSeenAt") AS "firstSeenAt",
           max(posting."lastSeenAt") AS "lastSeenAt", min(posting."id") AS "postingId"
      FROM "Posting" posting JOIN "Platform" platform ON platform."id" = posting."platformId"
     WHERE posting."campaignId" IS NOT NULL AND platform."organisationId" = ANY(${[...jurisdiction]})
     GROUP BY posting."campaignId" HAVING count(*) > 1
     ORDER BY count(*) DESC, posting."campaignId" LIMIT ${mostCampaigns}`;
  return rows.map(({ postings, platforms, agencies, firstSeenAt, lastSeenAt, ...row }) => ({
    ...{ ...row, postings: Number(postings), platforms: Number(platforms), agencies: Number(agencies) },
    ...{ firstSeenAt: firstSeenAt.toISOString(), lastSeenAt: lastSeenAt.toISOString() },
  }));
}
