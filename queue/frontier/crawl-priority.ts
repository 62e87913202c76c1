/**
 * Which page of a platform goes first (higher first). A flagged posting may be gone tomorrow, so it is looked at again before anything new is
 * found; lists come before the pages they name, because what they name first is newest.
 */
export const crawlPriority = { flagged: 30, unjudged: 25, list: 20, borderline: 15, found: 10, clear: 0 } as const;

/** Priority of looking again at a posting of a band. */
export function revisitPriority(band: string | null): number {
  if (band === 'flagged') return crawlPriority.flagged;
  if (band === 'borderline') return crawlPriority.borderline;
  return band === null ? crawlPriority.unjudged : crawlPriority.clear;
}
