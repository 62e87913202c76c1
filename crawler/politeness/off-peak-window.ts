import { InputError } from '../../contracts/errors.js';

/** Minutes since midnight of the local time: open from the first to before the second, over midnight where the first is greater. */
export interface OffPeakWindow {
  /** 0 to 1439 */
  readonly from: number;
  /** 0 to 1440, not equal to `from` */
  readonly to: number;
}

const minute = 60_000;
const minutesOfDay = 1_440;
/** No zone has ever moved its clocks by more than this at once without keeping the time of day. */
const mostClockShift = 180;

/**
 * When the window opens next, to the minute; null while it is open. Local time is what the clocks of the zone show: an opening that a
 * change to summer time skips is the first minute of the window that exists.
 */
export function nextOpening(window: OffPeakWindow & { readonly timeZone: string }, now: Date): Date | null {
  const minuteOfDay = clockOf(window.timeZone);
  let time = Math.floor(now.getTime() / minute) * minute;
  if (isOpen(window, minuteOfDay(time))) return null;
  while (!isOpen(window, minuteOfDay(time))) {
    // In one leap to a little before, since the clocks may be changed on the way; then minute by minute.
    const ahead = (window.from - minuteOfDay(time) + minutesOfDay) % minutesOfDay;
    time += Math.max(1, ahead - mostClockShift) * minute;
  }
  return new Date(time);
}

/** @throws InputError `off_peak_window` unless it is like `22:00-06:30`, with an end (at most 24:00) that is not its beginning */
export function parseOffPeakWindow(text: string): OffPeakWindow {
  const [, fromHour, fromMinute, toHour, toMinute] = /^(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)$/.exec(text.trim()) ?? [];
  const from = minutesOf(fromHour, fromMinute);
  const to = minutesOf(toHour, toMinute);
  if (from === undefined || to === undefined || from === minutesOfDay || from === to % minutesOfDay) {
    throw new InputError(
      'off_peak_window',
      `"${text}" is no off-peak window; write it like 22:00-06:30, from one time of day to another, or leave it out for the whole day.`,
    );
  }
  return { from, to };
}

/** As parseOffPeakWindow reads it. */
export function formatOffPeakWindow({ from, to }: OffPeakWindow): string {
  return `${timeOfDay(from)}-${timeOfDay(to)}`;
}

function isOpen({ from, to }: OffPeakWindow, at: number): boolean {
  return from < to ? at >= from && at < to : at >= from || at < to;
}

function minutesOf(hour: string | undefined, minutes: string | undefined): number | undefined {
  const sum = Number(hour) * 60 + Number(minutes);
  return Number(minutes) < 60 && sum <= minutesOfDay ? sum : undefined;
}

function timeOfDay(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** Tells the local minute of the day for a time in milliseconds since 1970. */
function clockOf(timeZone: string): (time: number) => number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return (time) => {
    const [hour, minutes] = format.format(time).split(':');
    return Number(hour) * 60 + Number(minutes);
  };
}
