import type { Transaction } from '../../prisma/open-database.js';

export type NumberedKind = 'case' | 'complaint' | 'handoff';

/**
 * The next number of an organisation's series of one year: 1, 2, 3, … without gaps. The series' row stays locked until the transaction
 * ends, so that a number that was given and then rolled back is given again, and two who register at once wait for each other. Take it
 * late: whoever else registers waits for what follows.
 */
export async function nextNumber(
  transaction: Transaction,
  series: { readonly organisationId: string; readonly kind: NumberedKind; readonly year: number },
): Promise<number> {
  const [row] = await transaction.$queryRaw<{ last: number }[]>`
    INSERT INTO "NumberSeries" ("organisationId", "kind", "year", "last")
    VALUES (${series.organisationId}, ${series.kind}, ${series.year}, 1)
    ON CONFLICT ("organisationId", "kind", "year") DO UPDATE SET "last" = "NumberSeries"."last" + 1
    RETURNING "last"`;
  if (row === undefined) throw new RangeError('No number was given.');
  return row.last;
}
