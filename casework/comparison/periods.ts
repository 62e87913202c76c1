/** Days since 1970-01-01. */
export type Day = number;
/** Months since the beginning of year 0: `year × 12 + month − 1`. */
export type Month = number;

/** Still running. */
export const noEnd = 0x3fffffff;

const millisecondsADay = 86_400_000;
/** What spreadsheets count days from; between the two a cell's number is a day of 1954 to 2119. */
const spreadsheetEpoch = Date.UTC(1899, 11, 30);
const [firstSerial, lastSerial] = [20_000, 80_500];

/** A day as registers write it (2019-03-01, 2019/3/1, 2019.3.1, 20190301, 2019年3月1日, a spreadsheet's number), or undefined. */
export function readDay(text: string): Day | undefined {
  const written = text.trim();
  const plain = /^(\d{4})-(\d{2})-(\d{2})$/.exec(written);
  const parts =
    plain ??
    /^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?:[ T].*)?$/.exec(written.normalize('NFKC'));
  if (parts !== null) {
    const [, year, month = parts[4], day = parts[5]] = parts;
    return dayOf(Number(year), Number(month), Number(day));
  }
  const serial = serialOf(written);
  return serial === undefined ? undefined : Math.floor(spreadsheetEpoch / millisecondsADay) + serial;
}

/** A month as registers write it (2019-03, 2019/3, 201903, 2019年3月, a day of it, a spreadsheet's number), or undefined. */
export function readMonth(text: string): Month | undefined {
  const written = text.trim();
  const plain = /^(\d{4})-(\d{2})$/.exec(written);
  const parts = plain ?? /^(\d{4})(?:[-/.年](\d{1,2})月?|(\d{2}))$/.exec(written.normalize('NFKC'));
  if (parts === null) {
    const day = readDay(written);
    return day === undefined ? undefined : monthOf(day);
  }
  const [, year, month = parts[3]] = parts;
  const [inYear, inMonth] = [Number(year), Number(month)];
  return isYear(inYear) && inMonth >= 1 && inMonth <= 12 ? inYear * 12 + inMonth - 1 : undefined;
}

function dayOf(year: number, month: number, day: number): Day | undefined {
  if (!isYear(year)) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? date.getTime() / millisecondsADay : undefined;
}

function isYear(year: number): boolean {
  return year >= 1950 && year <= 2200;
}

function serialOf(written: string): number | undefined {
  if (!/^\d{5}(\.\d+)?$/.test(written)) return undefined;
  const serial = Math.floor(Number(written));
  return serial >= firstSerial && serial <= lastSerial ? serial : undefined;
}

export function monthOf(day: Day): Month {
  const date = new Date(day * millisecondsADay);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** The first month that begins on that day or after it. */
export function firstWholeMonth(from: Day): Month {
  const month = monthOf(from);
  return firstDayOf(month) === from ? month : month + 1;
}

/** The last month that ends on that day or before it. */
export function lastWholeMonth(to: Day): Month {
  if (to >= noEnd) return noEnd;
  const month = monthOf(to);
  return firstDayOf(month + 1) === to + 1 ? month : month - 1;
}

function firstDayOf(month: Month): Day {
  return Date.UTC(Math.floor(month / 12), month % 12, 1) / millisecondsADay;
}

/** `2019-03` */
export function writeMonth(month: Month): string {
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
}

/** `2019-03-01` */
export function writeDay(day: Day): string {
  return new Date(day * millisecondsADay).toISOString().slice(0, 10);
}
