/** Clocks of the machines that make identifiers differ by less. */
const slack = 3_600_000;

/**
 * A text that sorts before every identifier made since a time: they are UUID v7 (RFC 9562, 5.7), which begin with the milliseconds since 1970
 * as twelve hexadecimal digits. It narrows a table by its primary key to the rows of late; the exact time is asked for besides.
 */
export function identifiersSince(time: Date): string {
  const digits = Math.max(time.getTime() - slack, 0)
    .toString(16)
    .padStart(12, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}`;
}
