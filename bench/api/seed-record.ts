import { connectClient } from '../../prisma/connect-client.js';
import { sampleAds } from './sample-ads.js';

/** The province sees 40 platforms, its capital 15, a small city 5. */
const organisations = [
  { id: 'bench-province', parentId: null, platforms: 20 },
  { id: 'bench-capital', parentId: 'bench-province', platforms: 15 },
  { id: 'bench-city', parentId: 'bench-province', platforms: 5 },
] as const;

/** Different texts of each kind, rental and genuine. */
const samplesOfEach = 2000;

/** A connection on which statements are run. */
type Client = Awaited<ReturnType<typeof connectClient>>;

/**
 * Writes what postings need before there are any: organisations, platforms with a crawl run each, a release, two reviewers of the past,
 * texts to take from, and the functions that give each row its identifier and its chances, the same ones each time.
 */
export async function seedGround(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    await client.query(ground);
    let number = 0;
    for (const { id, parentId, platforms } of organisations) {
      await client.query(`INSERT INTO "Organisation" ("id", "name", "parentId") VALUES ($1, $1, $2)`, [id, parentId]);
      await client.query(platformRows, [id, number, number + platforms - 1]);
      number += platforms;
    }
    await client.query(pastReviewers);
    const ads = sampleAds(samplesOfEach).map(({ verdict, ...ad }, index) => ({
      ...{ ...ad, ...verdict, number: index % samplesOfEach },
    }));
    await client.query(sampleRows, [JSON.stringify(ads)]);
    await client.query('ANALYZE');
  });
}

/** Adds the postings `from` to `to` with all that hangs on them; the secondary indexes are taken away meanwhile and made anew. */
export async function growPostings(databaseUrl: string, from: number, to: number): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    const indexes = await dropIndexes(client);
    const middle = Math.floor((from + to) / 2);
    await Promise.all([
      withClient(databaseUrl, (one) => insertPostings(one, from, middle)),
      withClient(databaseUrl, (other) => insertPostings(other, middle + 1, to)),
    ]);
    const halves = [indexes.filter((_, index) => index % 2 === 0), indexes.filter((_, index) => index % 2 === 1)];
    await Promise.all(
      halves.map((half) =>
        withClient(databaseUrl, async (one) => {
          await one.query(`SET maintenance_work_mem = '512MB'`);
          for (const definition of half) await one.query(definition);
        }),
      ),
    );
    await client.query(runStatistics);
    await client.query('VACUUM ANALYZE');
  });
}

async function insertPostings(client: Client, from: number, to: number): Promise<void> {
  const step = 50_000;
  // Row by row, so that identifiers are inserted in their order, as they are when postings are crawled.
  await client.query('SET enable_hashjoin = off; SET enable_mergejoin = off');
  for (let first = from; first <= to; first += step) {
    const range = [first, Math.min(to, first + step - 1)];
    for (const statement of rows) await client.query(statement, range);
  }
}

/** Takes away the indexes that guard no uniqueness, and gives their definitions. */
async function dropIndexes(client: Client): Promise<readonly string[]> {
  const { rows: found } = await client.query<{ name: string; definition: string }>(`
    SELECT format('%I', indexname) AS "name", indexdef AS "definition" FROM pg_indexes
     WHERE tablename = ANY(ARRAY['CrawlTask', 'Capture', 'Posting', 'PostingVersion', 'Verdict', 'ReviewTask', 'Review'])
       AND indexdef NOT LIKE 'CREATE UNIQUE%'`);
  for (const { name } of found) await client.query(`DROP INDEX ${name}`);
  return found.map(({ definition }) => definition);
}

async function withClient(databaseUrl: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = await connectClient(databaseUrl);
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

const ground = `
  CREATE SCHEMA bench;
  -- UUID v7 of the n-th row of a kind, one each second.
  CREATE FUNCTION bench.id(kind text, n bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT overlay(overlay(md5(kind || n) PLACING lpad(to_hex(1763000000000 + n * 1000), 12, '0') || '7' FROM 1) PLACING '8' FROM 17)::uuid::text
  $$;
  -- A number in [0, 1): the same one for the same n and purpose.
  CREATE FUNCTION bench.chance(n bigint, purpose bigint) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (hashint8extended(n, purpose) & 2147483647)::float8 / 2147483648
  $$;
  CREATE FUNCTION bench.sha256(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT encode(sha256(convert_to(words, 'UTF8')), 'hex')
  $$;
  -- 6 in 100 are flagged, 4 borderline.
  CREATE FUNCTION bench.band(n bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN bench.chance(n, 1) < 0.06 THEN 'flagged' WHEN bench.chance(n, 1) < 0.1 THEN 'borderline' ELSE 'clear' END
  $$;
  -- To four digits, so that many share one, most of all near 0.
  CREATE FUNCTION bench.probability(n bigint) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT floor(10000 * CASE WHEN bench.chance(n, 1) < 0.06 THEN 0.9 + bench.chance(n, 2) / 10
                              WHEN bench.chance(n, 1) < 0.1 THEN 0.5 + 0.4 * bench.chance(n, 2)
                              ELSE 0.5 * bench.chance(n, 2) ^ 3 END) / 10000
  $$;
  CREATE FUNCTION bench.platform(n bigint) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT floor(bench.chance(n, 3) * 40)::int
  $$;
  CREATE FUNCTION bench.seen(n bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_timestamp(1763000000 + n)
  $$;
  CREATE TABLE bench.sample (
    "number" int, "isRental" boolean, "title" text, "company" text, "salary" text, "place" text, "publishedAt" text, "text" text,
    "categories" text[], "side" text, "reasons" jsonb, "terms" jsonb, "missing" text[], PRIMARY KEY ("number", "isRental"));
  INSERT INTO "ClassifierRelease" ("id", "blobSha256") VALUES ('bench-release', bench.sha256('release'));
  INSERT INTO "Agency" ("id", "name") SELECT bench.id('agency', n), '示例' || n || '人力资源有限公司' FROM generate_series(0, 1999) AS n;`;

const platformRows = `
  WITH platform AS (
    INSERT INTO "Platform" ("id", "organisationId", "name")
    SELECT 'bench-' || n, $1, '示例平台' || n FROM generate_series($2::int, $3::int) AS n RETURNING "id"
  ), version AS (
    INSERT INTO "PlatformVersion" ("id", "platformId", "number", "yaml", "sha256")
    SELECT 'version-' || "id", "id", 1, '', bench.sha256('') FROM platform RETURNING "id", "platformId"
  )
  INSERT INTO "CrawlRun" ("id", "platformVersionId", "state", "pageBudget", "startedAt", "finishedAt")
  SELECT 'run-' || "platformId", "id", 'finished', 1000000, now(), now() FROM version`;

const pastReviewers = `
  INSERT INTO "User" ("id", "organisationId", "username", "name", "email", "role")
  SELECT 'bench-past-' || n, 'bench-province', 'past' || n, '复核员' || n, 'past' || n || '@guazheng.invalid', 'reviewer'
    FROM generate_series(1, 2) AS n;
  INSERT INTO "UserSession" ("id", "userId", "origin", "startedAt", "endedAt")
  SELECT 'bench-past-' || n, 'bench-past-' || n, 'page', now(), now() FROM generate_series(1, 2) AS n`;

const sampleRows = `
  INSERT INTO bench.sample
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS ad(
    "number" int, "isRental" boolean, "title" text, "company" text, "salary" text, "place" text, "publishedAt" text, "text" text,
    "categories" text[], "side" text, "reasons" jsonb, "terms" jsonb, "missing" text[])`;

/** What a run counts when it has ended, as far as it is read here. */
const runStatistics = `
  UPDATE "CrawlRun" AS run SET "statistics" = jsonb_build_object(
           'lists', jsonb_build_object('done', 0, 'dead', 0, 'refused', 0),
           'details', jsonb_build_object('done', pages, 'dead', 0, 'refused', 0),
           'captured', jsonb_build_object('lists', 0, 'details', pages),
           'postings', pages, 'yield', 1, 'listYield', NULL, 'readableLists', NULL, 'emptyRates', NULL, 'meanTextLength', 560,
           'bytes', pages::bigint * 24000, 'errors', jsonb_build_object(), 'seconds', 1)
    FROM (SELECT "crawlRunId", count(*)::int AS pages FROM "CrawlTask" GROUP BY "crawlRunId") AS counted
   WHERE run."id" = counted."crawlRunId"`;

/** One posting in five was edited once. */
const versionsOf = (n: string) => `generate_series(1, CASE WHEN bench.chance(${n}, 4) < 0.2 THEN 2 ELSE 1 END)`;

/** Statements that add the postings $1 to $2, in the order in which rows refer to each other. */
const rows = [
  `INSERT INTO "CrawlTask" ("id", "crawlRunId", "url", "urlSha256", "kind", "state", "createdAt")
   SELECT bench.id('task', n), 'run-bench-' || bench.platform(n), 'https://bench.example/jobs/' || n || '.html',
          bench.sha256('https://bench.example/jobs/' || n || '.html'), 'detail', 'done', bench.seen(n)
     FROM generate_series($1::bigint, $2::bigint) AS n`,
  `INSERT INTO "Capture" ("id", "crawlTaskId", "finalUrl", "status", "method", "remoteAddress", "bodySha256", "bodyBytes", "record", "capturedAt")
   SELECT bench.id('capture', n), bench.id('task', n), 'https://bench.example/jobs/' || n || '.html', 200, 'http', '192.0.2.1',
          bench.sha256('body' || n), 24000,
          jsonb_build_object('url', 'https://bench.example/jobs/' || n || '.html', 'status', 200, 'headers', jsonb_build_array()),
          bench.seen(n)
     FROM generate_series($1::bigint, $2::bigint) AS n`,
  `INSERT INTO "Campaign" ("id", "createdAt")
   SELECT DISTINCT bench.id('campaign', n / 120), bench.seen(n / 120 * 120)
     FROM generate_series($1::bigint, $2::bigint) AS n ON CONFLICT DO NOTHING`,
  // Signatures of near-duplicates, in groups of two hundred postings of which some twenty are suspicious, are the same.
  `INSERT INTO "Posting" ("id", "platformId", "key", "keySha256", "url", "agencyId", "firstSeenAt", "lastSeenAt", "band", "probability",
                          "campaignId", "minHash", "lshBands")
   SELECT bench.id('posting', n), 'bench-' || bench.platform(n), n::text, bench.sha256(n::text),
          'https://bench.example/jobs/' || n || '.html',
          CASE WHEN bench.chance(n, 5) < 0.7 THEN bench.id('agency', floor(bench.chance(n, 6) * 2000)::bigint) END,
          bench.seen(n), bench.seen(n + 86400), bench.band(n), bench.probability(n),
          CASE WHEN bench.band(n) <> 'clear' AND bench.chance(n, 7) < 0.6 THEN bench.id('campaign', n / 120) END,
          signature."minHash", signature."lshBands"
     FROM generate_series($1::bigint / 200, $2::bigint / 200) AS alike
     CROSS JOIN LATERAL (SELECT array_agg(hashint8(alike * 1000 + i)) AS "minHash",
                                array_agg(hashint8(-alike * 1000 - i)) FILTER (WHERE i < 16) AS "lshBands"
                           FROM generate_series(0, 127) AS i) AS signature
     CROSS JOIN LATERAL generate_series(greatest($1::bigint, alike * 200), least($2::bigint, alike * 200 + 199)) AS n`,
  `INSERT INTO "PostingVersion" ("id", "postingId", "number", "contentSha256", "title", "company", "agency", "salary", "place", "headcount",
                                 "publishedAt", "text", "captureId", "seenAt")
   SELECT bench.id('version' || edition, n), bench.id('posting', n), edition, bench.sha256(n || '.' || edition), sample."title" || n,
          sample."company", '', sample."salary", sample."place", '', sample."publishedAt", sample."text" || edition,
          bench.id('capture', n), bench.seen(n)
     FROM generate_series($1::bigint, $2::bigint) AS n
     CROSS JOIN LATERAL ${versionsOf('n')} AS edition
     JOIN bench.sample ON sample."number" = floor(bench.chance(n, 8) * ${samplesOfEach})::int AND sample."isRental" = (bench.band(n) <> 'clear')`,
  `INSERT INTO "Verdict" ("id", "postingVersionId", "releaseId", "band", "probability", "categories", "side", "reasons", "terms", "missing",
                          "createdAt")
   SELECT bench.id('verdict' || edition, n), bench.id('version' || edition, n), 'bench-release', bench.band(n), bench.probability(n),
          sample."categories", sample."side", sample."reasons", sample."terms", sample."missing", bench.seen(n)
     FROM generate_series($1::bigint, $2::bigint) AS n
     CROSS JOIN LATERAL ${versionsOf('n')} AS edition
     JOIN bench.sample ON sample."number" = floor(bench.chance(n, 8) * ${samplesOfEach})::int AND sample."isRental" = (bench.band(n) <> 'clear')`,
  // 30 in 100 are closed, 5 wait for a second person, 1 for a supervisor.
  `INSERT INTO "ReviewTask" ("id", "postingVersionId", "postingId", "platformId", "organisationId", "stage", "band", "rank", "certainty",
                             "enteredAt", "outcome", "closedAt", "decidedByIds")
   SELECT bench.id('review', n), bench.id('version' || newest, n), bench.id('posting', n), platform."id", platform."organisationId",
          (CASE WHEN drawn < 0.3 THEN 'closed' WHEN drawn < 0.35 THEN 'second' WHEN drawn < 0.36 THEN 'ruling' ELSE 'first' END)::"ReviewTaskStage",
          bench.band(n), bench.probability(n), abs(bench.probability(n) - 0.5), bench.seen(n),
          CASE WHEN drawn < 0.2 THEN 'confirmed' WHEN drawn < 0.3 THEN 'dismissed' END,
          CASE WHEN drawn < 0.3 THEN bench.seen(n + 90000) END,
          CASE WHEN drawn < 0.2 OR drawn BETWEEN 0.35 AND 0.36 THEN ARRAY['bench-past-1', 'bench-past-2']
               WHEN drawn < 0.35 THEN ARRAY['bench-past-1'] ELSE '{}' END
     FROM generate_series($1::bigint, $2::bigint) AS n
     CROSS JOIN LATERAL (SELECT max(edition) AS newest FROM ${versionsOf('n')} AS edition) AS version
     CROSS JOIN LATERAL bench.chance(n, 9) AS drawn
     JOIN "Platform" AS platform ON platform."id" = 'bench-' || bench.platform(n)
    WHERE bench.band(n) <> 'clear'`,
  `INSERT INTO "Review" ("id", "postingVersionId", "userId", "sessionId", "by", "stage", "decision", "categories", "dismissal", "decidedAt")
   SELECT bench.id('decision' || person, n), task."postingVersionId", 'bench-past-' || person, 'bench-past-' || person,
          jsonb_build_object('id', 'bench-past-' || person, 'name', '复核员' || person, 'credentialNumber', '', 'role', 'reviewer'),
          CASE person WHEN 1 THEN 'first' ELSE 'second' END,
          CASE WHEN task."outcome" = 'dismissed' OR (task."stage" = 'ruling' AND person = 2) THEN 'dismissed' ELSE 'confirmed' END,
          '{}', CASE WHEN task."outcome" = 'dismissed' OR (task."stage" = 'ruling' AND person = 2) THEN 'other' END, bench.seen(n + 80000 + person)
     FROM generate_series($1::bigint, $2::bigint) AS n
     JOIN "ReviewTask" AS task ON task."id" = bench.id('review', n)
     CROSS JOIN LATERAL generate_series(1, cardinality(task."decidedByIds")) AS person`,
];
