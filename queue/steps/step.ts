import type { Judge } from '../../classifier/judge.js';
import type { CaptureRecord } from '../../contracts/capture.js';
import type { FullPageRecord } from '../../contracts/full-capture.js';
import type { BrowserFetchOptions } from '../../crawler/fetch/browser-fetch.js';
import type { FetchLimits, FetchOptions } from '../../crawler/fetch/fetcher.js';
import type { Permission, Robots } from '../../crawler/fetch/robots.js';
import type { PaceKeeper } from '../../crawler/politeness/pace-keeper.js';
import type { Clock } from '../../crawler/ports.js';
import type { BlobStore } from '../../evidence/blobs/blob-store.js';
import type { NewLedgerEntry } from '../../evidence/ledger/append-entries.js';
import type { Database, Transaction } from '../../prisma/open-database.js';
import type { ClaimedWork, NewDueWork } from '../due-work.js';

/** How one page is fetched and captured: over HTTP, in the browser, or in full. */
export interface PageFetcher<Captured extends CaptureRecord = CaptureRecord> {
  fetch(
    url: string,
    limits: FetchLimits,
    options: FetchOptions & Pick<BrowserFetchOptions, 'scroll' | 'waitTurn'>,
  ): Promise<Captured>;
}

/** What robots.txt said, under which legal basis, and when (milliseconds of a monotonic clock). */
export interface KeptPermission {
  readonly permission: Permission;
  readonly basisId: string | null;
  readonly at: number;
}

/** What the steps work with. */
export interface StepContext {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly http: PageFetcher;
  /** Absent with the sentence that says why. */
  readonly browser: PageFetcher | { readonly absent: string };
  /** Takes pages as evidence; absent where the browser is. */
  readonly fullCapture: PageFetcher<FullPageRecord> | { readonly absent: string };
  /** Timestamp authorities that heads of the ledger are sent to (RFC 3161). */
  readonly timestampAuthorities: readonly string[];
  /** Where heads of the ledger are kept outside the database. */
  readonly ledgerHeadsFolder: string;
  readonly robots: Robots;
  readonly pace: PaceKeeper;
  readonly judge: Judge;
  readonly clock: Clock;
  /** Names this worker in leases. */
  readonly holder: string;
  /**
   * What robots.txt said of pages whose turn has not come yet, by the id of their work: it is asked and recorded once, not again when the
   * page comes back for its start.
   */
  readonly permissions: Map<string, KeptPermission>;
}

/** A piece of work whose act is done. */
export interface Acted<Loaded, Effect> {
  readonly work: ClaimedWork;
  readonly loaded: Loaded;
  readonly effect: Effect;
}

/** What a transaction of effects leaves to do at its end. */
export interface Stored {
  readonly due: readonly NewDueWork[];
  readonly ledger: readonly NewLedgerEntry[];
}

/** One step of the pipeline (docs/decisions/0010-steps-load-act-store.md). */
export interface PipelineStep<Loaded, Effect> {
  /** What the work needs from the record, by the work's id: few queries, however many there are. */
  load(context: StepContext, work: readonly ClaimedWork[]): Promise<ReadonlyMap<string, Loaded>>;
  /** Does one piece, without the database. Its error has the consequence of its class. */
  act(context: StepContext, work: ClaimedWork, loaded: Loaded, signal: AbortSignal): Promise<Effect>;
  /**
   * Writes the effects of many. The work is ended in the same transaction before; what became due and the ledger entries are written after.
   */
  store(transaction: Transaction, acted: readonly Acted<Loaded, Effect>[], now: Date): Promise<Stored>;
}
