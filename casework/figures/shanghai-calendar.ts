/** Asia/Shanghai has been eight hours ahead of UTC without summer time since 1992 (tz database, `asia`). */
const ahead = 8 * 3_600_000;
const day = 24 * 3_600_000;

/** The calendar day there, `YYYY-MM-DD`. */
export function shanghaiDay(at: Date): string {
  return new Date(at.getTime() + ahead).toISOString().slice(0, 10);
}

/** When a calendar day there begins. */
function startOfDay(name: string): Date {
  return new Date(`${name}T00:00:00+08:00`);
}

export function startOfToday(now: Date): Date {
  return startOfDay(shanghaiDay(now));
}

export function startOfMonth(now: Date): Date {
  return startOfDay(`${shanghaiDay(now).slice(0, 7)}-01`);
}

export type Step = 'week' | 'month';

/** A week (ISO 8601: from Monday) or a month there, by the name of its first day. */
export interface Span {
  readonly start: string;
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
}

/** The last `count` weeks or months, the present one included, oldest first. */
export function lastSpans(step: Step, count: number, now: Date): readonly Span[] {
  let from = step === 'month' ? startOfMonth(now) : startOfWeek(now);
  const starts = [nextStart(step, from)];
  for (let index = 0; index < count; index++) {
    starts.push(from);
    from = step === 'month' ? startOfMonth(new Date(from.getTime() - day)) : new Date(from.getTime() - 7 * day);
  }
  starts.reverse();
  return starts.slice(0, -1).map((start, index) => ({
    ...{ start: shanghaiDay(start), from: start },
    to: starts[index + 1] ?? start,
  }));
}

function startOfWeek(now: Date): Date {
  const today = startOfToday(now);
  // Monday is 0.
  const weekday = (new Date(today.getTime() + ahead).getUTCDay() + 6) % 7;
  return new Date(today.getTime() - weekday * day);
}

function nextStart(step: Step, from: Date): Date {
  return step === 'month' ? startOfMonth(new Date(from.getTime() + 32 * day)) : new Date(from.getTime() + 7 * day);
}
