import { readOrigins, type ShownOrigin } from '../../casework/cases/case-origins.js';
import { type CaseRecord, caseNumber, personOf } from '../../casework/cases/case-record.js';
import { describeDeadline } from '../../casework/cases/describe-deadline.js';
import { proposeLateFine } from '../../casework/cases/late-fine.js';
import { type CaseReading, readCase } from '../../casework/cases/read-case.js';
import { shanghaiDay } from '../../casework/figures/shanghai-calendar.js';
import { everyOrganisation } from '../as-decider.js';
import type { ExitCode } from '../run-command.js';
import { table } from '../table.js';
import { withRecord } from '../with-record.js';
import { caseIdOf } from './case-reference.js';

/** `guazheng case show CASE`: a case, its steps and deadlines, what may be done next, and what speaks for a refusal. */
export function show(named: string, options: { readonly json?: boolean }): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    const jurisdiction = await everyOrganisation(database);
    const reading = await readCase(database, await caseIdOf(database, named, jurisdiction), jurisdiction);
    const origins = await readOrigins(database, reading.found.id);
    const today = shanghaiDay(new Date());
    process.stdout.write(
      options.json === true
        ? `${JSON.stringify({ ...asJson(reading, today), origins })}\n`
        : inWords(reading, origins, today),
    );
    return 0;
  });
}

const stepsOf = ({ steps }: CaseRecord) =>
  steps.map((step) => ({
    ...{ id: step.id, number: step.number, action: step.action, occurredOn: step.occurredOn, by: personOf(step).name },
    answer:
      step.answer === null ? (step.needsSecond ? 'waits' : '') : `${step.answer.kind} by ${personOf(step.answer).name}`,
  }));
const deadlinesOf = ({ deadlines }: CaseRecord, today: string) =>
  deadlines.map((row) => ({ kind: row.kind, dueOn: row.dueOn, basis: row.basis, ...describeDeadline(row, today) }));

function asJson({ found, next, refusal, penalty }: CaseReading, today: string): object {
  return {
    ...{
      id: found.id,
      number: caseNumber(found),
      path: found.path,
      subjectName: found.subjectName,
      state: found.state,
    },
    ...{ pendingStepId: found.pendingStepId, steps: stepsOf(found), deadlines: deadlinesOf(found, today) },
    postings: found.postings.map(({ postingId }) => postingId),
    next: next.map(({ action, second }) => ({ action, second })),
    ...{ refusal, proposals: penalty.proposals.map(({ id, penalties, fine }) => ({ id, penalties, fine })) },
    ...{ penaltyLimit: penalty.limit, lateFine: proposeLateFine(found, today) },
  };
}

function inWords(
  { found, next, refusal, penalty }: CaseReading,
  origins: readonly ShownOrigin[],
  today: string,
): string {
  const { limit } = penalty;
  const late = proposeLateFine(found, today);
  return [
    `${caseNumber(found)}  ${found.subjectName}  ${found.state}  (${found.id})\n`,
    limit === null ? '' : `last seen ${limit.lastSeenOn}; to be found by ${limit.endsOn} (行政处罚法 36)\n`,
    ...origins.map(
      ({ kind, id, leadKind, day, withdrawn }) =>
        `began with the ${kind === 'lead' ? `lead ${id} (${leadKind})` : `check on site ${id}`} of ${day}${withdrawn === null ? '' : `, which was withdrawn: ${withdrawn}`}\n`,
    ),
    '\n',
    table(
      ['no', 'step', 'day', 'by', 'second officer', 'id'],
      stepsOf(found).map(({ number, action, occurredOn, by, answer, id }) => [
        number,
        action,
        occurredOn,
        by,
        answer,
        id,
      ]),
    ),
    '\n',
    table(
      ['deadline', 'due', 'state', 'basis'],
      deadlinesOf(found, today).map(({ kind, dueOn, state, basis }) => [kind, dueOn, state, basis]),
    ),
    `\nnext: ${next.map(({ action, second }) => (second === null ? action : `${action} (second: ${second})`)).join(', ') || 'nothing'}\n`,
    refusal.order === null ? '' : `speaks for a refusal to correct: ${refusal.speaksForRefusal ? 'yes' : 'no'}\n`,
    late === null
      ? ''
      : `may be added to the fine of ${late.fineYuan} yuan: ${late.addedYuan} (${late.dailyYuan} a day for ${late.days} days after ${late.dueOn}${late.suspendedDays === 0 ? '' : `, without ${late.suspendedDays} on which the case was suspended`}, at most the fine; 行政处罚法 72); a person decides, without the days of a review or lawsuit (73)\n`,
    `the law allows: ${penalty.proposals.map(({ proposal }) => proposal).join('；') || 'nothing'}\n`,
  ].join('');
}
