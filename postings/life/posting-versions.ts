import type { Transaction } from '../../prisma/open-database.js';
import type { PostingContent } from '../hash-content.js';

/** A PostingVersion row. */
export interface VersionRow extends PostingContent {
  readonly id: string;
  readonly postingId: string;
  readonly number: number;
  readonly contentSha256: string;
  readonly captureId: string;
  readonly seenAt: Date;
}

export interface NewestVersion {
  readonly id: string;
  readonly number: number;
  readonly contentSha256: string;
  /** Only where other words were seen: nobody else needs the long text. */
  readonly content: PostingContent | undefined;
  /** Whether a list had said something of it when it was read. Only with `content`. */
  readonly isListed: boolean | undefined;
}

/**
 * The newest version of each posting that has one.
 *
 * @param words for each posting id the content hashes that were seen of it
 */
export async function newestVersions(
  transaction: Transaction,
  words: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<Map<string, NewestVersion>> {
  const newest = await transaction.$queryRaw<Omit<VersionRow, keyof PostingContent>[]>`
    SELECT version.*
      FROM unnest(${[...words.keys()]}::text[]) AS wanted("id")
      CROSS JOIN LATERAL (
        SELECT "id", "postingId", "number", "contentSha256" FROM "PostingVersion"
         WHERE "postingId" = wanted."id" ORDER BY "number" DESC LIMIT 1
      ) AS version`;
  const changed = newest.filter(({ postingId, contentSha256 }) => {
    const seen = words.get(postingId);
    return seen === undefined || seen.size > 1 || !seen.has(contentSha256);
  });
  const contents = await readContents(
    transaction,
    changed.map(({ id }) => id),
  );
  return new Map(
    newest.map(({ postingId, id, number, contentSha256 }) => [
      postingId,
      { id, number, contentSha256, content: contents.get(id)?.content, isListed: contents.get(id)?.isListed },
    ]),
  );
}

async function readContents(
  transaction: Transaction,
  ids: readonly string[],
): Promise<Map<string, { content: PostingContent; isListed: boolean }>> {
  if (ids.length === 0) return new Map();
  const rows = await transaction.$queryRaw<({ id: string; isListed: boolean } & PostingContent)[]>`
    SELECT version."id", "title", "company", "agency", "salary", "place", "headcount", "publishedAt", "text",
           task."listRow" IS NOT NULL AS "isListed"
      FROM "PostingVersion" version
      JOIN "Capture" capture ON capture."id" = version."captureId"
      JOIN "CrawlTask" task ON task."id" = capture."crawlTaskId"
     WHERE version."id" = ANY(${ids}::text[])`;
  return new Map(rows.map(({ id, isListed, ...content }) => [id, { content, isListed }]));
}

export async function storeVersions(transaction: Transaction, versions: readonly VersionRow[]): Promise<void> {
  if (versions.length === 0) return;
  await transaction.$executeRaw`
    INSERT INTO "PostingVersion" ("id", "postingId", "number", "contentSha256", "title", "company", "agency", "salary", "place",
                                  "headcount", "publishedAt", "text", "captureId", "seenAt")
    SELECT "id", "postingId", "number", "contentSha256", "title", "company", "agency", "salary", "place",
           "headcount", "publishedAt", "text", "captureId", "seenAt"
      FROM jsonb_to_recordset(${JSON.stringify(versions)}::jsonb) AS row(
             "id" text, "postingId" text, "number" int, "contentSha256" text, "title" text, "company" text, "agency" text,
             "salary" text, "place" text, "headcount" text, "publishedAt" text, "text" text, "captureId" text,
             "seenAt" timestamptz)`;
}
