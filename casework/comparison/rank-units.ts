import type { RankedUnit, UnitRanking } from '../../contracts/api/comparison.js';
import { InputError } from '../../contracts/errors.js';
import type { Database } from '../../prisma/open-database.js';
import { shanghaiDay } from '../figures/shanghai-calendar.js';
import type { Decider } from '../reviews/decider.js';
import { findComparison } from './list-comparisons.js';

/**
 * The units of a comparison, the worst first, as compare-registers.ts ranks them: of a person there is one lead of a kind for each unit. A
 * check on site from before the comparison says nothing about what it found; one that no second officer has confirmed clears nothing, and one
 * that was withdrawn does not count.
 *
 * @param page units to skip and to give
 * @throws InputError `comparison_unknown`
 */
export async function rankUnits(
  database: Database,
  reader: Pick<Decider, 'jurisdiction'>,
  id: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<UnitRanking> {
  const comparison = await findComparison(database, reader, id);
  if (comparison === undefined) throw new InputError('comparison_unknown', `There is no comparison ${id}.`);
  const since = shanghaiDay(new Date(comparison.comparedAt));
  const units = await database.$queryRaw<RankedUnit[]>`
    SELECT unit.*, confirmed."result" AS "onSite", coalesce(newest."isWaiting", false) AS "isWaiting"
      FROM (SELECT "unitName", "unitCode",
                   (count(*) FILTER (WHERE "kind" = 'mismatch'))::int AS "mismatches",
                   (count(*) FILTER (WHERE "kind" = 'multiple'))::int AS "multiple",
                   (count(*) FILTER (WHERE "kind" = 'unclear'))::int AS "unclear"
              FROM "ComparisonLead"
             WHERE "runId" = ${id} AND "kind" IN ('mismatch', 'multiple', 'unclear')
             GROUP BY "unitName", "unitCode"
             ORDER BY "mismatches" DESC, "multiple" DESC, "unclear" DESC, "unitName", "unitCode"
             LIMIT ${limit + 1} OFFSET ${after}) AS unit
      LEFT JOIN LATERAL (
        SELECT seen."result" FROM "OnSiteCheck" seen JOIN "OnSiteConfirmation" second ON second."checkId" = seen."id"
         WHERE seen."unitName" = unit."unitName" AND seen."unitCode" = unit."unitCode" AND seen."checkedOn" >= ${since}
           AND seen."organisationId" = ANY(${[...reader.jurisdiction]}::text[])
           AND NOT EXISTS (SELECT 1 FROM "OnSiteWithdrawal" back WHERE back."checkId" = seen."id")
         ORDER BY seen."checkedOn" DESC, seen."recordedAt" DESC LIMIT 1) AS confirmed ON true
      LEFT JOIN LATERAL (
        SELECT second."id" IS NULL AS "isWaiting"
          FROM "OnSiteCheck" seen LEFT JOIN "OnSiteConfirmation" second ON second."checkId" = seen."id"
         WHERE seen."unitName" = unit."unitName" AND seen."unitCode" = unit."unitCode" AND seen."checkedOn" >= ${since}
           AND seen."organisationId" = ANY(${[...reader.jurisdiction]}::text[])
           AND NOT EXISTS (SELECT 1 FROM "OnSiteWithdrawal" back WHERE back."checkId" = seen."id")
         ORDER BY seen."checkedOn" DESC, seen."recordedAt" DESC LIMIT 1) AS newest ON true
     ORDER BY unit."mismatches" DESC, unit."multiple" DESC, unit."unclear" DESC, unit."unitName", unit."unitCode"`;
  return { comparison, units: units.slice(0, limit), next: units.length > limit ? after + limit : null };
}
