import {
  type PostingDetail,
  type PostingList,
  type PostingSummary,
  postingDetail,
  postingSummary,
} from '../contracts/api.js';
import { type Band, band } from '../contracts/verdict.js';
import type { Database, Prisma } from '../prisma/open-database.js';
import { literally } from './like-pattern.js';
import { encodeCursor } from './posting-cursor.js';
import type { PostingQuery } from './query.js';
import { RequestError } from './request-error.js';

/** The version that is shown: the newest one that has been judged, with its newest verdict. */
const judgedVersion = {
  where: { verdicts: { some: {} } },
  orderBy: { number: 'desc' },
  take: 1,
} as const;
/** Identifiers sort by time (UUID v7). */
const newestVerdict = { orderBy: { id: 'desc' }, take: 1 } as const;

/**
 * A page of judged postings, the most probable first, ties by id.
 *
 * Pages follow each other by key, not by number: postings that arrive while somebody reads are neither shown twice nor
 * push others past a page's end, and page 1,000 costs as much as page 1. Each band is read along its own index
 * (band, probability, id); without a band in the query the three are merged.
 */
export async function listPostings(db: Database, query: PostingQuery): Promise<PostingList> {
  const bands = query.band === undefined ? band.options : [query.band];
  const pages = await Promise.all(bands.map((each) => readBand(db, each, query)));
  const rows = pages.flat().sort((a, b) => b.probability - a.probability || (a.id < b.id ? -1 : 1));
  const postings = rows.slice(0, query.limit);
  const last = postings.at(-1);
  return { postings, next: last !== undefined && rows.length > query.limit ? encodeCursor(last) : null };
}

/** Up to `limit` + 1 postings of one band: the one too many tells whether there is another page. */
async function readBand(db: Database, oneBand: Band, query: PostingQuery): Promise<PostingSummary[]> {
  const rows = await db.posting.findMany({
    where: {
      band: oneBand,
      versions: { some: { verdicts: { some: {} } } },
      AND: [afterPosition(query), filters(query)],
    },
    orderBy: [{ probability: 'desc' }, { id: 'asc' }],
    take: query.limit + 1,
    select: {
      id: true,
      band: true,
      probability: true,
      firstSeenAt: true,
      agencyId: true,
      platform: { select: { id: true, name: true } },
      versions: {
        ...judgedVersion,
        select: {
          title: true,
          company: true,
          agency: true,
          verdicts: { ...newestVerdict, select: { categories: true } },
        },
      },
    },
  });
  return rows.map((row) => {
    const version = row.versions[0];
    return postingSummary.parse({
      ...row,
      ...version,
      categories: version?.verdicts[0]?.categories,
      firstSeenAt: row.firstSeenAt.toISOString(),
    });
  });
}

/** The bound `probability <= p` lets PostgreSQL start in the middle of the index; the rest settles ties. */
function afterPosition({ after }: PostingQuery): Prisma.PostingWhereInput {
  if (after === undefined) return { probability: { not: null } };
  const { probability, id } = after;
  return { probability: { lte: probability }, OR: [{ probability: { lt: probability } }, { id: { gt: id } }] };
}

function filters({ platform, agency, q }: PostingQuery): Prisma.PostingWhereInput {
  return {
    ...(platform === undefined ? {} : { platformId: platform }),
    ...(agency === undefined ? {} : { agencyId: agency }),
    ...(q === undefined || q === '' ? {} : { versions: { some: { OR: fieldsContaining(q) } } }),
  };
}

/** Searched in every version, so that an ad is still found by words that its author has since removed. */
function fieldsContaining(words: string): Prisma.PostingVersionWhereInput[] {
  const contains = { contains: literally(words), mode: 'insensitive' } as const;
  return [{ title: contains }, { company: contains }, { agency: contains }, { place: contains }, { text: contains }];
}

/** One posting with its newest verdict and capture; RequestError 404 when there is none, or no verdict yet. */
export async function readPosting(db: Database, id: string): Promise<PostingDetail> {
  const posting = await db.posting.findUnique({
    where: { id },
    include: {
      platform: { select: { id: true, name: true } },
      versions: { ...judgedVersion, include: { capture: { omit: { record: true } }, verdicts: newestVerdict } },
    },
  });
  if (posting === null) throw new RequestError(404, 'posting_unknown', '没有这条招聘信息，可能已按保存期限删除。');
  const version = posting.versions[0];
  const verdict = version?.verdicts[0];
  if (version === undefined || verdict === undefined) {
    throw new RequestError(404, 'posting_unjudged', '这条招聘信息尚未研判，请稍后再看。');
  }
  const { capture } = version;
  return postingDetail.parse({
    ...version,
    ...verdict,
    ...posting,
    band: verdict.band,
    probability: verdict.probability,
    release: verdict.releaseId,
    firstSeenAt: posting.firstSeenAt.toISOString(),
    lastSeenAt: posting.lastSeenAt.toISOString(),
    capture: {
      ...capture,
      capturedAt: capture.capturedAt.toISOString(),
      sha256: capture.bodySha256,
      bytes: capture.bodyBytes,
      screenshot: capture.screenshotSha256 !== null,
    },
  });
}
