import { messageOf } from '../../contracts/errors.js';
import type { Database } from '../../prisma/open-database.js';
import { checkTimestamp } from '../timestamps/check-timestamp.js';
import { headBytes, type KeptHead } from './head-files.js';
import { sealOf } from './seal-ledger.js';

/** How many entries the newest seal speaks of; 0 without one. */
export async function newestSealedSize(database: Database): Promise<number> {
  const newest = await database.ledgerSeal.findFirst({ orderBy: { size: 'desc' }, select: { size: true } });
  return Number(newest?.size ?? 0n);
}

/** The seals of more than `after` and at most `upTo` entries by their size, each compared with its own timestamps. */
export async function readSealedHeads(
  database: Database,
  after: number,
  upTo: number,
): Promise<ReadonlyMap<number, readonly KeptHead[]>> {
  const rows = await database.ledgerSeal.findMany({
    where: { size: { gt: after, lte: upTo } },
    include: { timestamps: { select: { authority: true, response: true, stampedAt: true } } },
  });
  const heads = new Map<number, readonly KeptHead[]>();
  for (const row of rows) {
    const { head, sealedAt } = sealOf(row);
    const kept = { head, from: `the seal of ${sealedAt.toISOString()}` };
    let fault: string | undefined;
    for (const { authority, response, stampedAt } of row.timestamps) {
      fault ??= await checkTimestamp(response, headBytes(head)).then(
        (checked) =>
          checked.stampedAt.getTime() === stampedAt.getTime()
            ? undefined
            : `the timestamp of ${authority} says another time than its row`,
        (error: unknown) => `the timestamp of ${authority} is not good for it: ${messageOf(error)}`,
      );
    }
    heads.set(head.size, [fault === undefined ? kept : { ...kept, fault }]);
  }
  return heads;
}
