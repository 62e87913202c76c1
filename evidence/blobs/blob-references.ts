import { Prisma, type Transaction } from '../../prisma/open-database.js';

/** Every column that names a blob. What is not here is not backed up, not scrubbed, and looks like nobody's. */
export const blobColumns = [
  ['Capture', 'bodySha256'],
  ['Capture', 'domSha256'],
  ['Capture', 'screenshotSha256'],
  ['ClassifierRelease', 'blobSha256'],
  ['FullCapture', 'recordSha256'],
  ['FullCapture', 'warcSha256'],
  ['FullCapture', 'screenshotSha256'],
  ['FullCapture', 'pdfSha256'],
  ['FullCapture', 'domSha256'],
  ['FullCapture', 'bodySha256'],
  ['EvidencePackage', 'fileSha256'],
] as const;

/** A query for each blob that a row names: `sha256`, and `retired`, whether retention has deleted it. */
export const blobReferencesSql = `
  SELECT "named"."sha256", "RetiredBlob"."sha256" IS NOT NULL AS "retired"
    FROM (${blobColumns.map(([table, column]) => `SELECT "${column}" AS "sha256" FROM "${table}"`).join(' UNION ')}) AS "named"
    LEFT JOIN "RetiredBlob" USING ("sha256")
   WHERE "named"."sha256" IS NOT NULL`;

/** Those whose names begin with a digit: a sixteenth of them, for what goes through all and must not hold all. */
export async function readBlobReferences(
  database: Transaction,
  firstDigit: string,
): Promise<{ sha256: string; retired: boolean }[]> {
  return database.$queryRaw`
    SELECT * FROM (${Prisma.raw(blobReferencesSql)}) AS "reference"
     WHERE "sha256" LIKE ${`${firstDigit}%`} ORDER BY "sha256"`;
}
