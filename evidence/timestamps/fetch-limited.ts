/** As the global `fetch`, for tests and for whoever must go through a proxy. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What bounds one exchange with a server that may be slow, or send without end. */
export interface FetchLimits {
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
  readonly timeoutMilliseconds: number;
  readonly mostBytes: number;
}

/**
 * The whole body of an answer with status 200. Redirects are not followed.
 *
 * @throws Error whose message says why there is none
 */
export async function fetchLimited(url: string, init: RequestInit, limits: FetchLimits): Promise<Uint8Array> {
  const timeout = AbortSignal.timeout(limits.timeoutMilliseconds);
  const signal = AbortSignal.any([limits.signal, timeout]);
  try {
    const response = await limits.fetch(url, { ...init, redirect: 'error', signal });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new Error(`it answered with status ${response.status}`);
    }
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength;
      // Leaving the loop cancels the body.
      if (bytes > limits.mostBytes) throw new Error(`its answer has more than ${limits.mostBytes} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (timeout.aborted && !limits.signal.aborted)
      throw new Error(`it did not answer within ${limits.timeoutMilliseconds / 1000} s`, { cause: error });
    // What went wrong is the cause of the «fetch failed» that Node says.
    if (error instanceof TypeError && error.cause instanceof Error)
      throw new Error(`it cannot be reached (${error.cause.message})`, { cause: error });
    throw error;
  }
}
