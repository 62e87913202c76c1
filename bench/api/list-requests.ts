import type { Database } from '../../prisma/open-database.js';
import { encodeCursor } from '../../server/postings/posting-cursor.js';
import { writePlace } from '../../server/reviews/query.js';
import type { ServedRecord } from './serve-record.js';
import type { TimedRequest } from './time-requests.js';

/** Pages of the review queue and of the list of postings: the first one, one in the middle, one near the end. */
export const listKinds = [
  'queue, first page',
  'queue, middle',
  'queue, deep',
  'queue by uncertainty',
  'queue by uncertainty, deep',
  'queue of the capital, deep',
  'queue of the city',
  'queue of the city, deep',
  'postings, first page',
  'postings, middle',
  'postings, deep',
  'flagged postings',
  'flagged postings, deep',
  'postings of the capital, deep',
  'postings of the city',
  'postings of the city, deep',
] as const;
export type ListKind = (typeof listKinds)[number];
/** What shows one advertisement: read, and leased for a decision. */
export const openKinds = ['open a posting', 'open a review task'] as const;
type OpenKind = (typeof openKinds)[number];
export type Kind = 'look-up' | ListKind | OpenKind;

/** Cookies of a reviewer of each organisation. */
type Headers = Readonly<Record<string, string>>;

/**
 * The requests that are timed on one database. Who asks is a reviewer of the province, who sees all 40 platforms; of its capital, who sees
 * 15; and of a small city, who sees 5.
 *
 * @param rounds how often each is made at most: each opening is of another advertisement
 */
export async function listRequests(
  database: Database,
  { url, lookupUrl, logIn }: ServedRecord,
  rounds: number,
): Promise<readonly TimedRequest<Kind>[]> {
  const [province, capital, city] = [
    await logIn('bench-province'),
    await logIn('bench-capital'),
    await logIn('bench-city'),
  ];
  const ofCity = `"platformId" IN (SELECT "id" FROM "Platform" WHERE "organisationId" = 'bench-city')`;
  const posting = async (share: number, where = `"band" IS NOT NULL`) => {
    const { id, key } = await rowAt(database, `"Posting"`, `"probability" DESC, "id"`, `"probability"`, where, share);
    return `&after=${encodeCursor({ probability: key, id })}`;
  };
  const place = async (order: string, share: number, where = 'true') => {
    const { id } = await rowAt(
      database,
      `"ReviewTask"`,
      order,
      `"rank"`,
      `"stage" IN ('first', 'second') AND ${where}`,
      share,
    );
    return `&after=${writePlace({ taskId: id })}`;
  };
  const [byRank, byCertainty] = [`"rank" DESC, "id"`, `"certainty", "id"`];
  const list = (kind: ListKind, headers: Headers, path: string): TimedRequest<Kind> => ({
    ...{ kind, headers },
    url: () => `${url}${path}`,
  });
  const queue = '/api/reviews/queue?limit=50';
  const postings = '/api/postings?limit=50';
  const [opened, tasks] = await Promise.all([openedPostings(database, rounds), openedTasks(database, rounds)]);
  const nth = (ids: readonly string[], round: number) => ids[round % ids.length];
  return [
    { kind: 'look-up', headers: province, url: (round) => `${lookupUrl}/api/postings/${nth(opened, round)}` },
    list('queue, first page', province, queue),
    list('queue, middle', province, queue + (await place(byRank, 0.5))),
    list('queue, deep', province, queue + (await place(byRank, 0.98))),
    list('queue by uncertainty', province, `${queue}&order=uncertainty`),
    list('queue by uncertainty, deep', province, `${queue}&order=uncertainty${await place(byCertainty, 0.98)}`),
    list(
      'queue of the capital, deep',
      capital,
      queue + (await place(byRank, 0.9, `"organisationId" = 'bench-capital'`)),
    ),
    list('queue of the city', city, queue),
    list('queue of the city, deep', city, queue + (await place(byRank, 0.9, `"organisationId" = 'bench-city'`))),
    list('postings, first page', province, postings),
    list('postings, middle', province, postings + (await posting(0.5))),
    list('postings, deep', province, postings + (await posting(0.98))),
    list('flagged postings', province, `${postings}&band=flagged`),
    list('flagged postings, deep', province, `${postings}&band=flagged${await posting(0.98, `"band" = 'flagged'`)}`),
    list('postings of the capital, deep', capital, postings + (await posting(0.95))),
    list('postings of the city', city, postings),
    list('postings of the city, deep', city, postings + (await posting(0.98, ofCity))),
    { kind: 'open a posting', headers: province, url: (round) => `${url}/api/postings/${nth(opened, round)}` },
    {
      ...{ kind: 'open a review task', method: 'POST', headers: province },
      url: (round) => `${url}/api/reviews/tasks/${nth(tasks, round)}/open`,
    },
  ];
}

/** The row at a share of an order, and the value of its key. */
async function rowAt(
  database: Database,
  table: string,
  order: string,
  key: string,
  where: string,
  share: number,
): Promise<{ id: string; key: number }> {
  const [row] = await database.$queryRawUnsafe<{ id: string; key: number }[]>(`
    SELECT "id", ${key} AS "key" FROM ${table} WHERE ${where} ORDER BY ${order} LIMIT 1
    OFFSET (SELECT floor(count(*) * ${share})::bigint FROM ${table} WHERE ${where})`);
  if (row === undefined) throw new RangeError(`${table} is too small.`);
  return row;
}

/** Postings of every band, in no order of the table. */
async function openedPostings(database: Database, count: number): Promise<readonly string[]> {
  const rows = await database.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "Posting" WHERE "band" IS NOT NULL ORDER BY "keySha256" LIMIT ${count}`;
  return rows.map(({ id }) => id);
}

async function openedTasks(database: Database, count: number): Promise<readonly string[]> {
  const rows = await database.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "ReviewTask" WHERE "stage" = 'first' AND "leaseUntil" IS NULL ORDER BY md5("id") LIMIT ${count}`;
  return rows.map(({ id }) => id);
}
