import type { BlobReference } from '../contracts/capture.js';

/** What the crawler needs from rooms that it may not import. Whoever runs the crawler passes these in. */

/** Keeps bytes for ever under their SHA-256. Resolves once they are durable; rejects with a FatalError when the disk is full. */
export interface BlobSink {
  put(bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<BlobReference>;
}

/** One answer to "may this URL be fetched?", kept so that a regulator can show why a page was or was not visited. */
export interface Decision {
  url: string;
  rule: 'robots' | 'legal_basis' | 'address_guard' | 'budget';
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
