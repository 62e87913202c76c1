import type { ListPageYield } from '../../crawler/frontier/end-of-list-chain.js';
import type { Transaction } from '../../prisma/open-database.js';

/** How many list pages before one are looked at to see whether its chain leads anywhere. */
const chainLength = 10;

/** The list pages that led to this one, in their order, with how many postings each was the first to name. */
export async function listsBefore(transaction: Transaction, taskId: string): Promise<ListPageYield[]> {
  return transaction.$queryRaw<ListPageYield[]>`
    WITH RECURSIVE chain AS (
      SELECT "id", "url", "foundOnId", "newPostings", 0 AS "step" FROM "CrawlTask" WHERE "id" = ${taskId}
      UNION ALL
      SELECT earlier."id", earlier."url", earlier."foundOnId", earlier."newPostings", chain."step" + 1
        FROM chain JOIN "CrawlTask" earlier ON earlier."id" = chain."foundOnId"
       WHERE chain."step" < ${chainLength} AND earlier."kind" = 'list'
    )
    SELECT "url", COALESCE("newPostings", 0) AS "newPostings" FROM chain WHERE "step" > 0 ORDER BY "step" DESC`;
}
