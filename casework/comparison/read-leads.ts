import { comparisonLead, type UnitLeads } from '../../contracts/api/comparison.js';
import { InputError } from '../../contracts/errors.js';
import type { PersonalData } from '../../evidence/personal-data.js';
import type { Database } from '../../prisma/open-database.js';
import { begunCase, includedOrigins } from '../cases/case-origins.js';
import type { Decider } from '../reviews/decider.js';

const most = 500;

/**
 * The leads of one unit, those that speak against somebody first. Identity numbers are masked in what is sealed, so that nothing is shown
 * here that has to be noted.
 *
 * @throws InputError `comparison_unknown` also for one outside the jurisdiction
 */
export async function readLeads(
  database: Database,
  personalData: PersonalData,
  { jurisdiction }: Pick<Decider, 'jurisdiction'>,
  { runId, unitName, unitCode }: { readonly runId: string; readonly unitName: string; readonly unitCode: string },
): Promise<UnitLeads> {
  if ((await database.comparisonRun.count({ where: { id: runId, organisationId: { in: [...jurisdiction] } } })) === 0)
    throw new InputError('comparison_unknown', `There is no comparison ${runId}.`);
  const [rows, total] = await Promise.all([
    database.$queryRaw<{ id: string; identitySha256: string; sealed: string }[]>`
      SELECT "id", "identitySha256", "sealed" FROM "ComparisonLead"
       WHERE "runId" = ${runId} AND "unitName" = ${unitName} AND "unitCode" = ${unitCode}
       ORDER BY array_position(ARRAY['mismatch', 'multiple', 'unclear', 'frequent_changes', 'exception'], "kind"), "id"
       LIMIT ${most}`,
    database.comparisonLead.count({ where: { runId, unitName, unitCode } }),
  ]);
  const origins = await database.caseOrigin.findMany({
    where: { lead: { runId, unitName, unitCode } },
    ...includedOrigins,
  });
  const originsOf = new Map<string | null, typeof origins>();
  for (const origin of origins) originsOf.set(origin.leadId, [...(originsOf.get(origin.leadId) ?? []), origin]);
  const persons = [...new Set(rows.map(({ identitySha256 }) => identitySha256))];
  const leads = rows.map(({ id, identitySha256, sealed }) => ({
    ...comparisonLead.parse(JSON.parse(personalData.open(sealed))),
    ...{ id, person: persons.indexOf(identitySha256), case: begunCase(originsOf.get(id) ?? [], jurisdiction) },
  }));
  return { leads, total };
}
