import type { PostingList, PostingSummary } from '../../contracts/api/postings.js';
import { band } from '../../contracts/verdict.js';
import { type Database, Prisma } from '../../prisma/open-database.js';
import type { Session } from '../session.js';
import { literally } from './like-pattern.js';
import { encodeCursor } from './posting-cursor.js';
import type { PostingQuery } from './query.js';

interface Platform {
  readonly id: string;
  readonly name: string;
}

/** A posting of a page, as the answer has it; that is checked by the route's schema. */
interface JudgedRow extends Omit<PostingSummary, 'platform' | 'firstSeenAt'> {
  readonly platformId: string;
  readonly firstSeenAt: Date;
}
/** Without a title where it is not judged any more. */
type PageRow = JudgedRow | (Omit<JudgedRow, 'title'> & { readonly title: null });

/**
 * A page of judged postings, the most probable first, ties by id.
 *
 * Pages follow each other by key, not by number: postings that arrive while somebody reads are neither shown twice nor
 * push others past a page's end, and page 1,000 costs as much as page 1.
 */
export async function listPostings(
  db: Database,
  session: Pick<Session, 'jurisdiction'>,
  query: PostingQuery,
): Promise<PostingList> {
  const all = await db.platform.findMany({ select: { id: true, name: true, organisationId: true } });
  const seen = all.filter(
    ({ id, organisationId }) =>
      session.jurisdiction.includes(organisationId) && (query.platform === undefined || query.platform === id),
  );
  if (seen.length === 0) return { postings: [], next: null };
  const names = new Map(seen.map(({ id, name }) => [id, name]));
  const rows = await db.$queryRaw<PageRow[]>`
    SELECT posting."id", posting."band", posting."probability", posting."firstSeenAt", posting."agencyId", posting."platformId",
           judged."title", judged."company", judged."agency", judged."categories"
      FROM (${keysOfPage(seen, seen.length === all.length, query)}) AS page
      JOIN "Posting" AS posting ON posting."id" = page."id"
      -- What is shown is the newest version that has been judged, with its newest verdict (identifiers sort by time).
      LEFT JOIN LATERAL (
        SELECT version."title", version."company", version."agency", verdict."categories"
          FROM "PostingVersion" AS version JOIN "Verdict" AS verdict ON verdict."postingVersionId" = version."id"
         WHERE version."postingId" = posting."id"
         ORDER BY version."number" DESC, verdict."id" DESC LIMIT 1) AS judged ON true
     ORDER BY page."probability" DESC, page."id"`;
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  const postings = page
    .filter((row): row is JudgedRow => row.title !== null)
    .map(({ platformId, firstSeenAt, ...row }) => ({
      ...row,
      platform: { id: platformId, name: names.get(platformId) ?? '' },
      firstSeenAt: firstSeenAt.toISOString(),
    }));
  return { postings, next: last !== undefined && rows.length > query.limit ? encodeCursor(last) : null };
}

/**
 * Up to `limit` + 1 postings, of which the one too many tells whether there is another page.
 *
 * Whoever sees every platform reads along the index (band, probability, id). Otherwise each platform is read along its own
 * (platform, band, probability, id) and the heads are merged: however few of all postings the platforms have, and wherever in the order
 * they lie, no row is read that cannot be on the page. Words and agencies are sought along the common index: a page's worth from each
 * platform would have to be found first.
 */
function keysOfPage(seen: readonly Platform[], areAll: boolean, query: PostingQuery): Prisma.Sql {
  if (areAll) return stretches(query, Prisma.empty);
  const ids = seen.map(({ id }) => id);
  if (query.agency !== undefined || query.q) {
    return stretches(query, Prisma.sql`AND posting."platformId" = ANY(${ids}::text[])`);
  }
  return Prisma.sql`
    SELECT head.* FROM unnest(${ids}::text[]) AS platform("id")
      CROSS JOIN LATERAL (${stretches(query, Prisma.sql`AND posting."platformId" = platform."id"`)}) AS head ${order(query)}`;
}

const order = ({ limit }: PostingQuery) => Prisma.sql`ORDER BY "probability" DESC, "id" LIMIT ${limit + 1}`;

/**
 * Stretches of the index, merged: one a band, and behind a cursor two, the rest of its ties and what is below. Each has order and limit of
 * its own: without them PostgreSQL (18) reads whole stretches and sorts them.
 */
function stretches(query: PostingQuery, narrowed: Prisma.Sql): Prisma.Sql {
  const { after } = query;
  const bands = query.band === undefined ? band.options : [query.band];
  const bounds =
    after === undefined
      ? [Prisma.sql`posting."probability" IS NOT NULL`]
      : [
          Prisma.sql`posting."probability" = ${after.probability} AND posting."id" > ${after.id}`,
          Prisma.sql`posting."probability" < ${after.probability}`,
        ];
  const parts = bands.flatMap((each) =>
    bounds.map(
      (bound) => Prisma.sql`
        (SELECT posting."probability", posting."id" FROM "Posting" AS posting
          WHERE posting."band" = ${each} AND ${bound} ${narrowed} ${filters(query)} ${order(query)})`,
    ),
  );
  return Prisma.sql`SELECT * FROM (${Prisma.join(parts, ' UNION ALL ')}) AS merged ${order(query)}`;
}

function filters({ agency, q }: PostingQuery): Prisma.Sql {
  const ofAgency = agency === undefined ? Prisma.empty : Prisma.sql`AND posting."agencyId" = ${agency}`;
  if (q === undefined || q === '') return ofAgency;
  const pattern = `%${literally(q)}%`;
  // Searched in every version, so that an ad is still found by words that its author has since removed.
  return Prisma.sql`${ofAgency} AND EXISTS (
    SELECT 1 FROM "PostingVersion" AS version WHERE version."postingId" = posting."id"
       AND (version."title" ILIKE ${pattern} OR version."company" ILIKE ${pattern} OR version."agency" ILIKE ${pattern}
            OR version."place" ILIKE ${pattern} OR version."text" ILIKE ${pattern}))`;
}
