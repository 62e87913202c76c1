import type { Transaction } from '../../prisma/open-database.js';

/** A ground other than robots.txt, as a capture cites it. */
export interface ValidLegalBasis {
  readonly id: string;
  readonly basis: string;
  readonly validUntil: Date;
}

/** The legal bases of platforms that are valid at a time (granted, not ended, not revoked), by platform: the newest of each. */
export async function findLegalBases(
  transaction: Transaction,
  platformIds: readonly string[],
  at: Date,
): Promise<ReadonlyMap<string, ValidLegalBasis>> {
  const found = await transaction.legalBasis.findMany({
    where: {
      platformId: { in: [...platformIds] },
      grantedAt: { lte: at },
      validUntil: { gt: at },
      OR: [{ revokedAt: null }, { revokedAt: { gt: at } }],
    },
    orderBy: { grantedAt: 'asc' },
    select: { id: true, basis: true, validUntil: true, platformId: true },
  });
  return new Map(found.map(({ platformId, ...basis }) => [platformId, basis]));
}

/** The one of a single platform. */
export async function findLegalBasis(
  transaction: Transaction,
  platformId: string,
  at: Date,
): Promise<ValidLegalBasis | undefined> {
  return (await findLegalBases(transaction, [platformId], at)).get(platformId);
}
