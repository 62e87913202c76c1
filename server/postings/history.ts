import { z } from 'zod';
import type { PostingHistory } from '../../contracts/api/reviews.js';
import type { Database } from '../../prisma/open-database.js';
import { RequestError } from '../request-error.js';
import { readReviewsOf } from '../reviews/read-reviews.js';
import { wordDifference } from '../reviews/word-difference.js';
import type { Session } from '../session.js';
import { describeEvent } from './describe-event.js';
import { maskContacts } from './mask-contacts.js';
import { within } from './within-jurisdiction.js';

type Reader = Pick<Session, 'person' | 'jurisdiction'>;

const comparedFields = [
  'title',
  'company',
  'agency',
  'salary',
  'place',
  'headcount',
  'publishedAt',
  'text',
] as const satisfies readonly string[];

/** Most versions, newest ones, events and ads of the campaign that are shown. */
const mostShown = 50;

/** What has become of a posting and what it belongs to, contacts covered; RequestError 404 outside the jurisdiction. */
export async function readHistory(db: Database, session: Reader, id: string): Promise<PostingHistory> {
  const posting = await db.posting.findFirst({
    where: { id, platform: within(session.jurisdiction) },
    include: {
      agency: true,
      versions: { orderBy: { number: 'desc' }, take: mostShown + 1 },
      events: { orderBy: { at: 'desc' }, take: mostShown },
      captureOrders: {
        where: { capture: { isNot: null } },
        include: { capture: { include: { _count: { select: { confirmations: true } } } } },
        orderBy: { createdAt: 'desc' },
      },
    },
  });
  if (posting === null) throw new RequestError(404, 'posting_unknown', '没有这条招聘信息，可能已按保存期限删除。');
  const { versions, agency } = posting;
  const [reviews, figures, campaign] = await Promise.all([
    readReviewsOf(db, session, { postingId: id }),
    agency === null ? null : countOfAgency(db, session, agency.id),
    posting.campaignId === null ? null : readCampaign(db, session, posting.campaignId, id),
  ]);
  return {
    versions: versions.slice(0, mostShown).map((version, index) => ({
      ...{ number: version.number, seenAt: version.seenAt.toISOString(), captureId: version.captureId },
      changed: changesSince(versions[index + 1], version),
    })),
    events: posting.events.map(({ kind, at, detail }) => ({
      ...{ kind, at: at.toISOString(), detail: maskContacts(describeEvent(detail)) },
    })),
    reviews,
    agency:
      agency === null || figures === null
        ? null
        : {
            ...{ id: agency.id, name: maskContacts(agency.name) },
            ...{ creditCode: agency.creditCode, licenceNumber: agency.licenceNumber, ...figures },
          },
    campaign,
    fullCaptures: posting.captureOrders.flatMap(({ reason, capture }) =>
      capture === null
        ? []
        : [
            {
              ...{ id: capture.id, capturedAt: capture.capturedAt.toISOString(), reason },
              ...{ comparison: capture.comparison, confirmations: capture._count.confirmations },
            },
          ],
    ),
  };
}

type Words = Readonly<Record<(typeof comparedFields)[number], string>>;

function changesSince(before: Words | undefined, after: Words): PostingHistory['versions'][number]['changed'] {
  if (before === undefined) return [];
  return comparedFields
    .filter((field) => before[field] !== after[field])
    .map((field) => ({ field, pieces: wordDifference(maskContacts(before[field]), maskContacts(after[field])) }));
}

const agencyFigures = z.object({ postings: z.int(), flagged: z.int(), confirmed: z.int(), dismissed: z.int() });

/** What an agency advertises on the jurisdiction's platforms, and what people decided on it. */
async function countOfAgency(db: Database, { jurisdiction }: Reader, agencyId: string) {
  const [row] = await db.$queryRaw<unknown[]>`
    SELECT count(DISTINCT posting."id")::int AS "postings",
           (count(DISTINCT posting."id") FILTER (WHERE posting."band" = 'flagged'))::int AS "flagged",
           (count(DISTINCT posting."id") FILTER (WHERE task."outcome" = 'confirmed'))::int AS "confirmed",
           (count(DISTINCT posting."id") FILTER (WHERE task."outcome" = 'dismissed'))::int AS "dismissed"
      FROM "Posting" posting
      JOIN "Platform" platform ON platform."id" = posting."platformId"
      LEFT JOIN "ReviewTask" task ON task."postingId" = posting."id"
     WHERE posting."agencyId" = ${agencyId} AND platform."organisationId" = ANY(${[...jurisdiction]}::text[])`;
  return agencyFigures.parse(row);
}

const campaignMember = z.object({
  id: z.string(),
  title: z.string(),
  platform: z.string(),
  agency: z.string(),
  firstSeenAt: z.date(),
  outcome: z.enum(['confirmed', 'dismissed']).nullable(),
});

async function readCampaign(
  db: Database,
  { jurisdiction }: Reader,
  campaignId: string,
  postingId: string,
): Promise<PostingHistory['campaign']> {
  const mine = { campaignId, platform: within(jurisdiction) };
  const [size, rows] = await Promise.all([
    db.posting.count({ where: mine }),
    db.$queryRaw<unknown[]>`
      SELECT member."id", version."title", platform."name" AS "platform", version."agency", member."firstSeenAt",
             (SELECT task."outcome" FROM "ReviewTask" task
               WHERE task."postingId" = member."id" AND task."outcome" IS NOT NULL ORDER BY task."closedAt" DESC LIMIT 1) AS "outcome"
        FROM (SELECT posting.* FROM "Posting" posting JOIN "Platform" platform ON platform."id" = posting."platformId"
               WHERE posting."campaignId" = ${campaignId} AND posting."id" <> ${postingId}
                 AND platform."organisationId" = ANY(${[...jurisdiction]}::text[])
               ORDER BY posting."id" DESC LIMIT ${mostShown}) AS member
        JOIN "Platform" platform ON platform."id" = member."platformId"
       CROSS JOIN LATERAL (SELECT "title", "agency" FROM "PostingVersion" WHERE "postingId" = member."id"
                            ORDER BY "number" DESC LIMIT 1) AS version
       ORDER BY member."id" DESC`,
  ]);
  return {
    id: campaignId,
    size,
    postings: z
      .array(campaignMember)
      .parse(rows)
      .map(({ firstSeenAt, title, agency, ...member }) => ({
        ...member,
        ...{ title: maskContacts(title), agency: maskContacts(agency), firstSeenAt: firstSeenAt.toISOString() },
      })),
  };
}
