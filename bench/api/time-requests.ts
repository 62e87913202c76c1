import { Agent, request } from 'undici';
import { demand } from '../demand.js';

/** One of the requests that are timed: each time another one of its kind. */
export interface TimedRequest<Kind extends string> {
  readonly kind: Kind;
  readonly method?: 'GET' | 'POST';
  readonly body?: unknown;
  readonly url: (round: number) => string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Milliseconds of each request, by kind, in the order in which they were made. */
export type Times<Kind extends string> = ReadonlyMap<Kind, number[]>;

/**
 * Makes one request of each kind by turns, `rounds` times, one at a time on a connection that is kept: whatever slows the machine for a
 * while slows all kinds. A time runs from sending to the last byte of the answer.
 *
 * @param rounds numbers of rounds from and up to, the last not included
 * @throws FatalError `bench_wrong` when an answer is not 200
 */
export async function timeRequests<Kind extends string>(
  requests: readonly TimedRequest<Kind>[],
  rounds: { readonly from: number; readonly to: number },
): Promise<Times<Kind>> {
  const dispatcher = new Agent({ connections: 1, pipelining: 1 });
  const times = new Map<Kind, number[]>(requests.map(({ kind }) => [kind, []]));
  try {
    for (let round = rounds.from; round < rounds.to; round++) {
      for (const { kind, method = 'GET', url, headers, body } of requests) {
        const sent = body === undefined ? undefined : JSON.stringify(body);
        const began = performance.now();
        const answer = await request(url(round), {
          ...{ method, dispatcher },
          headers: sent === undefined ? headers : { ...headers, 'content-type': 'application/json' },
          ...(sent === undefined ? {} : { body: sent }),
        });
        const bytes = await answer.body.arrayBuffer();
        times.get(kind)?.push(performance.now() - began);
        demand(answer.statusCode === 200, `${kind} was answered ${answer.statusCode}: ${Buffer.from(bytes)}`);
      }
    }
  } finally {
    await dispatcher.close();
  }
  return times;
}

/** The value that `share` of the values do not exceed (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
