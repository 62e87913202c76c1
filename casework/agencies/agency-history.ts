import { z } from 'zod';
import { readCompanyName } from '../../postings/agencies/company-name.js';
import { matchNames } from '../../postings/agencies/near-name.js';
import { type Database, Prisma } from '../../prisma/open-database.js';
import { type CurrentLicence, searchLicences } from './current-licences.js';

const monthRow = z.object({
  month: z.string(),
  flagged: z.int(),
  borderline: z.int(),
  clear: z.int(),
  confirmed: z.int(),
});

/** Advertisements first seen in a month (`YYYY-MM` in Asia/Shanghai), by the band that they have now. */
export type AgencyMonth = z.infer<typeof monthRow>;

/** Every month in which one of these names began an advertisement on a platform of these organisations, oldest first. */
export async function readAgencyMonths(
  database: Database,
  jurisdiction: readonly string[],
  agencyIds: readonly string[],
): Promise<readonly AgencyMonth[]> {
  const rows = await database.$queryRaw`
    SELECT to_char(posting."firstSeenAt" AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') AS "month",
           count(*) FILTER (WHERE posting."band" = 'flagged')::int AS "flagged",
           count(*) FILTER (WHERE posting."band" = 'borderline')::int AS "borderline",
           count(*) FILTER (WHERE posting."band" = 'clear')::int AS "clear",
           count(*) FILTER (WHERE ${isConfirmed})::int AS "confirmed"
      FROM "Posting" posting JOIN "Platform" platform ON platform."id" = posting."platformId"
     WHERE posting."agencyId" = ANY(${[...agencyIds]}) AND platform."organisationId" = ANY(${[...jurisdiction]})
     GROUP BY 1 ORDER BY 1`;
  return z.array(monthRow).parse(rows);
}

const isConfirmed = Prisma.sql`EXISTS (
  SELECT 1 FROM "ReviewTask" task
   WHERE task."postingId" = posting."id" AND task."stage" = 'closed' AND task."outcome" = 'confirmed')`;

const postingRow = z.object({
  id: z.string(),
  title: z.string(),
  platform: z.string(),
  band: z.string().nullable(),
  confirmed: z.boolean(),
  relistedFromId: z.string().nullable(),
  campaignId: z.string().nullable(),
  firstSeenAt: z.date(),
  lastSeenAt: z.date(),
});

/** An advertisement that speaks against an agency. */
export type TellingPosting = z.infer<typeof postingRow>;

/** Its advertisements that were confirmed, came back, or belong to a campaign, the newest first. */
export async function readTellingPostings(
  database: Database,
  jurisdiction: readonly string[],
  agencyIds: readonly string[],
  limit: number,
): Promise<readonly TellingPosting[]> {
  const rows = await database.$queryRaw`
    SELECT posting."id", coalesce(version."title", '') AS "title", platform."name" AS "platform", posting."band",
           posting."relistedFromId", posting."campaignId", posting."firstSeenAt", posting."lastSeenAt",
           ${isConfirmed} AS "confirmed"
      FROM "Posting" posting JOIN "Platform" platform ON platform."id" = posting."platformId"
      LEFT JOIN LATERAL (
        SELECT "title" FROM "PostingVersion" WHERE "postingId" = posting."id" ORDER BY "number" DESC LIMIT 1
      ) AS version ON true
     WHERE posting."agencyId" = ANY(${[...agencyIds]}) AND platform."organisationId" = ANY(${[...jurisdiction]})
       AND (${isConfirmed} OR posting."campaignId" IS NOT NULL
            OR (posting."relistedFromId" IS NOT NULL AND posting."band" IN ('flagged', 'borderline')))
     ORDER BY posting."lastSeenAt" DESC, posting."id" DESC LIMIT ${limit}`;
  return z.array(postingRow).parse(rows);
}

/** A case of an agency. */
export interface AgencyCase {
  readonly id: string;
  readonly year: number;
  readonly number: number;
  readonly path: string;
  readonly state: string;
  readonly registeredAt: Date;
}

/** Cases of these organisations against any of these names, the newest first. */
export function readAgencyCases(
  database: Database,
  jurisdiction: readonly string[],
  agencyIds: readonly string[],
): Promise<readonly AgencyCase[]> {
  return database.case.findMany({
    where: { agencyId: { in: [...agencyIds] }, organisationId: { in: [...jurisdiction] } },
    orderBy: { registeredAt: 'desc' },
    select: { id: true, year: true, number: true, path: true, state: true, registeredAt: true },
  });
}

/** Own names shorter than this would find half the register. */
const leastOwn = 2;
const lookedThrough = 200;

/** Licences whose holder's name is nearly that of the agency, the likest first: for a person to look at. */
export async function findLicenceCandidates(database: Database, name: string): Promise<readonly CurrentLicence[]> {
  const read = readCompanyName(name);
  if (read.own.length < leastOwn) return [];
  const found = await searchLicences(database, read.own, lookedThrough);
  return found
    .flatMap((licence) => {
      const match = matchNames(read, readCompanyName(licence.holder));
      return match === null ? [] : [{ licence, similarity: match.similarity }];
    })
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, 10)
    .map(({ licence }) => licence);
}
