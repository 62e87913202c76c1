import type { PostingRow } from '../../contracts/posting-row.js';
import type { Dismissal } from '../../contracts/review.js';
import { type Database, Prisma } from '../../prisma/open-database.js';

/** A posting as people decided on it. */
export type ReviewedPosting = PostingRow & { readonly id: string; readonly label: 'rental' | 'genuine' };

/** Dismissals that say that a posting is none of rental; the others say only that it is not pursued. */
const genuine: readonly Dismissal[] = [
  'genuine_employment',
  'refuses_rental',
  'notice_or_news',
  'training_or_examination',
];

interface Row {
  readonly id: string;
  readonly outcome: 'confirmed' | 'dismissed';
  readonly dismissal: string | null;
  readonly sampled: boolean;
  readonly title: string;
  readonly company: string;
  readonly agency: string;
  readonly salary: string;
  readonly place: string;
  readonly headcount: string;
  readonly publishedAt: string;
  readonly text: string;
}

/** Versions that are read from the database at once. */
const page = 500;

/**
 * Labels for the next release: versions of postings whose review is closed, `rental` where two people confirmed, `genuine` where it was
 * dismissed for a reason that says so. What was withdrawn is open again and no label. Those from the random sample of clear postings are the
 * slice `sample`: on them recall can be measured.
 *
 * @param jurisdiction organisations whose postings count
 * @param maskContacts takes personal contacts out of a row
 */
export async function* labelsFromReviews(
  database: Database,
  jurisdiction: readonly string[] | 'all',
  maskContacts: (row: PostingRow) => PostingRow,
): AsyncGenerator<ReviewedPosting> {
  for await (const row of closedReviews(database, jurisdiction)) {
    const label = labelOf(row);
    if (label === undefined) continue;
    const { id, outcome: _outcome, dismissal: _dismissal, sampled, ...words } = row;
    const filled = Object.fromEntries(Object.entries(words).filter(([, text]) => text !== ''));
    const masked = maskContacts({ ...filled, text: row.text });
    yield { ...masked, id, label, slice: sampled ? 'sample' : 'reviewed' };
  }
}

/** How many of them there are. */
export async function countLabels(
  database: Database,
  jurisdiction: readonly string[] | 'all',
): Promise<{ rental: number; genuine: number; sample: number; left: number }> {
  const rows = await database.$queryRaw<{ outcome: string; dismissal: string | null; sampled: boolean; n: number }[]>`
    SELECT "outcome", "dismissal", "sampled", count(*)::int AS "n" FROM (${closed(jurisdiction)}) AS closed
     GROUP BY "outcome", "dismissal", "sampled"`;
  const counts = { rental: 0, genuine: 0, sample: 0, left: 0 };
  for (const { n, ...row } of rows) {
    const label = labelOf(row);
    counts[label ?? 'left'] += n;
    if (label !== undefined && row.sampled) counts.sample += n;
  }
  return counts;
}

function labelOf({
  outcome,
  dismissal,
}: {
  outcome: string;
  dismissal: string | null;
}): 'rental' | 'genuine' | undefined {
  if (outcome === 'confirmed') return 'rental';
  return genuine.some((reason) => reason === dismissal) ? 'genuine' : undefined;
}

/** Closed tasks, each with the reason of the newest dismissal that was not taken back. */
function closed(jurisdiction: readonly string[] | 'all'): Prisma.Sql {
  const inside =
    jurisdiction === 'all' ? Prisma.empty : Prisma.sql`AND platform."organisationId" = ANY(${[...jurisdiction]})`;
  return Prisma.sql`
    SELECT task."id" AS "taskId", task."postingVersionId", task."outcome", task."sampleId" IS NOT NULL AS "sampled",
           CASE WHEN task."outcome" = 'dismissed' THEN (
             SELECT review."dismissal" FROM "Review" review
              WHERE review."postingVersionId" = task."postingVersionId" AND review."decision" = 'dismissed'
                AND NOT EXISTS (SELECT 1 FROM "ReviewWithdrawal" withdrawal WHERE withdrawal."reviewId" = review."id")
              ORDER BY review."id" DESC LIMIT 1
           ) END AS "dismissal"
      FROM "ReviewTask" task JOIN "Platform" platform ON platform."id" = task."platformId"
     WHERE task."stage" = 'closed' AND task."outcome" IN ('confirmed', 'dismissed') ${inside}`;
}

async function* closedReviews(database: Database, jurisdiction: readonly string[] | 'all'): AsyncGenerator<Row> {
  for (let after = ''; ; ) {
    const rows = await database.$queryRaw<(Row & { taskId: string })[]>`
      SELECT closed."taskId", version."id", closed."outcome", closed."dismissal", closed."sampled", version."title", version."company",
             version."agency", version."salary", version."place", version."headcount", version."publishedAt", version."text"
        FROM (${closed(jurisdiction)}) AS closed JOIN "PostingVersion" version ON version."id" = closed."postingVersionId"
       WHERE closed."taskId" > ${after} ORDER BY closed."taskId" LIMIT ${page}`;
    for (const { taskId, ...row } of rows) {
      after = taskId;
      yield row;
    }
    if (rows.length < page) return;
  }
}
