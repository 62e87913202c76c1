import { type Database, Prisma } from '../../prisma/open-database.js';
import { type CaseRecord, caseNumber, newestOrder } from './case-record.js';
import { startOfDay } from './deadlines.js';
import { addDays } from './working-days.js';

/** What an advertisement of the case has become since the order, by its newest recapture. */
export interface RecapturedPosting {
  readonly postingId: string;
  readonly title: string;
  /** unchanged, changed, gone or unreadable (contracts/evidence-record.ts); null: not captured again yet. */
  readonly comparison: string | null;
  readonly fullCaptureId: string | null;
  readonly capturedAt: Date | null;
  /** Officers who have confirmed that capture: two make it evidence. */
  readonly confirmations: number;
  /** It was found gone, and a crawl has seen it since. */
  readonly isBack: boolean;
  /** Band of what it says now. */
  readonly band: string | null;
}

/** An advertisement that came after the order and may be the old one again. */
export interface RelistedPosting {
  readonly postingId: string;
  readonly title: string;
  readonly url: string;
  readonly firstSeenAt: Date;
  readonly band: string | null;
  /** It repeats a removed advertisement of the case; it shares words or contacts with one; the same agency published it. */
  readonly reasons: readonly ('relisted' | 'campaign' | 'agency')[];
}

export interface RefusalFindings {
  /** When the order was served and until when it gave time; null: there is none. */
  readonly order: { readonly servedOn: string; readonly dueOn: string } | null;
  readonly postings: readonly RecapturedPosting[];
  readonly relisted: readonly RelistedPosting[];
  /** Whether anything here speaks for a refusal. An officer finds it (find_refusal); nothing follows by itself. */
  readonly speaksForRefusal: boolean;
}

/** More would be no list that a person reads. */
const mostRelisted = 200;

/**
 * What speaks for a refusal to correct (条例 43): advertisements of the case that are still there after the period, and those that came after
 * the day of the order and repeat one of them (postings/ finds removed ones that come back, and campaigns), or are the same agency's and flagged.
 */
export async function findRefusal(
  database: Database,
  found: CaseRecord,
  jurisdiction: readonly string[],
): Promise<RefusalFindings> {
  const order = newestOrder(found);
  if (order === undefined) return { order: null, postings: [], relisted: [], speaksForRefusal: false };
  const { servedOn, dueOn } = order.known;
  const ids = found.postings.map(({ postingId }) => postingId);
  const postings = await readRecaptured(database, found, ids, startOfDay(servedOn));
  const relisted = await readRelisted(database, found, ids, startOfDay(addDays(servedOn, 1)), jurisdiction);
  const stays = postings.some(
    ({ comparison, isBack, band }) =>
      comparison === 'unchanged' || isBack || (comparison === 'changed' && band === 'flagged'),
  );
  return { order: { servedOn, dueOn }, postings, relisted, speaksForRefusal: stays || relisted.length > 0 };
}

function readRecaptured(
  database: Database,
  found: CaseRecord,
  ids: readonly string[],
  since: Date,
): Promise<RecapturedPosting[]> {
  return database.$queryRaw`
    SELECT posting."id" AS "postingId", COALESCE(version."title", '') AS "title", taken."comparison",
           taken."id" AS "fullCaptureId", taken."capturedAt", COALESCE(taken."confirmations", 0)::int AS "confirmations",
           COALESCE(taken."comparison" = 'gone' AND posting."state" = 'live' AND posting."lastSeenAt" > taken."capturedAt", false) AS "isBack",
           posting."band"
      FROM "Posting" posting
      LEFT JOIN LATERAL (
        SELECT "title" FROM "PostingVersion" WHERE "postingId" = posting."id" ORDER BY "number" DESC LIMIT 1) version ON true
      LEFT JOIN LATERAL (
        SELECT capture."id", capture."comparison", capture."capturedAt",
               (SELECT count(*) FROM "CaptureConfirmation" WHERE "fullCaptureId" = capture."id") AS "confirmations"
          FROM "FullCapture" capture JOIN "FullCaptureOrder" ordered ON ordered."id" = capture."orderId"
         WHERE ordered."postingId" = posting."id" AND ordered."reason" = 'rectification'
           AND ordered."clueNumber" = ${caseNumber(found)} AND ordered."createdAt" >= ${since}
         ORDER BY capture."capturedAt" DESC, capture."id" DESC LIMIT 1) taken ON true
     WHERE posting."id" = ANY(${[...ids]}) ORDER BY posting."id"`;
}

async function readRelisted(
  database: Database,
  found: CaseRecord,
  ids: readonly string[],
  since: Date,
  jurisdiction: readonly string[],
): Promise<RelistedPosting[]> {
  const agency = found.agencyId === null ? Prisma.sql`false` : Prisma.sql`posting."agencyId" = ${found.agencyId}`;
  const rows = await database.$queryRaw<
    (Omit<RelistedPosting, 'reasons'> & Readonly<Record<'repeats' | 'shares' | 'isAgencys', boolean>>)[]
  >`
    WITH RECURSIVE again AS (
      SELECT "id" FROM "Posting" WHERE "relistedFromId" = ANY(${[...ids]})
      UNION SELECT next."id" FROM "Posting" next JOIN again ON next."relistedFromId" = again."id"
    ), campaign AS (
      SELECT DISTINCT "campaignId" AS "id" FROM "Posting" WHERE "id" = ANY(${[...ids]}) AND "campaignId" IS NOT NULL
    )
    SELECT * FROM (
      SELECT posting."id" AS "postingId", COALESCE(version."title", '') AS "title", posting."url", posting."firstSeenAt", posting."band",
             posting."id" IN (SELECT "id" FROM again) AS "repeats",
             COALESCE(posting."campaignId" IN (SELECT "id" FROM campaign), false) AS "shares",
             COALESCE(${agency}, false) AS "isAgencys"
        FROM "Posting" posting JOIN "Platform" platform ON platform."id" = posting."platformId"
        LEFT JOIN LATERAL (
          SELECT "title" FROM "PostingVersion" WHERE "postingId" = posting."id" ORDER BY "number" DESC LIMIT 1) version ON true
       WHERE posting."firstSeenAt" >= ${since} AND platform."organisationId" = ANY(${[...jurisdiction]})
         AND posting."id" <> ALL(${[...ids]})
         AND (posting."id" IN (SELECT "id" FROM again)
           OR posting."campaignId" IN (SELECT "id" FROM campaign) OR (${agency} AND posting."band" = 'flagged'))
    ) found WHERE "repeats" OR "band" = 'flagged'
     ORDER BY "firstSeenAt", "postingId" LIMIT ${mostRelisted}`;
  return rows.map(({ repeats, shares, isAgencys, ...row }) => ({
    ...row,
    reasons: [
      ...(repeats ? (['relisted'] as const) : []),
      ...(shares ? (['campaign'] as const) : []),
      ...(isAgencys ? (['agency'] as const) : []),
    ],
  }));
}
