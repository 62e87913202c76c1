import { FatalError, PutOffError } from '../contracts/errors.js';
import type { JobPayload, Step } from '../contracts/jobs.js';
import { databaseFailure } from './database-failure.js';
import { type ClaimedWork, claimDueWork, giveBack, putOff } from './due-work.js';
import type { QueueEngine } from './engine.js';
import { finishIdleRuns } from './finish-run.js';
import { gatherCalls } from './gather-calls.js';
import { recordFailure } from './record-failure.js';
import { type Committed, createStepRunner } from './run-step.js';
import { captureComplaint } from './steps/capture-complaint.js';
import { captureFull } from './steps/capture-full.js';
import { fetchPage } from './steps/fetch-page.js';
import { judgePosting } from './steps/judge-posting.js';
import { linkPosting } from './steps/link-posting.js';
import { readCapture } from './steps/read-capture.js';
import { recaptureCase } from './steps/recapture-case.js';
import { stampSeal } from './steps/stamp-seal.js';
import type { StepContext } from './steps/step.js';

/** What one job says is due, done. */
export type RunDueWork = (payload: JobPayload, signal: AbortSignal) => Promise<Date | undefined>;

/** A wait that an operator should see in the row; shorter ones are the pace of the platform, and cost no writing. */
const shownWaitMilliseconds = 60_000;
const mostTogether = 100;

/**
 * Does what a job says is due: claims the row, runs its step, puts on the queue what became due by it, and records a failure with its
 * consequence. Safe to call twice, or from two workers, for one row. The call resolves to when to try again, or undefined when the work has
 * ended or another worker has it; it rejects with a FatalError when the machine cannot go on: the work stays due.
 */
export function createWorkRunner(context: StepContext, engine: QueueEngine): RunDueWork {
  const { database, clock, holder } = context;
  const mayBeOnesFault = (error: unknown): boolean => !(databaseFailure(error, clock.now(), 0) instanceof FatalError);

  const committed: Committed = async (jobs, crawlRunIds) => {
    await engine.add(jobs);
    await engine.add(await finishIdleRuns(database, crawlRunIds, clock.now()));
  };
  const fetch = createStepRunner(context, fetchPage, committed);
  const steps: Readonly<Record<Step, (work: ClaimedWork, signal: AbortSignal) => Promise<void>>> = {
    fetch_page: fetch,
    render_page: fetch,
    read_capture: createStepRunner(context, readCapture, committed),
    judge_posting: createStepRunner(context, judgePosting, committed),
    link_posting: createStepRunner(context, linkPosting, committed),
    capture_full: createStepRunner(context, captureFull, committed),
    stamp_seal: createStepRunner(context, stampSeal, committed),
    recapture_case: createStepRunner(context, recaptureCase, committed),
    capture_complaint: createStepRunner(context, captureComplaint, committed),
  };
  const claim = gatherCalls<JobPayload, ClaimedWork | undefined>({
    most: mostTogether,
    mayBeOnesFault,
    together: (payloads) => claimDueWork(database, payloads, holder, clock.now()),
  });
  const release = gatherCalls<string, void>({
    most: mostTogether,
    mayBeOnesFault,
    async together(ids) {
      await giveBack(database, ids, holder);
      return ids.map(() => undefined);
    },
  });

  /** A timer may fire a moment early, and a queue may offer work that was put off meanwhile. */
  async function dueLater(payload: JobPayload): Promise<Date | undefined> {
    const row = await database.dueWork.findUnique({
      where: { id: payload.dueWorkId },
      select: { state: true, dueAt: true, createdAt: true },
    });
    if (row?.state !== 'due' || row.dueAt <= clock.now()) return undefined;
    return row.dueAt.getTime() === row.createdAt.getTime() ? undefined : row.dueAt;
  }

  async function waitLater(work: ClaimedWork, { code, notBefore }: PutOffError): Promise<Date> {
    // Whoever complained, or registered it, looks at the complaint; it is in no list of failures.
    if (work.step === 'capture_complaint') await putOff(database, work.id, holder, notBefore, code);
    else if (notBefore.getTime() - clock.now().getTime() > shownWaitMilliseconds)
      await putOff(database, work.id, holder, notBefore);
    else await release(work.id);
    return notBefore;
  }

  /** The claim of work that is not to blame is taken back; where that fails too, the claim runs out by itself. */
  async function tryToGiveBack(work: ClaimedWork): Promise<void> {
    // The first try may meet the very connection that broke, which the pool then lets go.
    await release(work.id)
      .catch(() => release(work.id))
      .catch(() => undefined);
  }

  return async (payload, signal) => {
    const work = await claim(payload).catch((error: unknown) => {
      throw databaseFailure(error, clock.now(), 0);
    });
    if (work === undefined) return dueLater(payload);
    try {
      await steps[work.step](work, signal);
      return undefined;
    } catch (thrown) {
      const now = clock.now();
      const error = databaseFailure(thrown, now, Math.random());
      // A worker that is told to stop gives its work back as it was: the page is not to blame.
      if (error instanceof FatalError || signal.aborted) {
        await tryToGiveBack(work);
        if (error instanceof FatalError) throw error;
        return undefined;
      }
      if (error instanceof PutOffError) return waitLater(work, error);
      const again = await recordFailure(context, work, error, now);
      if (again === undefined && work.crawlRunId !== null) await committed([], [work.crawlRunId]);
      return again;
    }
  };
}
