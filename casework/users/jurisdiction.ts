import type { Database, Transaction } from '../../prisma/open-database.js';

/** An organisation and all below it: whose platforms, postings and people somebody who works there sees. */
export async function jurisdictionOf(
  database: Database | Transaction,
  organisationId: string,
): Promise<readonly string[]> {
  const rows = await database.$queryRaw<{ id: string }[]>`
    WITH RECURSIVE below AS (
      SELECT "id" FROM "Organisation" WHERE "id" = ${organisationId}
      UNION
      SELECT child."id" FROM "Organisation" child JOIN below ON child."parentId" = below."id"
    )
    SELECT "id" FROM below`;
  return rows.map(({ id }) => id);
}

/** Whether it holds every organisation: what belongs to the whole deployment is decided by those who answer for all of it. */
export async function coversEverything(
  database: Database | Transaction,
  jurisdiction: readonly string[],
): Promise<boolean> {
  return (await database.organisation.count({ where: { id: { notIn: [...jurisdiction] } } })) === 0;
}
