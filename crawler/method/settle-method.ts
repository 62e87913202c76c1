import type { FetchMethod } from './compare-readings.js';

/** What is known of the method for one kind of page of one platform; a row of the table FetchMethod. */
export interface MethodState {
  method: FetchMethod;
  /** Samples since it was last settled, by what they spoke for. */
  forHttp: number;
  forBrowser: number;
  /** Null while it is being learned. */
  settledAt: Date | null;
  /** From then on pages are compared again; null while it is being learned. */
  recheckAt: Date | null;
}

/** An odd number, so that there is a majority. One page could be an exception; three are a kind of page. */
const samplesToSettle = 3;
/** Layouts change a few times a year, and comparing costs each platform twice the pages. */
const settledMilliseconds = 14 * 24 * 3_600_000;

/** Where learning begins: by HTTP until samples say otherwise. */
export const unlearnedMethod: Readonly<MethodState> = {
  method: 'http',
  forHttp: 0,
  forBrowser: 0,
  settledAt: null,
  recheckAt: null,
};

/** Whether the next page should be fetched both ways. */
export function wantsSample({ recheckAt }: MethodState, now: Date): boolean {
  return recheckAt === null || recheckAt <= now;
}

/**
 * The state after one more sample (of compareReadings). Three samples settle the method by majority for 14 days; until the third the
 * method stays what it was, so that no single page changes it. A sample that nobody wanted any more changes nothing.
 */
export function settle(state: MethodState, sample: FetchMethod, now: Date): MethodState {
  if (!wantsSample(state, now)) return state;
  const forHttp = state.forHttp + (sample === 'http' ? 1 : 0);
  const forBrowser = state.forBrowser + (sample === 'browser' ? 1 : 0);
  if (forHttp + forBrowser < samplesToSettle) return { ...state, forHttp, forBrowser };
  return {
    method: forBrowser > forHttp ? 'browser' : 'http',
    forHttp: 0,
    forBrowser: 0,
    settledAt: now,
    recheckAt: new Date(now.getTime() + settledMilliseconds),
  };
}
