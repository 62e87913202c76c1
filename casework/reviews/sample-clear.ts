import { randomBytes, randomInt } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import { type Database, Prisma, type Transaction } from '../../prisma/open-database.js';

/**
 * Draws clear postings into the review queue, once for each organisation with platforms and each calendar day in Asia/Shanghai, so that what
 * the classifier misses is seen. Whoever decides cannot tell them from the others: each gets a rank and a time between those of tasks that wait.
 *
 * Every clear, live posting whose newest version is in no queue is drawn with the same probability: the smallest hashes of a random seed and
 * the posting's id. That reads all of them once a day. Cheaper ways draw some more often than others: a random point among identifiers that
 * sort by time favours the first posting after a pause, and TABLESAMPLE takes pages of the table, on which postings of one crawl lie together.
 *
 * @param size how many of each organisation
 * @returns how many were drawn now
 */
export async function sampleClear(database: Database, size: number, now: Date): Promise<number> {
  const day = dayInShanghai(now);
  const organisations = await database.organisation.findMany({
    where: { platforms: { some: {} }, samples: { none: { day } } },
    orderBy: { id: 'asc' },
    select: { id: true },
  });
  let drawn = 0;
  for (const { id } of organisations) drawn += await sampleOrganisation(database, id, day, size, now);
  return drawn;
}

function sampleOrganisation(
  database: Database,
  organisationId: string,
  day: string,
  size: number,
  now: Date,
): Promise<number> {
  return database.$transaction(async (transaction) => {
    // Of several workers at once one draws; the others find its row when they have waited.
    await transaction.$executeRaw`SELECT 1 FROM "Organisation" WHERE "id" = ${organisationId} FOR NO KEY UPDATE`;
    if ((await transaction.reviewSample.count({ where: { organisationId, day } })) > 0) return 0;
    const { population, postings } = await draw(transaction, organisationId, size);
    const sample = { id: newId(), organisationId, day, population, drawn: postings.length };
    await transaction.reviewSample.create({ data: { ...sample, drawnAt: now } });
    const guises = await drawGuises(transaction, organisationId, postings.length, now);
    const tasks = postings.map(({ postingId, postingVersionId, platformId }, index) => {
      const { rank, enteredAt } = guises[index] ?? { rank: 0.5, enteredAt: now };
      return {
        // Identifiers tell when they were made.
        ...{ id: newId({ msecs: enteredAt.getTime() }), postingVersionId, postingId, platformId, organisationId },
        ...{ band: 'clear', rank, certainty: Math.abs(rank - 0.5), sampleId: sample.id, enteredAt, decidedByIds: [] },
      };
    });
    // One that was entered in between is in the queue already.
    await transaction.reviewTask.createMany({ data: tasks, skipDuplicates: true });
    const subjectSha256 = sha256(canonicalJson({ ...sample, at: now.toISOString() }));
    await appendLedgerEntries(transaction, [{ kind: 'sample.drawn', subjectId: sample.id, subjectSha256 }], now);
    return postings.length;
  });
}

interface Drawn {
  readonly postingId: string;
  readonly postingVersionId: string;
  readonly platformId: string;
}

async function draw(
  transaction: Transaction,
  organisationId: string,
  size: number,
): Promise<{ population: number; postings: readonly Drawn[] }> {
  const eligible = Prisma.sql`
    "Posting" posting
      JOIN "Platform" platform ON platform."id" = posting."platformId" AND platform."organisationId" = ${organisationId}
     WHERE posting."band" = 'clear' AND posting."state" = 'live'
       AND NOT EXISTS (
         SELECT 1 FROM "ReviewTask" task JOIN "PostingVersion" version ON version."id" = task."postingVersionId"
          WHERE task."postingId" = posting."id"
            AND NOT EXISTS (SELECT 1 FROM "PostingVersion" newer
                             WHERE newer."postingId" = posting."id" AND newer."number" > version."number"))`;
  const [counted] = await transaction.$queryRaw<{ population: number }[]>`
    SELECT count(*)::int AS "population" FROM ${eligible}`;
  const seed = randomBytes(16).toString('hex');
  const postings = await transaction.$queryRaw<Drawn[]>`
    SELECT drawn."postingId", drawn."platformId", version."id" AS "postingVersionId"
      FROM (SELECT posting."id" AS "postingId", posting."platformId" FROM ${eligible}
             ORDER BY md5(${seed} || posting."id") LIMIT ${size}) AS drawn
      CROSS JOIN LATERAL (SELECT "id" FROM "PostingVersion" WHERE "postingId" = drawn."postingId" ORDER BY "number" DESC LIMIT 1) AS version`;
  return { population: Math.max(counted?.population ?? 0, postings.length), postings };
}

interface Guise {
  readonly rank: number;
  readonly enteredAt: Date;
}

/**
 * Ranks and times beside those of tasks that wait at the first stage, each of its own: one that two tasks have to the last digit would tell
 * the copy. Where nothing waits, ranks as suspicious ads have them.
 */
async function drawGuises(
  transaction: Transaction,
  organisationId: string,
  count: number,
  now: Date,
): Promise<readonly Guise[]> {
  const seed = randomBytes(16).toString('hex');
  const waiting = await transaction.$queryRaw<Guise[]>`
    SELECT "rank", "enteredAt" FROM "ReviewTask"
     WHERE "organisationId" = ${organisationId} AND "stage" = 'first' ORDER BY md5(${seed} || "id") LIMIT ${count}`;
  const taken = await readTimes(
    transaction,
    organisationId,
    waiting.map(({ enteredAt }) => enteredAt),
  );
  const guises: Guise[] = [];
  for (let index = 0; index < count; index++) {
    const model = waiting[index % Math.max(waiting.length, 1)];
    const rank = model === undefined ? 0.5 + fraction() / 2 : await drawRank(transaction, organisationId, model.rank);
    guises.push({ rank, enteredAt: drawTime(model?.enteredAt ?? now, now, taken) });
  }
  return guises;
}

/** Between the rank of a task and the next lower one, so that no other place in the queue changes; for the lowest, the next higher one. */
async function drawRank(transaction: Transaction, organisationId: string, rank: number): Promise<number> {
  const [beside] = await transaction.$queryRaw<{ lower: number | null; higher: number | null }[]>`
    SELECT (SELECT max("rank") FROM "ReviewTask"
             WHERE "organisationId" = ${organisationId} AND "stage" = 'first' AND "rank" < ${rank}) AS "lower",
           (SELECT min("rank") FROM "ReviewTask"
             WHERE "organisationId" = ${organisationId} AND "stage" = 'first' AND "rank" > ${rank}) AS "higher"`;
  return rank + ((beside?.lower ?? beside?.higher ?? rank - smallestGap) - rank) * fraction();
}

/** Where only one rank waits. */
const smallestGap = 0.001;
/** As far as an entry lies from the one beside it, in milliseconds. */
const nearby = 5 * 60_000;
const dayLength = 24 * 60 * 60_000;

/** When tasks that wait were entered, near these times, in milliseconds. */
async function readTimes(
  transaction: Transaction,
  organisationId: string,
  near: readonly Date[],
): Promise<Set<number>> {
  const rows = await transaction.$queryRaw<{ enteredAt: Date }[]>`
    SELECT DISTINCT task."enteredAt" FROM unnest(${[...near]}::timestamptz[]) AS model("at")
      JOIN "ReviewTask" task ON task."enteredAt" BETWEEN model."at" - interval '5 minutes' AND model."at" + interval '5 minutes'
     WHERE task."organisationId" = ${organisationId} AND task."stage" IN ('first', 'second', 'ruling')`;
  return new Set(rows.map(({ enteredAt }) => enteredAt.getTime()));
}

/** A millisecond that nothing has, near `at` and on its day in Shanghai, not after `now`; it is taken then. */
function drawTime(at: Date, now: Date, taken: Set<number>): Date {
  const midnight = Math.floor((at.getTime() + shanghaiAhead) / dayLength) * dayLength - shanghaiAhead;
  const from = Math.max(midnight, at.getTime() - nearby);
  const until = Math.max(from, Math.min(midnight + dayLength - 1, at.getTime() + nearby, now.getTime()));
  let time = randomInt(from, until + 1);
  // In the first moments of a day all of them may be taken: then the next that is free.
  for (let tries = until - from; taken.has(time); tries--) time = tries > 0 ? randomInt(from, until + 1) : time + 1;
  taken.add(time);
  return new Date(time);
}

/** Above 0 and below 1. */
const fraction = (): number => randomInt(1, 2 ** 47) / 2 ** 47;

/** China has had one time zone without summer time since 1991: UTC+8. */
const shanghaiAhead = 8 * 60 * 60_000;

/** YYYY-MM-DD */
function dayInShanghai(at: Date): string {
  return new Date(at.getTime() + shanghaiAhead).toISOString().slice(0, 10);
}
