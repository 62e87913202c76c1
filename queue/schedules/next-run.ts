import type { CronTimes } from './cron-times.js';

/**
 * The fire of a schedule that comes next and has no run yet. Runs that began after `now` are there when the clock was put back: the
 * fire that each of them served comes a second time, and is passed over.
 *
 * @param startedLater starts of runs of this schedule that lie after `now`
 */
export function nextRun(times: CronTimes, now: Date, startedLater: readonly Date[]): Date | undefined {
  let fire = times.after(now);
  while (fire !== undefined) {
    const following = times.after(fire);
    if (!startedLater.some((start) => isBetween(start, fire, following))) return fire;
    fire = following;
  }
  return undefined;
}

function isBetween(moment: Date, from: Date | undefined, to: Date | undefined): boolean {
  return from !== undefined && moment >= from && (to === undefined || moment < to);
}
