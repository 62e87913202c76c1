import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, type PaceKeeper, systemClock } from './ports.js';

/** `nextStart`: when the next request may start. `pausedUntil`: before this none starts, not even one that has its slot. */
interface HostPace {
  nextStart: number;
  pausedUntil: number;
}

/** A pace keeper for the workers of one process. Concurrent callers get successive slots in the order of their calls. */
export function createMemoryPaceKeeper(clock: Clock = systemClock): PaceKeeper {
  const paces = new Map<string, HostPace>();

  function paceOf(host: string): HostPace {
    const known = paces.get(host);
    if (known) return known;
    const fresh = { nextStart: 0, pausedUntil: 0 };
    paces.set(host, fresh);
    return fresh;
  }

  /** A timer may fire a millisecond early, hence the loop. */
  async function sleepUntil(time: number, signal: AbortSignal | undefined): Promise<void> {
    for (let left = time - clock.now().getTime(); left > 0; left = time - clock.now().getTime()) {
      await sleep(left, undefined, signal ? { signal } : {}).catch((error: unknown) => {
        signal?.throwIfAborted();
        throw error;
      });
    }
  }

  return {
    async waitTurn(host, gapMilliseconds, signal) {
      const pace = paceOf(host);
      for (;;) {
        signal?.throwIfAborted();
        const start = Math.max(clock.now().getTime(), pace.nextStart, pace.pausedUntil);
        pace.nextStart = start + gapMilliseconds;
        await sleepUntil(start, signal);
        // The host may have asked for a pause while this caller slept: then it queues again.
        if (start >= pace.pausedUntil) return;
      }
    },
    async slowDown(host, until) {
      const pace = paceOf(host);
      pace.pausedUntil = Math.max(pace.pausedUntil, until.getTime());
    },
  };
}
