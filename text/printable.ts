/** Words from a file, fit for a terminal: on one line, without characters that steer it (C0, C1) or turn its direction, and not endless. */
export function printable(text: string, longest: number): string {
  const safe = text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g, ' ');
  return safe.length > longest ? `${safe.slice(0, longest)}…` : safe;
}
