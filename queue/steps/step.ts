import type { Judge } from '../../classifier/judge.js';
import type { CaptureRecord } from '../../contracts/capture.js';
import type { BrowserFetchOptions } from '../../crawler/fetch/browser-fetch.js';
import type { FetchLimits, FetchOptions } from '../../crawler/fetch/fetcher.js';
import type { Robots } from '../../crawler/fetch/robots.js';
import type { Clock, PaceKeeper } from '../../crawler/ports.js';
import type { BlobStore } from '../../evidence/blob-store.js';
import type { Database } from '../../prisma/open-database.js';
import type { ClaimedWork } from '../due-work.js';
import type { QueuedJob } from '../engine.js';

/** How one page is fetched and captured, over HTTP or in the browser. */
export interface PageFetcher {
  fetch(
    url: string,
    limits: FetchLimits,
    options: FetchOptions & Pick<BrowserFetchOptions, 'scroll' | 'waitTurn'>,
  ): Promise<CaptureRecord>;
}

/** What the steps work with. */
export interface StepContext {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly http: PageFetcher;
  /** Absent with the sentence that says why. */
  readonly browser: PageFetcher | { readonly absent: string };
  readonly robots: Robots;
  readonly pace: PaceKeeper;
  readonly judge: Judge;
  readonly clock: Clock;
  /** Names this worker in leases. */
  readonly holder: string;
}

/**
 * One step of the pipeline. Its effect, the end of its work and what becomes due by it are one transaction;
 * the jobs it returns are put on the queue after that, and by `reconcile` if the process dies in between.
 */
export type RunStep = (context: StepContext, work: ClaimedWork, signal: AbortSignal) => Promise<QueuedJob[]>;
