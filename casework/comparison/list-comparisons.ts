import { z } from 'zod';
import { type Comparison, comparedFile, comparisonFigures } from '../../contracts/api/comparison.js';
import { namedPerson } from '../../contracts/evidence-record.js';
import type { Database, Prisma } from '../../prisma/open-database.js';
import type { Decider } from '../reviews/decider.js';

type Reader = Pick<Decider, 'jurisdiction'>;
const included = { organisation: { select: { name: true } } } satisfies Prisma.ComparisonRunInclude;

/** The newest first. */
export async function listComparisons(
  database: Database,
  { jurisdiction }: Reader,
  limit: number,
): Promise<Comparison[]> {
  const rows = await database.comparisonRun.findMany({
    where: { organisationId: { in: [...jurisdiction] } },
    orderBy: [{ comparedAt: 'desc' }, { id: 'desc' }],
    take: limit,
    include: included,
  });
  return rows.map(describe);
}

/** @returns undefined also for one outside the jurisdiction */
export async function findComparison(
  database: Database,
  { jurisdiction }: Reader,
  id: string,
): Promise<Comparison | undefined> {
  const row = await database.comparisonRun.findFirst({
    where: { id, organisationId: { in: [...jurisdiction] } },
    include: included,
  });
  return row === null ? undefined : describe(row);
}

function describe(row: Prisma.ComparisonRunGetPayload<{ include: typeof included }>): Comparison {
  return {
    ...{ id: row.id, organisation: row.organisation.name, files: z.array(comparedFile).parse(row.files) },
    ...{ figures: comparisonFigures.parse(row.figures), comparedBy: namedPerson.parse(row.by).name },
    comparedAt: row.comparedAt.toISOString(),
  };
}
