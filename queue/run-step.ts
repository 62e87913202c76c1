import { DeadError, FatalError } from '../contracts/errors.js';
import { appendLedgerEntries } from '../evidence/ledger/append-entries.js';
import { databaseFailure } from './database-failure.js';
import { addDueWork, type ClaimedWork, endDueWork } from './due-work.js';
import type { QueuedJob } from './engine.js';
import { gatherCalls } from './gather-calls.js';
import type { Acted, PipelineStep, StepContext } from './steps/step.js';

/** More in one transaction gains nothing, and holds the ledger's lock for longer. */
const mostTogether = 100;

/** Told after each commit what became due and which runs may have come to their end by it. */
export type Committed = (jobs: readonly QueuedJob[], crawlRunIds: readonly string[]) => Promise<void>;

/** Runs claimed work of one step: loads, acts, stores; loading and storing are shared with other work of the step. */
export function createStepRunner<Loaded, Effect>(
  context: StepContext,
  step: PipelineStep<Loaded, Effect>,
  committed: Committed,
): (work: ClaimedWork, signal: AbortSignal) => Promise<void> {
  const mayBeOnesFault = (error: unknown): boolean =>
    !(databaseFailure(error, context.clock.now(), 0) instanceof FatalError);

  const load = gatherCalls<ClaimedWork, Loaded | undefined>({
    most: mostTogether,
    mayBeOnesFault,
    async together(work) {
      const found = await step.load(context, work);
      return work.map(({ id }) => found.get(id));
    },
  });

  const store = gatherCalls<Acted<Loaded, Effect>, void>({
    most: mostTogether,
    mayBeOnesFault,
    async together(acted) {
      const { jobs, goOn } = await context.database.$transaction(async (transaction) => {
        const now = context.clock.now();
        const work = acted.map((one) => one.work);
        const ended = await endDueWork(transaction, work, context.holder, now);
        const effective = acted.filter((one) => ended.has(one.work.id));
        if (effective.length === 0) return { jobs: [], goOn: new Set() };
        const { due, ledger } = await step.store(transaction, effective, now);
        const next = await addDueWork(transaction, due, now);
        await appendLedgerEntries(transaction, ledger, now);
        return { jobs: next, goOn: new Set(due.map(({ crawlRunId }) => crawlRunId)) };
      });
      // A run in which something has become due has not come to its end.
      const runs = new Set(
        acted.flatMap(({ work: { crawlRunId: run } }) => (run === null || goOn.has(run) ? [] : [run])),
      );
      await committed(jobs, [...runs]);
      return acted.map(() => undefined);
    },
  });

  return async (work, signal) => {
    const loaded = await load(work);
    if (loaded === undefined)
      throw new DeadError(
        'subject_missing',
        `What ${work.step} is to work on, ${work.subjectId}, is not in the record.`,
      );
    const effect = await step.act(context, work, loaded, signal);
    await store({ work, loaded, effect });
  };
}
