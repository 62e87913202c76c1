import { createRequire } from 'node:module';
import type { Robot } from 'robots-parser';
import { DeadError, DelayedError, RefusedError, RetriedError } from '../../contracts/errors.js';
import { type Clock, type DecisionLog, systemClock } from '../ports.js';
import { assertCrawlableUrl } from './address-guard.js';
import { type FetchLimits, productOf } from './fetcher.js';

/** The package is CommonJS whose types describe an ES module, so an import would be typed as what it is not. */
const robotsParser: (url: string, text: string) => Robot = createRequire(import.meta.url)('robots-parser');

export interface Robots {
  /**
   * Resolves when the URL may be fetched; every answer is in the decision log first.
   * @returns the crawl delay that the platform asks of us in seconds, if any (not in RFC 9309, yet widely used)
   * @throws RefusedError `robots_disallowed`; `robots_unreachable` when robots.txt cannot be had: then nothing is fetched
   * @throws RefusedError `address_refused` when the guard does not let the host be asked
   * @throws DelayedError `asked_to_wait` when the platform answers robots.txt with Retry-After
   */
  check(url: string): Promise<{ crawlDelaySeconds: number | undefined }>;
}

export interface RobotsOptions {
  /** How robots.txt is fetched: an HttpFetcher's `read`, so that its guard and limits hold here too. */
  read: (url: string, limits: FetchLimits) => Promise<{ bytes: Uint8Array }>;
  decisions: DecisionLog;
  /** Its product name is the token that groups are matched with. */
  userAgent: string;
  clock?: Clock;
}

/** The rules of one origin, why it has none, or why it may not be asked. */
type Rules = { robot: Robot } | { absent: true } | { refusal: RefusedError | DelayedError };

/** RFC 9309 section 2.4: a cached copy should not be used for more than 24 hours. */
const freshMilliseconds = 24 * 3_600_000;
/** A server in trouble is asked again after ten minutes: not by every page, yet a short fault does not close a platform for a day. */
const refusedMilliseconds = 600_000;
/** RFC 9309 section 2.5: at least 500 KiB must be parsed; what is beyond is ignored. */
const parsedBytes = 500 * 1024;
/** More is taken than is parsed, so that a long file is read in part and not refused. */
const readLimits: FetchLimits = { megabytes: 5, seconds: 30 };

/**
 * robots.txt by RFC 9309: a 4xx answer allows everything; a server error, a time-out or an unreachable host allows nothing.
 * @throws InputError when the user agent does not begin with `name/version`
 */
export function createRobots({ read, decisions, userAgent, clock = systemClock }: RobotsOptions): Robots {
  const token = productOf(userAgent).name;
  const cache = new Map<string, { rules: Promise<Rules>; expires: number }>();

  async function fetchRules(url: string): Promise<Rules> {
    try {
      const { bytes } = await read(url, readLimits);
      return { robot: robotsParser(url, new TextDecoder().decode(bytes.subarray(0, parsedBytes))) };
    } catch (error) {
      return rulesWithout(error, url);
    }
  }

  /** Pages that ask at the same time share one fetch. An unforeseen error is not kept. */
  function rulesOf(origin: string): Promise<Rules> {
    const now = clock.now().getTime();
    const known = cache.get(origin);
    if (known && known.expires > now) return known.rules;
    const entry = { rules: fetchRules(`${origin}/robots.txt`), expires: Number.POSITIVE_INFINITY };
    cache.set(origin, entry);
    entry.rules.then(
      (rules) => {
        entry.expires = expiryOf(rules, clock.now().getTime());
      },
      () => cache.delete(origin),
    );
    return entry.rules;
  }

  return {
    async check(url) {
      const rules = await rulesOf(assertCrawlableUrl(url).origin);
      const refusal = refusalOf(rules, url, token);
      await decisions.record({
        url,
        rule: 'robots',
        allowed: refusal === undefined,
        detail: refusal?.message ?? groundsOf(rules, url, token),
        at: clock.now(),
      });
      if (refusal) throw refusal;
      const delay = 'robot' in rules ? rules.robot.getCrawlDelay(token) : undefined;
      return { crawlDelaySeconds: delay !== undefined && delay > 0 ? delay : undefined };
    },
  };
}

function rulesWithout(error: unknown, url: string): Rules {
  if (error instanceof DeadError && (error.code === 'gone' || error.code === 'client_error')) {
    return { absent: true };
  }
  if (error instanceof DelayedError || error instanceof RefusedError) return { refusal: error };
  if (error instanceof RetriedError || error instanceof DeadError) {
    const sentence = `${url} cannot be had, so nothing there is fetched (RFC 9309 section 2.3.1.4): ${error.message}`;
    return { refusal: new RefusedError('robots_unreachable', sentence, { cause: error }) };
  }
  throw error;
}

function expiryOf(rules: Rules, now: number): number {
  if (!('refusal' in rules)) return now + freshMilliseconds;
  return rules.refusal instanceof DelayedError ? rules.refusal.notBefore.getTime() : now + refusedMilliseconds;
}

function refusalOf(rules: Rules, url: string, token: string): RefusedError | DelayedError | undefined {
  if ('refusal' in rules) return rules.refusal;
  if (!('robot' in rules) || rules.robot.isAllowed(url, token) !== false) return undefined;
  const line = rules.robot.getMatchingLineNumber(url, token);
  return new RefusedError('robots_disallowed', `${url} is not fetched: line ${line} of its robots.txt forbids it`);
}

/** Why a URL is allowed. */
function groundsOf(rules: Rules, url: string, token: string): string {
  if (!('robot' in rules)) return 'The platform has no robots.txt for us, so all is allowed (RFC 9309 section 2.3.1.3)';
  const line = rules.robot.getMatchingLineNumber(url, token);
  return line > 0 ? `Line ${line} of robots.txt allows it` : 'No rule of robots.txt concerns it';
}
