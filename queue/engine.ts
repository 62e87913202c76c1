import type { JobPayload, Step } from '../contracts/jobs.js';

/**
 * The port behind which jobs are carried to workers: in this process (embedded) or over Redis (BullMQ).
 * An engine may lose jobs or run one twice. It is no record: DueWork rows are, and `reconcile` puts back what is missing.
 */
export interface QueueEngine {
  /**
   * Carries a job to a worker, not before `notBefore`. While a job of the same `dueWorkId` waits or runs, adding it again changes
   * nothing; once it has ended, the same id may be added again. A queue that is away loses the jobs; that is no error here.
   */
  add(jobs: readonly QueuedJob[]): Promise<void>;
  /**
   * Starts to hand jobs to `handle`. A handler's rejection ends the job and never stops the engine: it is passed to `failed`, for the
   * handler is expected to have recorded every failure that has a consequence in its DueWork row.
   */
  work(options: WorkOptions): void;
  /**
   * Which of these have a job that waits or runs, by DueWork id. One that waits for far longer than `notBefore` was put off by a clock that
   * was ahead, and waits no longer.
   */
  held(jobs: readonly QueuedJob[]): Promise<ReadonlySet<string>>;
  /** How many jobs wait or run. */
  size(): Promise<number>;
  /**
   * Runs `tick` by a cron expression (seconds first where it has six fields) in a time zone until closed. A tick that is still running
   * is not started again, on no machine that shares the queue. `tick` answers for its own failures and must not reject.
   */
  schedule(name: string, cron: string, timeZone: string, tick: () => Promise<void>): Promise<void>;
  /** Takes no new jobs, waits for the running ones, and lets go of everything. Waiting jobs are left to others: their rows remain. */
  close(): Promise<void>;
}

export interface QueuedJob {
  readonly payload: JobPayload;
  /** Absent: at once. */
  readonly notBefore?: Date;
  /** 0 to 99, higher goes first among those that could start; 0 where absent. */
  readonly priority?: number;
}

export interface WorkOptions {
  /** How many jobs of each step run at once: a step never waits behind another's slow jobs. 0 leaves the step to other workers. */
  readonly concurrency: Readonly<Record<Step, number>>;
  /**
   * Does the job; gets a signal that aborts when the engine closes. A date it returns is when the job is to run again
   * (a later try, or a platform that asked to wait); undefined ends it.
   */
  handle(payload: JobPayload, signal: AbortSignal): Promise<Date | undefined>;
  /** Told of a handler's rejection: a lost database or a defect, not a failed page. */
  failed(payload: JobPayload, error: unknown): void;
}
