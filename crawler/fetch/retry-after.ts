/** A platform that asks for more is asked again after an hour: the value may be a mistake or a trap. */
const longestWaitMilliseconds = 3_600_000;
const shortestWaitMilliseconds = 1000;

/**
 * When to ask again, from a Retry-After field (RFC 9110 section 10.2.3: seconds, or an HTTP-date in any of its three forms).
 * Between one second and one hour from `now`; undefined when the field is absent or makes no sense.
 */
export function retryAfter(field: string | undefined, now: Date): Date | undefined {
  const wait = waitOf(field?.trim() ?? '', now);
  if (wait === undefined) return undefined;
  return new Date(now.getTime() + Math.min(Math.max(wait, shortestWaitMilliseconds), longestWaitMilliseconds));
}

function waitOf(field: string, now: Date): number | undefined {
  if (/^\d+$/.test(field)) return Number(field) * 1000;
  // Date.parse takes far more than an HTTP-date ("1.5" is a day in January): each of the three forms begins with a day's name.
  if (!/^(?:mon|tue|wed|thu|fri|sat|sun)/i.test(field)) return undefined;
  // asctime-date has no zone and is in UTC all the same.
  const time = Date.parse(field.endsWith('GMT') ? field : `${field} GMT`);
  return Number.isNaN(time) ? undefined : time - now.getTime();
}
