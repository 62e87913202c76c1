import type { Database, Transaction } from '../../prisma/open-database.js';
import type { CountedFacts, CountedOutcome, CountedStep, ReportedOrganisation } from './month-figures.js';

/** An organisation and all below it, by their ids, which whoever sets them up chooses. */
export async function readOrganisations(
  database: Database | Transaction,
  organisationId: string,
): Promise<ReportedOrganisation[]> {
  return database.$queryRaw<ReportedOrganisation[]>`
    WITH RECURSIVE below AS (
      SELECT "id", "name", NULL::text AS "parentId" FROM "Organisation" WHERE "id" = ${organisationId}
      UNION
      SELECT child."id", child."name", child."parentId"
        FROM "Organisation" child JOIN below ON child."parentId" = below."id"
    )
    SELECT "id", "name", "parentId" FROM below ORDER BY "id" COLLATE "C"`;
}

/**
 * Effective steps and outcomes that were not withdrawn, of these organisations, whose day is from `from` to `until`. Steps are counted as
 * agencies'; cases about registrations are against employers, of whom outcomes are counted.
 */
export async function readCountedFacts(
  database: Database | Transaction,
  organisationIds: readonly string[],
  { from, until }: { readonly from: string; readonly until: string },
): Promise<CountedFacts> {
  const steps = await database.$queryRaw<CountedStep[]>`
    SELECT step."id", step."caseId", owner."organisationId", step."action", step."occurredOn",
           ARRAY(SELECT penalty->>'kind'
                   FROM jsonb_array_elements(CASE jsonb_typeof(step."facts"->'penalties')
                                             WHEN 'array' THEN step."facts"->'penalties' ELSE '[]' END) penalty
                  WHERE penalty->>'kind' IS NOT NULL) AS "penalties"
      FROM "CaseStep" step
      JOIN "Case" owner ON owner."id" = step."caseId"
      LEFT JOIN "CaseStepAnswer" answer ON answer."stepId" = step."id"
     WHERE owner."organisationId" = ANY(${[...organisationIds]}) AND owner."path" <> 'registration' AND step."occurredOn" BETWEEN ${from} AND ${until}
       AND CASE WHEN step."needsSecond" THEN answer."kind" = 'confirmed' ELSE answer."kind" IS DISTINCT FROM 'withdrawn' END`;
  const outcomes = await database.$queryRaw<CountedOutcome[]>`
    SELECT outcome."id", outcome."organisationId", outcome."subjectKind", outcome."kind", outcome."decidedOn"
      FROM "Outcome" outcome
     WHERE outcome."organisationId" = ANY(${[...organisationIds]}) AND outcome."decidedOn" BETWEEN ${from} AND ${until}
       AND NOT EXISTS (SELECT 1 FROM "OutcomeWithdrawal" withdrawal WHERE withdrawal."outcomeId" = outcome."id")`;
  return { steps, outcomes };
}
