import { urlTrap } from './url-trap.js';

export interface AdmittedLinks {
  /** Each once, in the order of the page. */
  taken: string[];
  /** What was left and why, one sentence for each reason, for the decision log. */
  left: { reason: string; count: number; example: string }[];
}

/** As many as are read from one list (read-page.ts): honest lists hold 10 to 100, those that load by scrolling some thousand. */
const mostLinks = 5000;
/** Each name has a robots.txt and a pace of its own: a page that invents names would get past both. Boards use a name for each city at most. */
const mostHosts = 50;

/**
 * Which links of one page go into the frontier.
 * @param links canonical http(s) URLs
 * @param foundOn URL of the page
 */
export function admitLinks(links: Iterable<string>, foundOn: string): AdmittedLinks {
  const taken = new Set<string>();
  const hosts = new Set([new URL(foundOn).host]);
  const left = new Map<string, { reason: string; count: number; example: string }>();
  function leave(kind: string, reason: string, example: string): void {
    const known = left.get(kind);
    if (known) known.count += 1;
    else left.set(kind, { reason, count: 1, example });
  }
  for (const link of links) {
    if (taken.has(link)) continue;
    const trap = urlTrap(link, foundOn);
    const { host } = new URL(link);
    if (taken.size >= mostLinks) leave('links', `Of one page at most ${mostLinks} links are taken`, link);
    else if (trap !== undefined) leave('trap', trap, link);
    else if (!hosts.has(host) && hosts.size >= mostHosts) {
      leave('hosts', `The links of one page may lead to at most ${mostHosts} hosts`, link);
    } else {
      hosts.add(host);
      taken.add(link);
    }
  }
  return { taken: [...taken], left: [...left.values()] };
}
