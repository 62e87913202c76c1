/** Counts what each caller asks for in a minute. */
export interface RateLimit {
  /** Takes one. @returns 0 when it may, or the whole seconds after which it may again */
  take(caller: string, now: Date): number;
}

const minute = 60_000;

/**
 * A sliding log (one time for each request of the last minute): exact, where a window that starts anew each minute would let twice as many
 * through around its edge. Callers are people with a token, and a limit is some dozens, so that the log is small.
 */
export function createRateLimit(perMinute: number): RateLimit {
  const taken = new Map<string, number[]>();
  return {
    take(caller, now) {
      const at = now.getTime();
      for (const [other, times] of taken) if ((times.at(-1) ?? 0) <= at - minute) taken.delete(other);
      const recent = (taken.get(caller) ?? []).filter((time) => time > at - minute);
      taken.set(caller, recent);
      const oldest = recent[0];
      if (oldest !== undefined && recent.length >= perMinute)
        return Math.max(1, Math.ceil((oldest + minute - at) / 1000));
      recent.push(at);
      return 0;
    },
  };
}
