import { z } from 'zod';
import { type PostingRow, postingRow } from '../../contracts/posting-row.js';
import type { Database, Transaction } from '../../prisma/open-database.js';

const listRow = z.nullable(postingRow.partial());

/** What a list page said of a posting, as CrawlTask keeps it. */
export function listRowOf(json: unknown): Partial<PostingRow> | null {
  // JSON holds no undefined: a key that is there has a value.
  return listRow.parse(json) as Partial<PostingRow> | null;
}

/** What a list said of each posting when its newest version was read, by its id. Of those whose newest version was read without a list there is none. */
export async function newestListRows(
  database: Database | Transaction,
  postingIds: readonly string[],
): Promise<ReadonlyMap<string, Partial<PostingRow>>> {
  if (postingIds.length === 0) return new Map();
  const rows = await database.$queryRaw<{ id: string; listRow: unknown }[]>`
    SELECT wanted."id", newest."listRow"
      FROM unnest(${[...new Set(postingIds)]}::text[]) AS wanted("id")
      JOIN LATERAL (
        SELECT task."listRow" FROM "PostingVersion" version
          JOIN "Capture" capture ON capture."id" = version."captureId"
          JOIN "CrawlTask" task ON task."id" = capture."crawlTaskId"
         WHERE version."postingId" = wanted."id" ORDER BY version."number" DESC LIMIT 1
      ) AS newest ON newest."listRow" IS NOT NULL`;
  return new Map(
    rows.flatMap((row) => {
      const said = listRowOf(row.listRow);
      return said === null ? [] : [[row.id, said] as const];
    }),
  );
}
