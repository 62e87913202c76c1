import type { Database, Prisma } from '../../prisma/open-database.js';
import { shanghaiDay } from '../figures/shanghai-calendar.js';
import { caseNumber, isEffective } from './case-record.js';
import { type DeadlineState, describeDeadline } from './describe-deadline.js';
import { endStates } from './transitions.js';

export interface CaseFilter {
  /** Cases in this state alone. */
  readonly state?: string | undefined;
  /** Cases that go on, or that have ended. */
  readonly standing?: 'open' | 'ended' | undefined;
  /** Cases of an agency. */
  readonly agencyId?: string | undefined;
  readonly limit: number;
  /** The last case of the page before. */
  readonly after?: string | undefined;
}

export interface ListedCase {
  readonly id: string;
  readonly number: string;
  readonly path: string;
  readonly subjectName: string;
  readonly state: string;
  readonly isPending: boolean;
  readonly registeredAt: Date;
  readonly postings: number;
  /** Day of the newest step that counts. */
  readonly steppedOn: string | null;
  /** Deadlines that run, the first to end first. */
  readonly deadlines: readonly (DeadlineState & { readonly kind: string; readonly dueOn: string })[];
}

/** Cases of these organisations, the newest first. */
export async function listCases(
  database: Database,
  jurisdiction: readonly string[],
  filter: CaseFilter,
  now: Date,
): Promise<{ readonly cases: readonly ListedCase[]; readonly next: string | null }> {
  const today = shanghaiDay(now);
  const rows = await database.case.findMany({
    where: { organisationId: { in: [...jurisdiction] }, ...wanted(filter) },
    // UUID v7: the order in which they were registered.
    orderBy: { id: 'desc' },
    take: filter.limit + 1,
    include: {
      steps: { orderBy: { number: 'asc' }, include: { answer: true } },
      deadlines: { where: { metAt: null, cancelledAt: null }, orderBy: [{ dueOn: 'asc' }, { id: 'asc' }] },
      _count: { select: { postings: true } },
    },
  });
  const page = rows.slice(0, filter.limit);
  return {
    cases: page.map((row) => ({
      ...{ id: row.id, number: caseNumber(row), path: row.path, subjectName: row.subjectName, state: row.state },
      ...{ isPending: row.pendingStepId !== null, registeredAt: row.registeredAt, postings: row._count.postings },
      steppedOn: row.steps.findLast(isEffective)?.occurredOn ?? null,
      deadlines: row.deadlines.map((deadline) => ({
        ...{ kind: deadline.kind, dueOn: deadline.dueOn },
        ...describeDeadline(deadline, today),
      })),
    })),
    next: rows.length > filter.limit ? (page.at(-1)?.id ?? null) : null,
  };
}

function wanted({ state, standing, agencyId, after }: CaseFilter): Prisma.CaseWhereInput {
  return {
    AND: [
      ...(state === undefined ? [] : [{ state }]),
      ...(standing === undefined
        ? []
        : [{ state: standing === 'ended' ? { in: [...endStates] } : { notIn: [...endStates] } }]),
    ],
    ...(agencyId === undefined ? {} : { agencyId }),
    ...(after === undefined ? {} : { id: { lt: after } }),
  };
}
