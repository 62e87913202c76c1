import type { Transaction } from '../../prisma/open-database.js';

/** A ground other than robots.txt, as a capture cites it. */
export interface ValidLegalBasis {
  readonly id: string;
  readonly basis: string;
  readonly validUntil: Date;
}

/** The legal basis of a platform that is valid at a time: granted, not ended, not revoked. */
export async function findLegalBasis(
  transaction: Transaction,
  platformId: string,
  at: Date,
): Promise<ValidLegalBasis | undefined> {
  const found = await transaction.legalBasis.findFirst({
    where: {
      platformId,
      grantedAt: { lte: at },
      validUntil: { gt: at },
      OR: [{ revokedAt: null }, { revokedAt: { gt: at } }],
    },
    orderBy: { grantedAt: 'desc' },
    select: { id: true, basis: true, validUntil: true },
  });
  return found ?? undefined;
}
