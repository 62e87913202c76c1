import { z } from 'zod';
import { obstacleOf } from '../../casework/reviews/withdraw-review.js';
import { type Review, review } from '../../contracts/api/reviews.js';
import { namedPerson } from '../../contracts/evidence-record.js';
import { type Database, Prisma } from '../../prisma/open-database.js';
import { maskContacts } from '../postings/mask-contacts.js';
import type { Session } from '../session.js';

const row = review
  .omit({ by: true, at: true, withdrawnAt: true, canWithdraw: true })
  .extend({ by: namedPerson, decidedAt: z.date(), withdrawnAt: z.date().nullable(), obstacle: z.string().nullable() });

type Reader = Pick<Session, 'person' | 'jurisdiction'>;

/** Decisions by their ids, in that order. */
export async function readReviews(db: Database, session: Reader, ids: readonly string[]): Promise<Review[]> {
  const found = await select(db, session, Prisma.sql`review."id" = ANY(${[...ids]}::text[])`, Prisma.empty);
  return ids.flatMap((id) => found.find((each) => each.id === id) ?? []);
}

/** Decisions on a version or posting, oldest first. */
export function readReviewsOf(
  db: Database,
  session: Reader,
  subject: { readonly postingVersionId: string } | { readonly postingId: string },
): Promise<Review[]> {
  const where =
    'postingId' in subject
      ? Prisma.sql`version."postingId" = ${subject.postingId}`
      : Prisma.sql`review."postingVersionId" = ${subject.postingVersionId}`;
  return select(db, session, where, Prisma.sql`ORDER BY review."id"`);
}

/** What the person decided last, newest first. */
export function readOwnReviews(db: Database, session: Reader, limit: number): Promise<Review[]> {
  return select(
    db,
    session,
    Prisma.sql`review."userId" = ${session.person.id}`,
    Prisma.sql`ORDER BY review."id" DESC LIMIT ${limit}`,
  );
}

async function select(
  db: Database,
  { person, jurisdiction }: Reader,
  where: Prisma.Sql,
  rest: Prisma.Sql,
): Promise<Review[]> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT review."id", coalesce(task."id", '') AS "taskId", version."postingId", version."title", review."stage", review."decision",
           review."categories", review."articles", review."dismissal", review."note", review."bulkId", review."by", review."decidedAt",
           withdrawal."withdrawnAt", CASE WHEN review."userId" = ${person.id} THEN ${obstacleOf} ELSE 'not_own' END AS "obstacle"
      FROM "Review" review
      JOIN "PostingVersion" version ON version."id" = review."postingVersionId"
      JOIN "Posting" posting ON posting."id" = version."postingId"
      JOIN "Platform" platform ON platform."id" = posting."platformId"
      LEFT JOIN "ReviewTask" task ON task."postingVersionId" = version."id"
      LEFT JOIN "ReviewWithdrawal" withdrawal ON withdrawal."reviewId" = review."id"
     WHERE platform."organisationId" = ANY(${[...jurisdiction]}::text[]) AND ${where} ${rest}`;
  return z
    .array(row)
    .parse(rows)
    .map(({ by: { id, name }, decidedAt, withdrawnAt, obstacle, title, ...more }) => ({
      ...more,
      title: maskContacts(title),
      by: { id, name },
      at: decidedAt.toISOString(),
      withdrawnAt: withdrawnAt?.toISOString() ?? null,
      canWithdraw: obstacle === null,
    }));
}
