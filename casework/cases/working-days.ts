import chineseDays from 'chinese-days';

const milliseconds = 86_400_000;

/** The calendar day `count` days later, or earlier. */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * milliseconds).toISOString().slice(0, 10);
}

/**
 * Whether people work on this day: neither a weekend nor a holiday, or a weekend on which a holiday is made up for (调休). Days of a year
 * whose arrangement is not known are judged by the weekday alone.
 */
export const isWorkingDay = (day: string): boolean => detailOf(day).work;

/** The library takes a day by the machine's time zone: noon there is on that day everywhere. */
const detailOf = (day: string) => chineseDays.getDayDetail(new Date(`${day}T12:00:00`));

/**
 * Whether the State Council's arrangement of holidays that this day belongs to is known here; where it is not, weekends alone are left out.
 * The last days of December may be rearranged with the next year's.
 */
export function isArranged(day: string): boolean {
  const year = addDays(day, 7).slice(0, 4);
  return detailOf(`${year}-10-01`).name.startsWith('National Day');
}

/**
 * The `count`-th working day after a day, which is not counted itself (民法典 201; 行政处罚法 85: days are working days).
 * @param count from 1
 */
export function workingDaysAfter(start: string, count: number): string {
  let day = start;
  for (let counted = 0; counted < count; ) {
    day = addDays(day, 1);
    if (isWorkingDay(day)) counted += 1;
  }
  return day;
}

/**
 * The `count`-th calendar day after a day, which is not counted itself; where people do not work on it, the next day on which they do
 * (民法典 201, 203).
 * @param count from 1
 */
export const calendarDaysAfter = (start: string, count: number): string => workingDayFrom(addDays(start, count));

/** The day itself or the first working day after it. */
export function workingDayFrom(start: string): string {
  let day = start;
  while (!isWorkingDay(day)) day = addDays(day, 1);
  return day;
}

/** How many working days lie after `start` up to and with `end`; 0 where `end` is no later. */
export function workingDaysBetween(start: string, end: string): number {
  let count = 0;
  for (let day = addDays(start, 1); day <= end; day = addDays(day, 1)) if (isWorkingDay(day)) count += 1;
  return count;
}
