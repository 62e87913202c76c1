import { bookStart, type HostPace, noteAnswer, unknownHostPace } from './host-pace.js';
import type { PaceKeeper } from './pace-keeper.js';

export interface PaceClock {
  /** Milliseconds of a clock that no one sets. */
  monotonic(): number;
  /** The clock on the wall, which a host's Retry-After speaks of. */
  now(): Date;
}

const systemPaceClock: PaceClock = { monotonic: () => performance.now(), now: () => new Date() };

/** A pace keeper for the workers of one process. The first start of each host waits for a gap: a process before this one may have just asked. */
export function createMemoryPaceKeeper(clock: PaceClock = systemPaceClock): PaceKeeper {
  const paces = new Map<string, HostPace>();

  function paceOf(host: string): HostPace {
    let pace = paces.get(host);
    if (pace === undefined) {
      pace = unknownHostPace(clock.monotonic());
      paces.set(host, pace);
    }
    return pace;
  }

  return {
    async book({ host, ...request }) {
      return bookStart(paceOf(host), request, clock.monotonic());
    },
    async answered(host, answer) {
      const pauseMilliseconds = (answer.notBefore?.getTime() ?? 0) - clock.now().getTime();
      noteAnswer(paceOf(host), answer, pauseMilliseconds, clock.monotonic());
    },
    async close() {
      paces.clear();
    },
  };
}
