import { Cron } from 'croner';
import { InputError } from '../../contracts/errors.js';

/** When a schedule fires: a cron expression of five fields, by the clocks of a time zone. */
export interface CronTimes {
  /** The first fire after a moment, which is no fire itself then; undefined when there is none any more. */
  after(moment: Date): Date | undefined;
  /** The last fire up to a moment, which may be one itself. */
  upTo(moment: Date): Date | undefined;
  /** The next `count` fires after a moment. */
  nextAfter(moment: Date, count: number): Date[];
}

/**
 * @throws InputError `time_zone_unknown`, `cron_invalid` (nonsense, seconds, names such as @daily), or `cron_never_fires` (30 February)
 */
export function readCronTimes(cron: string, timeZone: string, now: Date): CronTimes {
  if (!isTimeZone(timeZone)) {
    throw new InputError(
      'time_zone_unknown',
      `«${timeZone}» is no time zone; give an IANA name such as Asia/Shanghai.`,
    );
  }
  const times = cronTimes(cron, timeZone);
  if (times.after(now) === undefined) {
    throw new InputError('cron_never_fires', `The cron expression «${cron}» never fires: there is no such day.`);
  }
  return times;
}

/** A stored schedule, which was read by the function above before. */
export function cronTimes(cron: string, timeZone: string): CronTimes {
  const parsed = parse(cron, timeZone);
  return {
    after: (moment) => parsed.nextRun(moment) ?? undefined,
    // croner looks back from before the moment it is given.
    upTo: (moment) => parsed.previousRuns(1, new Date(moment.getTime() + 1))[0],
    nextAfter: (moment, count) => parsed.nextRuns(count, moment),
  };
}

function parse(cron: string, timezone: string): Cron {
  // croner has names such as @daily too, and marks that crontab(5) does not have.
  if (cron.trim().split(/\s+/).length !== 5 || !/^[\d\s*,/A-Za-z-]+$/.test(cron)) throw invalid(cron);
  try {
    return new Cron(cron.trim(), { paused: true, timezone, mode: '5-part' });
  } catch (cause) {
    throw invalid(cron, cause);
  }
}

function invalid(cron: string, cause?: unknown): InputError {
  return new InputError(
    'cron_invalid',
    `«${cron}» is no cron expression of five fields (minute hour day month weekday), such as «30 22 * * 1-5».`,
    { cause },
  );
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    // An offset such as +08:00 is known to Intl and not to croner.
    return !/^[+-]/.test(name);
  } catch {
    return false;
  }
}
