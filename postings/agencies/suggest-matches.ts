import type { Transaction } from '../../prisma/open-database.js';
import { type CompanyName, readCompanyName } from './company-name.js';
import { isCreditCode } from './credit-code.js';
import { matchNames } from './near-name.js';

interface KnownAgency {
  readonly id: string;
  readonly name: CompanyName;
  /** Only where its check characters are right: a wrong one proves nothing. */
  readonly creditCode: string | null;
}

interface Suggestion {
  readonly agencyId: string;
  readonly otherId: string;
  readonly ground: 'credit_code' | 'same_name' | 'near_name';
  readonly similarity: number;
}

/**
 * Suggests which agencies may be one: of the same credit code, the same name or nearly the same. A person decides. Each pair is
 * written once, the lesser id first; a pair that is there stays as it is. Two that have different credit codes are two.
 *
 * Reads the names of all agencies once a call (some tens of thousands in a country), and compares only names that share a block.
 */
export async function suggestAgencyMatches(
  transaction: Transaction,
  agencyIds: readonly string[],
  now: Date,
): Promise<void> {
  if (agencyIds.length === 0) return;
  const rows = await transaction.$queryRaw<{ id: string; name: string; creditCode: string | null }[]>`
    SELECT "id", "name", "creditCode" FROM "Agency"`;
  const agencies = rows.map(({ id, name, creditCode }): KnownAgency => {
    const code = creditCode !== null && isCreditCode(creditCode) ? creditCode : null;
    return { id, name: readCompanyName(name), creditCode: code };
  });
  const suggestions = findMatches(agencies, new Set(agencyIds));
  if (suggestions.length === 0) return;
  await transaction.$executeRaw`
    INSERT INTO "AgencyMatch" ("agencyId", "otherId", "ground", "similarity", "createdAt")
    SELECT "agencyId", "otherId", "ground", "similarity", ${now}::timestamptz
      FROM jsonb_to_recordset(${JSON.stringify(suggestions)}::jsonb) AS row(
             "agencyId" text, "otherId" text, "ground" text, "similarity" float8)
     ORDER BY "agencyId", "otherId"
        ON CONFLICT ("agencyId", "otherId") DO NOTHING`;
}

function findMatches(agencies: readonly KnownAgency[], asked: ReadonlySet<string>): Suggestion[] {
  const blocks = new Map<string, KnownAgency[]>();
  for (const agency of agencies) {
    for (const block of blocksOf(agency)) {
      const members = blocks.get(block);
      if (members === undefined) blocks.set(block, [agency]);
      else members.push(agency);
    }
  }
  const found = new Map<string, Suggestion>();
  for (const agency of agencies) {
    if (!asked.has(agency.id)) continue;
    for (const block of blocksOf(agency)) {
      for (const other of blocks.get(block) ?? []) {
        if (other.id === agency.id) continue;
        const [first, second] = agency.id < other.id ? [agency, other] : [other, agency];
        const pair = `${first.id} ${second.id}`;
        if (found.has(pair)) continue;
        const match = matchAgencies(first, second);
        if (match !== null) found.set(pair, { agencyId: first.id, otherId: second.id, ...match });
      }
    }
  }
  return [...found.values()];
}

/** Names that are near share their own name's first or last two characters, if not both. */
function blocksOf({ name, creditCode }: KnownAgency): Set<string> {
  const own = name.own || name.core;
  const blocks = [`first ${own.slice(0, 2)}`, `last ${own.slice(-2)}`];
  return new Set(creditCode === null ? blocks : [...blocks, `code ${creditCode}`]);
}

function matchAgencies(a: KnownAgency, b: KnownAgency): Pick<Suggestion, 'ground' | 'similarity'> | null {
  if (a.creditCode !== null && b.creditCode !== null)
    return a.creditCode === b.creditCode ? { ground: 'credit_code', similarity: 1 } : null;
  return matchNames(a.name, b.name);
}
