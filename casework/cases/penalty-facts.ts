import { casePath } from '../../contracts/case.js';
import type { Database } from '../../prisma/open-database.js';
import { type CaseRecord, newestStep } from './case-record.js';
import type { PenaltyFacts } from './propose-penalty.js';

/** States in which a case has come to nothing, or to no result yet. */
const withoutResult = [
  'registered',
  'inquiry',
  'declined',
  'filed',
  'investigating',
  'rectifying',
  'rechecked',
  'suspended',
  'transferred',
  'withdrawn',
];

/** What the record knows of a case; whether it is serious, and the unlawful income, as the newest proposal says. */
export async function readPenaltyFacts(database: Database, found: CaseRecord): Promise<PenaltyFacts> {
  const proposal = newestStep(found, 'propose_penalty')?.known;
  const [licensing, confirmed, earlier] = await Promise.all([
    found.agencyId === null
      ? null
      : database.agencyDecision.findFirst({
          where: { agencyId: found.agencyId, kind: { in: ['licensed', 'unlicensed'] } },
          orderBy: { id: 'desc' },
          select: { kind: true },
        }),
    database.review.findFirst({
      where: {
        ...{ decision: 'confirmed', withdrawal: null, categories: { has: 'false_job' } },
        postingVersion: { postingId: { in: found.postings.map(({ postingId }) => postingId) } },
      },
      select: { id: true },
    }),
    database.case.findFirst({
      where: {
        ...{ id: { not: found.id }, organisationId: found.organisationId, state: { notIn: withoutResult } },
        registeredAt: { lt: found.registeredAt },
        OR: [
          { subjectName: found.subjectName },
          ...(found.agencyId === null ? [] : [{ agencyId: found.agencyId }]),
          ...(found.creditCode === null ? [] : [{ creditCode: found.creditCode }]),
        ],
      },
      select: { id: true },
    }),
  ]);
  return {
    path: casePath.parse(found.path),
    unlicensed: licensing?.kind === 'unlicensed',
    refused: newestStep(found, 'find_refusal') !== undefined,
    serious: proposal?.serious === true,
    income: (proposal?.unlawfulIncomeYuan ?? 0) > 0,
    falseJob: confirmed !== null,
    first: earlier === null,
  };
}
