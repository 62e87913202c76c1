const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** `2026年11月23日` of an ISO time, in Beijing. */
export function beijingDay(iso: string): string {
  const { year, month, day } = partsOf(iso);
  // Some locales' data give two digits where one was asked for.
  return `${year}年${Number(month)}月${Number(day)}日`;
}

/** `2026年11月23日 14时05分` */
export function beijingMinute(iso: string): string {
  const { hour, minute } = partsOf(iso);
  return `${beijingDay(iso)} ${hour}时${minute}分`;
}

/** `2026年11月23日 14时05分07秒` */
export function beijingSecond(iso: string): string {
  return `${beijingMinute(iso)}${partsOf(iso).second}秒`;
}

function partsOf(iso: string): Record<Intl.DateTimeFormatPartTypes, string> {
  const entries = parts.formatToParts(new Date(iso)).map(({ type, value }) => [type, value]);
  return Object.fromEntries(entries);
}
