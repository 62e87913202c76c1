/**
 * The time that a visit has used. It stands still while a request of the page waits for its host's turn: that wait is our politeness,
 * and neither the page's slowness nor the browser's.
 */
export interface VisitTime {
  /** Calls back once, when that much time has been used. @returns what cancels it */
  after(milliseconds: number, done: () => void): () => void;
  /** Waits with the time standing still. Several may wait at once. */
  standStill(wait: () => Promise<void>): Promise<void>;
  isStandingStill(): boolean;
  /** Cancels all that has not been called back. */
  end(): void;
}

/**
 * Longest time for which one visit stands still in all; after that its waiting counts. A page that asks without end, once for each turn
 * that it is given, would not end otherwise. Chosen: sixty requests at a Crawl-delay of 10 s.
 */
const longestStillMilliseconds = 600_000;

interface Alarm {
  remaining: number;
  setAt: number;
  timer: NodeJS.Timeout | undefined;
  readonly done: () => void;
}

export function startVisitTime(): VisitTime {
  const alarms = new Set<Alarm>();
  let waits = 0;
  let still = false;
  let stoppedAt = 0;
  let leftToStand = longestStillMilliseconds;
  let limit: NodeJS.Timeout | undefined;

  function set(alarm: Alarm): void {
    alarm.setAt = performance.now();
    alarm.timer = setTimeout(() => {
      alarms.delete(alarm);
      alarm.done();
    }, alarm.remaining);
  }

  function stop(): void {
    still = true;
    stoppedAt = performance.now();
    limit = setTimeout(goOn, leftToStand).unref();
    for (const alarm of alarms) {
      clearTimeout(alarm.timer);
      alarm.remaining = Math.max(0, alarm.remaining - (stoppedAt - alarm.setAt));
    }
  }

  function goOn(): void {
    still = false;
    clearTimeout(limit);
    leftToStand = Math.max(0, leftToStand - (performance.now() - stoppedAt));
    for (const alarm of alarms) set(alarm);
  }

  return {
    after(milliseconds, done) {
      const alarm: Alarm = { remaining: milliseconds, setAt: performance.now(), timer: undefined, done };
      alarms.add(alarm);
      if (!still) set(alarm);
      return () => {
        clearTimeout(alarm.timer);
        alarms.delete(alarm);
      };
    },
    async standStill(wait) {
      waits += 1;
      if (!still && leftToStand > 0) stop();
      try {
        await wait();
      } finally {
        waits -= 1;
        if (waits === 0 && still) goOn();
      }
    },
    isStandingStill: () => still,
    end() {
      clearTimeout(limit);
      for (const { timer } of alarms) clearTimeout(timer);
      alarms.clear();
    },
  };
}
