import { type PostingDetail, postingDetail } from '../../contracts/api/postings.js';
import { type Database, Prisma } from '../../prisma/open-database.js';
import { RequestError } from '../request-error.js';
import type { Session } from '../session.js';
import { maskPosting } from './mask-posting.js';

interface PostingRow {
  readonly platformId: string;
  readonly platformName: string;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  /** Null, like the rest of its version, where none is judged. */
  readonly title: string | null;
  readonly captureId: string;
  readonly capturedAt: Date;
}

/** One posting with its newest verdict and capture, contacts covered; RequestError 404 when there is none, or no verdict yet. */
export async function readPosting(
  db: Database,
  session: Pick<Session, 'jurisdiction'>,
  id: string,
  versionId?: string,
): Promise<PostingDetail> {
  return maskPosting(await readPostingInFull(db, session, id, versionId));
}

/**
 * The same with its contacts, for who has asked for them.
 * @param versionId the version that is shown; without it the newest one that has been judged
 */
export async function readPostingInFull(
  db: Database,
  { jurisdiction }: Pick<Session, 'jurisdiction'>,
  id: string,
  versionId?: string,
): Promise<PostingDetail> {
  const version = versionId === undefined ? Prisma.empty : Prisma.sql`AND version."id" = ${versionId}`;
  // One statement for what is asked for with every advertisement; identifiers of verdicts sort by time (UUID v7).
  const [row] = await db.$queryRaw<PostingRow[]>`
    SELECT posting."id", posting."url", posting."agencyId", posting."firstSeenAt", posting."lastSeenAt",
           platform."id" AS "platformId", platform."name" AS "platformName", judged.*
      FROM "Posting" AS posting JOIN "Platform" AS platform ON platform."id" = posting."platformId"
      LEFT JOIN LATERAL (
        SELECT version."title", version."company", version."agency", version."salary", version."place", version."headcount",
               version."publishedAt", version."text", verdict."band", verdict."probability", verdict."categories", verdict."side",
               verdict."reasons", verdict."terms", verdict."missing", verdict."releaseId" AS "release", capture."id" AS "captureId",
               capture."capturedAt", capture."finalUrl", capture."status", capture."remoteAddress", capture."method",
               capture."bodySha256" AS "sha256", capture."bodyBytes" AS "bytes", capture."screenshotSha256" IS NOT NULL AS "screenshot"
          FROM "PostingVersion" AS version
          JOIN "Verdict" AS verdict ON verdict."postingVersionId" = version."id"
          JOIN "Capture" AS capture ON capture."id" = version."captureId"
         WHERE version."postingId" = posting."id" ${version}
         ORDER BY version."number" DESC, verdict."id" DESC LIMIT 1) AS judged ON true
     WHERE posting."id" = ${id} AND platform."organisationId" = ANY(${[...jurisdiction]}::text[])`;
  if (row === undefined) throw new RequestError(404, 'posting_unknown', '没有这条招聘信息，可能已按保存期限删除。');
  if (row.title === null) throw new RequestError(404, 'posting_unjudged', '这条招聘信息尚未研判，请稍后再看。');
  return postingDetail.parse({
    ...row,
    platform: { id: row.platformId, name: row.platformName },
    firstSeenAt: row.firstSeenAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    capture: { ...row, id: row.captureId, capturedAt: row.capturedAt.toISOString() },
  });
}
