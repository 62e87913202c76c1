import type { LimitKind } from '../../contracts/case.js';
import type { Transaction } from '../../prisma/open-database.js';
import { type CaseRecord, newestStep, type StepRecord } from './case-record.js';
import { endOf, readLimits } from './read-limits.js';
import { parseFacts } from './step-facts.js';
import { addDays, isArranged, workingDayFrom, workingDaysAfter, workingDaysBetween } from './working-days.js';

/** When a calendar day begins in Asia/Shanghai, which has no summer time. */
export const startOfDay = (day: string): Date => new Date(`${day}T00:00:00+08:00`);

/**
 * Said at the end of the basis of a deadline that was counted before the year's holidays were published: it stays said when they are, for
 * what was counted then is not counted anew by itself.
 */
export const provisional = '（节假日安排公布前按周末推算，待核）';

interface NewDeadline {
  readonly kind: LimitKind;
  readonly startedOn: string;
  readonly dueOn: string;
}

/** Deadlines that a step starts, by the limits that its row of the table names. */
export function deadlinesOf(
  found: CaseRecord,
  step: Pick<StepRecord, 'occurredOn' | 'facts'>,
  starts: readonly LimitKind[],
): readonly NewDeadline[] {
  return starts.flatMap((kind): NewDeadline[] => {
    const startedOn = dayIn(step, readLimits()[kind].from);
    switch (kind) {
      case 'rectification':
        return [{ kind, startedOn: dayIn(step, 'servedOn'), dueOn: startedOn }];
      case 'hearing_request':
        if (!parseFacts('notify', step.facts).hearingRights) return [];
        break;
      case 'payment':
        if (!ordersPayment(found)) return [];
        break;
      case 'decision':
        // What is about registrations another authority decides.
        if (found.path === 'registration') return [];
        break;
      case 'publication_change':
        if (newestStep(found, 'publish') === undefined) return [];
        break;
    }
    return [{ kind, startedOn, dueOn: endOf(kind, startedOn) }];
  });
}

const ordersPayment = (found: CaseRecord): boolean =>
  newestStep(found, 'decide')?.known.penalties.some(({ kind }) => kind === 'fine' || kind === 'confiscation') === true;

/** The day of the step itself, or the one that a fact of it names. */
function dayIn({ occurredOn, facts }: Pick<StepRecord, 'occurredOn' | 'facts'>, from: string): string {
  if (from === 'step') return occurredOn;
  const day = typeof facts === 'object' && facts !== null && !Array.isArray(facts) ? facts[from] : undefined;
  if (typeof day !== 'string') throw new RangeError(`The step has no day ${from}, from which a limit runs.`);
  return day;
}

export async function startDeadlines(
  transaction: Transaction,
  caseId: string,
  stepId: string,
  deadlines: readonly NewDeadline[],
): Promise<void> {
  await transaction.caseDeadline.createMany({
    data: deadlines.map((deadline) => ({ ...deadline, caseId, stepId, basis: basisOf(deadline) })),
  });
}

function basisOf({ kind, dueOn }: NewDeadline): string {
  const { basis, days } = readLimits()[kind];
  const isProvisional = days !== 'ordered' && !isArranged(dueOn);
  return `${basis.join('；')}${isProvisional ? provisional : ''}`;
}

const running = { metAt: null, cancelledAt: null };

/** Ends deadlines that a step meets, as of its day. */
export async function meetDeadlines(
  transaction: Transaction,
  caseId: string,
  kinds: readonly LimitKind[],
  on: string,
): Promise<void> {
  if (kinds.length === 0) return;
  await transaction.caseDeadline.updateMany({
    where: { caseId, kind: { in: [...kinds] }, ...running },
    data: { metAt: startOfDay(on) },
  });
}

/** The investigation goes on: its deadline, met when a penalty was proposed, runs again. */
export async function reopenInvestigation(transaction: Transaction, caseId: string): Promise<void> {
  await transaction.caseDeadline.updateMany({
    where: { caseId, kind: 'investigation', cancelledAt: null },
    data: { metAt: null },
  });
}

/** The head of the department has given more days: another deadline from the same start stands in for the one that ran (监察条例 17). */
export async function extendInvestigation(
  transaction: Transaction,
  found: CaseRecord,
  stepId: string,
  now: Date,
): Promise<void> {
  const earlier = found.deadlines.findLast(({ kind, cancelledAt }) => kind === 'investigation' && cancelledAt === null);
  if (earlier === undefined) return;
  await transaction.caseDeadline.update({ where: { id: earlier.id }, data: { cancelledAt: now } });
  const { startedOn } = earlier;
  const kind = 'investigation' as const;
  await startDeadlines(transaction, found.id, stepId, [{ kind, startedOn, dueOn: endOf(kind, startedOn, true) }]);
}

/** @param after of a suspension: what was overdue on this day stays so */
export async function cancelDeadlines(
  transaction: Transaction,
  caseId: string,
  now: Date,
  after?: string,
): Promise<void> {
  await transaction.caseDeadline.updateMany({
    where: { caseId, ...running, ...(after === undefined ? {} : { dueOn: { gte: after } }) },
    data: { cancelledAt: now },
  });
}

/** What was left of each deadline on the day of the suspension is left on the day on which the case goes on. */
export function resumedDeadlines(found: CaseRecord, resumedOn: string): readonly NewDeadline[] {
  const suspension = newestStep(found, 'suspend');
  if (suspension === undefined) return [];
  const { occurredOn: suspendedOn, recordedAt, answer } = suspension;
  const suspendedAt = (answer?.answeredAt ?? recordedAt).getTime();
  return found.deadlines
    .filter(({ metAt, cancelledAt }) => metAt === null && cancelledAt?.getTime() === suspendedAt)
    .map(({ kind, startedOn, dueOn }) => ({
      ...{ kind: kind as LimitKind, startedOn },
      dueOn: shifted(kind as LimitKind, dueOn, suspendedOn, resumedOn),
    }));
}

function shifted(kind: LimitKind, dueOn: string, suspendedOn: string, resumedOn: string): string {
  if (readLimits()[kind].days === 'working') {
    const left = workingDaysBetween(suspendedOn, dueOn);
    return left === 0 ? workingDayFrom(resumedOn) : workingDaysAfter(resumedOn, left);
  }
  const left = (Date.parse(dueOn) - Date.parse(suspendedOn)) / 86_400_000;
  const end = addDays(resumedOn, left);
  return readLimits()[kind].days === 'ordered' ? end : workingDayFrom(end);
}
