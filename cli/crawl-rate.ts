/** Pages a second over the last while: a run that waits for its hosts shows it, whatever it did an hour ago. */
export interface CrawlRate {
  /** @param now milliseconds, of a clock that does not jump @returns undefined until there is something to go by */
  update(pages: number, now: number): number | undefined;
}

const longest = 30_000;
const shortest = 1_000;

export function crawlRate(): CrawlRate {
  const seen: { pages: number; at: number }[] = [];
  return {
    update(pages, now) {
      seen.push({ pages, at: now });
      while (seen.length > 2 && (seen[1]?.at ?? now) < now - longest) seen.shift();
      const [first] = seen;
      if (first === undefined || now - first.at < shortest) return undefined;
      return ((pages - first.pages) * 1000) / (now - first.at);
    },
  };
}
