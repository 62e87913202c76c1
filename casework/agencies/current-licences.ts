import { z } from 'zod';
import { type Database, Prisma } from '../../prisma/open-database.js';

const row = z.object({
  id: z.string(),
  holder: z.string(),
  creditCode: z.string(),
  licenceNumber: z.string(),
  issuer: z.string(),
  scope: z.string(),
  issuedOn: z.string().nullable(),
  validUntil: z.string().nullable(),
  status: z.enum(['valid', 'revoked', 'cancelled']),
  importedAt: z.date(),
});

/** A licence as the register says it now. */
export type CurrentLicence = z.infer<typeof row>;

/** By what licences are looked for: each that agrees in one of them. Holders as `registeredName` gives them. */
export interface LicenceKeys {
  readonly creditCodes: readonly string[];
  readonly licenceNumbers: readonly string[];
  readonly holders: readonly string[];
}

/**
 * Licences as the newest import that was not undone says them, number by number: an import may hold a part of the register, and what it does
 * not name stays. The register is public (行政许可法 art. 40), so that it counts whichever organisation keeps it.
 */
export async function findLicences(database: Database, keys: LicenceKeys): Promise<readonly CurrentLicence[]> {
  const { creditCodes, licenceNumbers, holders } = keys;
  return read(
    database,
    Prisma.sql`"creditCode" = ANY(${[...creditCodes]}) OR "licenceNumber" = ANY(${[...licenceNumbers]}) OR "holder" = ANY(${[...holders]})`,
  );
}

/** Those whose holder's name has this in it, at most `limit`. */
export async function searchLicences(
  database: Database,
  words: string,
  limit: number,
): Promise<readonly CurrentLicence[]> {
  const pattern = `%${words.replace(/[\\%_]/g, '\\$&')}%`;
  return (await read(database, Prisma.sql`"holder" LIKE ${pattern}`)).slice(0, limit);
}

/** A row that is found may have been replaced by one of the same number that is not: those are looked at, too. */
async function read(database: Database, condition: Prisma.Sql): Promise<readonly CurrentLicence[]> {
  const rows = await database.$queryRaw`
    SELECT * FROM (
      SELECT DISTINCT ON (licence."licenceNumber")
             licence."id", "holder", "creditCode", "licenceNumber", "issuer", "scope", "issuedOn", "validUntil", "status",
             imported."importedAt"
        FROM "Licence" licence JOIN "RegisterImport" imported ON imported."id" = licence."importId"
       WHERE imported."undoneAt" IS NULL AND imported."kind" = 'licences'
         AND licence."licenceNumber" IN (SELECT "licenceNumber" FROM "Licence" WHERE ${condition})
       ORDER BY licence."licenceNumber", imported."importedAt" DESC, imported."id" DESC
    ) AS current
     WHERE ${condition} ORDER BY "licenceNumber"`;
  return z.array(row).parse(rows);
}

/** When the register was last brought up to date; null where there is none. */
export async function registerAsOf(database: Database): Promise<Date | null> {
  const newest = await database.registerImport.findFirst({
    where: { kind: 'licences', undoneAt: null },
    orderBy: { importedAt: 'desc' },
    select: { importedAt: true },
  });
  return newest?.importedAt ?? null;
}
