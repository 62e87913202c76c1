/** A moment as the clocks of a time zone show it, to the minute: `2026-11-23 22:30`. */
export function momentText(moment: Date, timeZone = 'Asia/Shanghai'): string {
  return moment.toLocaleString('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
}
