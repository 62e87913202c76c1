import type { BlobReference } from '../contracts/capture.js';

/** What the crawler needs from rooms that it may not import. Whoever runs the crawler passes these in. */

/** Keeps bytes for ever under their SHA-256. Resolves once they are durable; rejects with a FatalError when the disk is full. */
export interface BlobSink {
  put(bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<BlobReference>;
}

/** Sees to it that a host gets its pace, however many workers run. */
export interface PaceKeeper {
  /**
   * Resolves when a request to `host` may start: at least `gapMilliseconds` after the start of the one before.
   * A keeper that would wait for long may throw a DelayedError instead. Rejects with the signal's reason when aborted.
   */
  waitTurn(host: string, gapMilliseconds: number, signal?: AbortSignal): Promise<void>;
  /** No request to `host` starts before `until`; an earlier `until` than one already known changes nothing. */
  slowDown(host: string, until: Date): Promise<void>;
}

/** One answer to "may this URL be fetched?", kept so that a regulator can show why a page was or was not visited. */
export interface Decision {
  url: string;
  rule: 'robots' | 'address_guard' | 'budget';
  allowed: boolean;
  /** The sentence a person reads. */
  detail: string;
  at: Date;
}

export interface DecisionLog {
  record(decision: Decision): Promise<void>;
}

export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
