import { v7 as uuid } from 'uuid';
import type { Transaction } from '../../prisma/open-database.js';
import { findCreditCodes } from './credit-code.js';

/**
 * Ids of agencies by name, those without a row made first; empty names have none. Names are taken in one order, so that two
 * workers that bring up the same new ones wait for each other.
 */
export async function findOrCreateAgencies(
  transaction: Transaction,
  names: readonly string[],
  now: Date,
): Promise<Map<string, string>> {
  const wanted = [...new Set(names)].filter((name) => name !== '').sort();
  const found = await findAgencies(transaction, wanted);
  const unknown = wanted.filter((name) => !found.has(name));
  if (unknown.length === 0) return found;
  await transaction.$executeRaw`
    INSERT INTO "Agency" ("id", "name", "creditCode", "createdAt")
    SELECT "id", "name", "creditCode", ${now}::timestamptz
      FROM unnest(${unknown.map(() => uuid())}::text[], ${unknown}::text[], ${unknown.map(creditCodeOf)}::text[])
        AS row("id", "name", "creditCode") ORDER BY "name"
        ON CONFLICT ("name") DO NOTHING`;
  return new Map([...found, ...(await findAgencies(transaction, unknown))]);
}

/** Some advertise with their credit code behind the name; two codes would be two companies. */
function creditCodeOf(name: string): string | null {
  const [code, ...others] = new Set(findCreditCodes(name).map((found) => found.code));
  return code === undefined || others.length > 0 ? null : code;
}

async function findAgencies(transaction: Transaction, names: readonly string[]): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  const rows = await transaction.$queryRaw<{ id: string; name: string }[]>`
    SELECT "id", "name" FROM "Agency" WHERE "name" = ANY(${names}::text[])`;
  return new Map(rows.map(({ id, name }) => [name, id]));
}
