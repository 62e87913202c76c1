import type { Database } from '../../prisma/open-database.js';

/** A legal basis with its life and how many captures cite it. */
export interface ListedLegalBasis {
  readonly id: string;
  readonly basis: string;
  readonly grantedBy: string;
  readonly grantedAt: Date;
  readonly validUntil: Date;
  readonly revokedBy: string | null;
  readonly revokedAt: Date | null;
  readonly captures: number;
}

/** All that were ever granted for a platform, the newest first. */
export async function listLegalBases(database: Database, platformId: string): Promise<ListedLegalBasis[]> {
  const rows = await database.legalBasis.findMany({
    where: { platformId },
    orderBy: { grantedAt: 'desc' },
    include: { _count: { select: { captures: true } } },
  });
  return rows.map(({ _count, platformId: _platform, ...basis }) => ({ ...basis, captures: _count.captures }));
}
