import { namedPerson } from '../../contracts/evidence-record.js';
import type { Database } from '../../prisma/open-database.js';

/** A file of the licence register that was taken in. */
export interface ListedImport {
  readonly id: string;
  readonly organisationId: string;
  readonly fileName: string;
  readonly rows: number;
  readonly rejected: number;
  /** Name of the person. */
  readonly by: string;
  readonly importedAt: Date;
  readonly undoneAt: Date | null;
}

/** Imports of these organisations, the newest first. */
export async function listImports(
  database: Database,
  jurisdiction: readonly string[],
  limit: number,
): Promise<readonly ListedImport[]> {
  const rows = await database.registerImport.findMany({
    where: { kind: 'licences', organisationId: { in: [...jurisdiction] } },
    orderBy: [{ importedAt: 'desc' }, { id: 'desc' }],
    take: limit,
    select: {
      ...{ id: true, organisationId: true, fileName: true, rows: true, rejected: true, by: true },
      ...{ importedAt: true, undoneAt: true },
    },
  });
  return rows.map(({ by, ...row }) => ({ ...row, by: namedPerson.parse(by).name }));
}
