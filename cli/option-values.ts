import { InvalidArgumentError } from 'commander';

/** 0, 1, 2, … */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new InvalidArgumentError(`«${text}» is no whole number.`);
  return value;
}

/** 1, 2, 3, … as far as a database's integer goes. */
export function count(text: string): number {
  const value = wholeNumber(text);
  if (value < 1 || value > 2_147_483_647) throw new InvalidArgumentError(`«${text}» is no number from 1 on.`);
  return value;
}

/** A TCP port; 0 lets the system choose. */
export function port(text: string): number {
  const value = wholeNumber(text);
  if (value > 65_535) throw new InvalidArgumentError(`«${text}» is no port; ports go from 1 to 65535.`);
  return value;
}

export function probability(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError(`«${text}» is no probability from 0 to 1.`);
  return value;
}

/** A share that is neither nothing nor all. */
export function share(text: string): number {
  const value = probability(text);
  if (value === 0 || value === 1)
    throw new InvalidArgumentError(`«${text}» is no share between 0 and 1, such as 0.02.`);
  return value;
}

/** The end of a day such as 2027-06-30 in China, which has one time zone and no summer time. */
export function day(text: string): Date {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  const midnight = new Date(`${text}T00:00:00+08:00`);
  // JavaScript reads 31 February as a day of March.
  const isDay = match !== null && new Date(midnight.getTime() + 8 * 3_600_000).getUTCDate() === Number(match[3]);
  if (!isDay) throw new InvalidArgumentError(`«${text}» is no day; write it as 2027-06-30.`);
  return new Date(midnight.getTime() + 24 * 3_600_000);
}

/** An option that may be given several times. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** The option of every command that has a result for scripts. */
export const json = ['--json', 'print one JSON object as the last line of standard output'] as const;
