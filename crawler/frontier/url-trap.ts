/** Beyond this no list or posting of a known platform goes; a URL that grows with every click does. */
const longestUrl = 2000;
/** Paths such as `/jobs/all/all/all/2` are filters; a fourth time that the page before did not have is a link that repeats itself. */
const mostRepeats = 3;

/**
 * Why a URL has the shape of a trap, as a sentence for the decision log; undefined if it has not. Compared with the page that it was
 * found on, because some platforms write their filters as a path of equal words: a trap adds one with each page.
 */
export function urlTrap(url: string, foundOn: string): string | undefined {
  if (url.length > longestUrl && url.length > foundOn.length) {
    return `The URL has ${url.length} characters, more than ${longestUrl}, and grows from page to page`;
  }
  const before = countedSegments(foundOn);
  for (const [segment, times] of countedSegments(url)) {
    if (times > mostRepeats && times > (before.get(segment) ?? 0)) {
      return `"${segment.slice(0, 60)}" stands ${times} times in the path, more often than on the page with the link: links that lead into themselves`;
    }
  }
  return undefined;
}

/** How often each segment stands in the path. Numbers do not count: `/0/0/0/0/1` are filters that are not set. */
function countedSegments(url: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const segment of new URL(url).pathname.split('/')) {
    if (/^\d*$/.test(segment)) continue;
    counts.set(segment, (counts.get(segment) ?? 0) + 1);
  }
  return counts;
}
