import { hash } from 'node:crypto';
import { type Database, Prisma } from '../../prisma/open-database.js';
import type { BlobStore } from '../blobs/blob-store.js';
import { canonicalJson, type JsonValue } from '../verify/canonical-json.js';
import type { LedgerFault } from './ledger-fault.js';
import type { StoredEntry } from './read-entries.js';
import { type Witnessed, witnessed } from './witnessed-rows.js';

/** The first of these entries whose row, or package file, is not there or says something else. */
export async function findRowFault(
  database: Database,
  entries: readonly StoredEntry[],
  blobs: Pick<BlobStore, 'has'> | undefined,
): Promise<LedgerFault | undefined> {
  const faults: LedgerFault[] = [];
  for (const { kind, table, what, content } of witnessed) {
    const ofKind = entries.filter((entry) => entry.kind === kind);
    if (ofKind.length === 0) continue;
    const found = await readHashesOfRows(database, table, content, ofKind);
    for (const { sequence, subjectId, subjectSha256 } of ofKind) {
      const sha256 = found.get(subjectId);
      const why =
        sha256 === undefined
          ? `the ${what} ${subjectId} that it is about is missing in the database: it was deleted`
          : `the ${what} ${subjectId} that it is about is not what it was: its hash differs`;
      if (sha256 !== subjectSha256) faults.push({ sequence: Number(sequence), why });
    }
  }
  if (blobs !== undefined) faults.push(...(await missingPackageFiles(database, entries, blobs)));
  return faults.sort((a, b) => a.sequence - b.sequence)[0];
}

/**
 * A row that must have an entry and has none: it was planted, or the entry was cut off the end. Each table is compared with the ledger in
 * one statement, so that both are of one moment.
 */
export async function findRowWithoutEntry(database: Database, entries: number): Promise<LedgerFault | undefined> {
  for (const { kind, table, what, only = Prisma.sql`true` } of witnessed) {
    const [row] = await database.$queryRaw<{ id: string }[]>`
      SELECT "id" FROM ${Prisma.raw(`"${table}"`)} AS row
       WHERE ${only} AND NOT EXISTS (SELECT 1 FROM "LedgerEntry" entry WHERE entry."subjectId" = row."id" AND entry."kind" = ${kind})
       LIMIT 1`;
    if (row !== undefined)
      return {
        sequence: entries + 1,
        why: `it is missing: the database holds the ${what} ${row.id}, of which no entry speaks`,
      };
  }
  return undefined;
}

async function readHashesOfRows(
  database: Database,
  table: string,
  content: Witnessed['content'],
  entries: readonly StoredEntry[],
): Promise<ReadonlyMap<string, string>> {
  const ids = entries.map(({ subjectId }) => subjectId);
  const from = Prisma.sql`FROM ${Prisma.raw(`"${table}"`)} AS row WHERE "id" = ANY(${ids})`;
  if ('sha256' in content) {
    const rows = await database.$queryRaw<{ id: string; sha256: string }[]>`
      SELECT "id", ${content.sha256} AS "sha256" ${from}`;
    return new Map(rows.map(({ id, sha256 }) => [id, sha256]));
  }
  const rows = await database.$queryRaw<
    { id: string; json: string }[]
  >`SELECT "id", (${content.json})::text AS "json" ${from}`;
  return new Map(
    rows.map(({ id, json }) => {
      const value: JsonValue = JSON.parse(json);
      return [id, hash('sha256', canonicalJson(value), 'hex')];
    }),
  );
}

/** Packages whose file is not in the blob store, though no rule of retention took it away. */
async function missingPackageFiles(
  database: Database,
  entries: readonly StoredEntry[],
  blobs: Pick<BlobStore, 'has'>,
): Promise<LedgerFault[]> {
  const exported = new Map(
    entries.filter(({ kind }) => kind === 'package.exported').map((entry) => [entry.subjectId, Number(entry.sequence)]),
  );
  if (exported.size === 0) return [];
  const files = await database.$queryRaw<{ id: string; fileSha256: string }[]>`
    SELECT "id", "fileSha256" FROM "EvidencePackage" package
     WHERE "id" = ANY(${[...exported.keys()]})
       AND NOT EXISTS (SELECT 1 FROM "RetiredBlob" retired WHERE retired."sha256" = package."fileSha256")`;
  const faults: LedgerFault[] = [];
  for (const { id, fileSha256 } of files) {
    if (await blobs.has(fileSha256)) continue;
    const sequence = exported.get(id) ?? 0;
    faults.push({ sequence, why: `the file of the package ${id} that it is about is missing in the blob store` });
  }
  return faults;
}
