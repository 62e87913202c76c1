import { v7 as newId } from 'uuid';
import type { JobPayload } from '../../contracts/jobs.js';
import type { Database } from '../../prisma/open-database.js';
import { createBullmqEngine } from '../../queue/bullmq/bullmq-engine.js';
import { addDueWork, type ClaimedWork, claimDueWork, endDueWork } from '../../queue/due-work.js';
import type { QueuedJob } from '../../queue/engine.js';
import { gatherCalls } from '../../queue/gather-calls.js';
import { demand } from '../demand.js';

/** So many jobs are handled at once: as many as a worker fetches pages. */
const places = 32;
/** So many are put on the queue together, as when list pages have been read. */
const together = 100;
/** As a worker gathers them, see queue/run-due-work.ts. */
const mostGathered = 100;
const step = 'fetch_page';

/** Work that is nothing but its job. @returns jobs per second, from the first one put in to the last one handled */
export async function carryEmptyJobs(redisUrl: string, count: number): Promise<number> {
  const jobs = Array.from({ length: count }, () => ({ payload: { dueWorkId: newId(), step } as const }));
  return carry(redisUrl, 'bench-empty', jobs, async () => undefined);
}

/**
 * The same where each job is a DueWork row that is claimed and ended, as a worker does it but for the work itself. Rows are written before
 * the clock starts: they belong to the change that makes work due.
 */
export async function carryJobsWithRows(redisUrl: string, database: Database, count: number): Promise<number> {
  const holder = `bench ${newId()}`;
  const work = Array.from({ length: count }, () => ({ step, subjectId: newId(), crawlRunId: null }) as const);
  const jobs = await database.$transaction((transaction) => addDueWork(transaction, work, new Date()));
  const mayBeOnesFault = (): boolean => false;
  const claim = gatherCalls<JobPayload, ClaimedWork | undefined>({
    most: mostGathered,
    mayBeOnesFault,
    together: (payloads) => claimDueWork(database, payloads, holder, new Date()),
  });
  const end = gatherCalls<ClaimedWork, void>({
    most: mostGathered,
    mayBeOnesFault,
    async together(claimed) {
      const ended = await database.$transaction((transaction) => endDueWork(transaction, claimed, holder, new Date()));
      demand(ended.size === claimed.length, `${claimed.length - ended.size} rows were ended by nobody`);
      return claimed.map(() => undefined);
    },
  });
  const rate = await carry(redisUrl, 'bench-rows', jobs, async (payload) => {
    const claimed = await claim(payload);
    demand(claimed !== undefined, 'a row could not be claimed');
    if (claimed !== undefined) await end(claimed);
  });
  const done = await database.dueWork.count({ where: { state: 'done' } });
  demand(done >= count, `${done} of ${count} rows are done`);
  await database.dueWork.deleteMany({});
  return rate;
}

async function carry(
  redisUrl: string,
  prefix: string,
  jobs: readonly QueuedJob[],
  handle: (payload: JobPayload) => Promise<void>,
): Promise<number> {
  const errors: unknown[] = [];
  const engine = await createBullmqEngine({ url: redisUrl, prefix, onError: (error) => errors.push(error) });
  const handled = new Set<string>();
  const all = new Promise<void>((resolve, reject) => {
    engine.work({
      concurrency: {
        fetch_page: places,
        render_page: 1,
        read_capture: 1,
        judge_posting: 1,
        link_posting: 1,
        capture_full: 1,
        stamp_seal: 1,
        recapture_case: 1,
        capture_complaint: 1,
      },
      async handle(payload) {
        await handle(payload);
        handled.add(payload.dueWorkId);
        if (handled.size === jobs.length) resolve();
        return undefined;
      },
      failed: (_payload, error) => reject(error),
    });
  });
  try {
    const began = performance.now();
    for (let index = 0; index < jobs.length; index += together) await engine.add(jobs.slice(index, index + together));
    await all;
    const seconds = (performance.now() - began) / 1000;
    demand(errors.length === 0, `the queue had trouble: ${errors.map(String).join('; ')}`);
    return jobs.length / seconds;
  } finally {
    await engine.close();
  }
}
