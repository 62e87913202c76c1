import type { LedgerState } from '../../contracts/api/audit.js';
import type { Database } from '../../prisma/open-database.js';

/** The newest entry, the newest seal with its timestamps, and the newest timestamp of all. */
export async function readLedgerState(database: Database): Promise<LedgerState> {
  const [[head], seal, stamp] = await Promise.all([
    database.$queryRaw<{ sequence: bigint; hash: string; at: Date | null }[]>`
      SELECT "sequence", "hash", CASE WHEN isfinite("at") THEN "at" END AS "at"
        FROM "LedgerEntry" ORDER BY "sequence" DESC LIMIT 1`,
    database.ledgerSeal.findFirst({
      orderBy: { size: 'desc' },
      include: { timestamps: { select: { authority: true, stampedAt: true }, orderBy: { authority: 'asc' } } },
    }),
    database.ledgerTimestamp.findFirst({
      orderBy: { seal: { size: 'desc' } },
      select: { authority: true, stampedAt: true, seal: { select: { size: true } } },
    }),
  ]);
  return {
    head:
      head === undefined
        ? null
        : { sequence: String(head.sequence), hash: head.hash, at: head.at?.toISOString() ?? null },
    seal:
      seal === null
        ? null
        : {
            size: String(seal.size),
            rootHash: seal.rootHash,
            sealedAt: seal.sealedAt.toISOString(),
            timestamps: seal.timestamps.map(({ authority, stampedAt }) => ({
              authority,
              stampedAt: stampedAt.toISOString(),
            })),
          },
    lastTimestamp:
      stamp === null
        ? null
        : { authority: stamp.authority, stampedAt: stamp.stampedAt.toISOString(), size: String(stamp.seal.size) },
  };
}
