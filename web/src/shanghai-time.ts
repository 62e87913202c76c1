const parts = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** An ISO 8601 time as `2026-11-22 18:42:07` in Beijing time, wherever the browser is. */
export function shanghaiTime(iso: string): string {
  const part = Object.fromEntries(parts.formatToParts(new Date(iso)).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}:${part.second}`;
}

/** The same to the minute: `2026-11-22 18:42`. */
export const shanghaiMinute = (iso: string) => shanghaiTime(iso).slice(0, 16);
