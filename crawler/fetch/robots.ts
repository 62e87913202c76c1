import { createRequire } from 'node:module';
import type { Robot } from 'robots-parser';
import { DeadError, DelayedError, RefusedError, RetriedError } from '../../contracts/errors.js';
import { type Clock, type DecisionLog, systemClock } from '../ports.js';
import { assertCrawlableUrl } from './address-guard.js';
import { type FetchLimits, type FetchOptions, productOf } from './fetcher.js';
import { noRobotsCopies, type RobotsCopies, type RobotsCopy } from './robots-copies.js';

/** The package is CommonJS whose types describe an ES module, so an import would be typed as what it is not. */
const robotsParser: (url: string, text: string) => Robot = createRequire(import.meta.url)('robots-parser');

/** A supervisor's act that allows a platform's pages to be fetched whatever its robots.txt says. */
export interface LegalBasis {
  id: string;
  /** The order or article, as it is to be cited. */
  basis: string;
}

export interface Permission {
  /** The crawl delay that the platform asks of us in seconds, if any (not in RFC 9309, yet widely used). */
  crawlDelaySeconds: number | undefined;
  /** The ground that the permission rests on, where robots.txt alone would have refused; it belongs in the capture. */
  legalBasis: LegalBasis | undefined;
}

export interface Robots {
  /**
   * Resolves when the URL may be fetched; every answer is in the decision log first. With a legal basis a robots.txt that forbids
   * or cannot be had does not refuse; a request to wait and the address guard hold all the same.
   * @throws RefusedError `robots_disallowed`; `robots_unreachable` when robots.txt cannot be had: then nothing is fetched
   * @throws RefusedError `address_refused` when the guard does not let the host be asked
   * @throws DelayedError `asked_to_wait` when the platform answers robots.txt with Retry-After
   * @throws what `waitTurn` throws
   */
  check(url: string, options?: { legalBasis?: LegalBasis | undefined }): Promise<Permission>;
}

export interface RobotsOptions {
  /** How robots.txt is fetched: an HttpFetcher's `read`, so that its guard and limits hold here too. */
  read: (
    url: string,
    limits: FetchLimits,
    options: FetchOptions,
  ) => Promise<{ bytes: Uint8Array; record: { finalUrl: string } }>;
  decisions: DecisionLog;
  /** Its product name is the token that groups are matched with. */
  userAgent: string;
  /** Asked before robots.txt is fetched, and told what was fetched. Without it each process fetches for itself. */
  copies?: RobotsCopies;
  /** Awaited before each request for robots.txt, redirects included: it counts in the host's pace as a page does. */
  waitTurn?: (hostname: string) => Promise<void>;
  clock?: Clock;
}

/** A copy with its rules parsed, or why the platform may not be asked at all. */
type Known = { copy: RobotsCopy; robot: Robot | undefined } | { failure: RefusedError | DelayedError };
/** What robots.txt alone says of a URL: a sentence, and why it is refused if it is. */
type Opinion = { detail: string } | { refusal: RefusedError; because: string };

/** RFC 9309 section 2.4: a cached copy should not be used for more than 24 hours. */
const freshMilliseconds = 24 * 3_600_000;
/** A server in trouble is asked again after ten minutes: not by every page, yet a short fault does not close a platform for a day. */
const refusedMilliseconds = 600_000;
/** RFC 9309 section 2.5: at least 500 KiB must be parsed; what is beyond is ignored. */
const parsedBytes = 500 * 1024;
/** More is taken than is parsed, so that a long file is read in part and not refused. */
const readLimits: FetchLimits = { megabytes: 5, seconds: 30 };
/** Origins remembered in this process; a province has some hundred, and those beyond are asked of the port again. */
const rememberedOrigins = 500;

/**
 * robots.txt by RFC 9309: a 4xx answer allows everything; a server error, a time-out, a redirect loop or an unreachable host allows nothing.
 * @throws InputError when the user agent does not begin with `name/version`
 */
export function createRobots(options: RobotsOptions): Robots {
  const { read, decisions, userAgent, copies = noRobotsCopies, waitTurn, clock = systemClock } = options;
  const token = productOf(userAgent).name;
  const cache = new Map<string, { known: Promise<Known>; expires: number }>();

  async function stored(origin: string): Promise<Known | undefined> {
    const copy = await copies.newest(origin);
    return copy && copy.expiresAt > clock.now() ? withRules(copy) : undefined;
  }

  async function learn(origin: string): Promise<Known> {
    const known = await stored(origin);
    if (known) return known;
    await waitTurn?.(new URL(origin).hostname);
    // While this worker waited for its turn, another one may have had the answer.
    const meanwhile = waitTurn && (await stored(origin));
    if (meanwhile) return meanwhile;
    const url = `${origin}/robots.txt`;
    const fetchedAt = clock.now();
    const answer = await answerOf(url);
    if (answer instanceof Error) return { failure: answer };
    const lifetime = answer.outcome === 'unreachable' ? refusedMilliseconds : freshMilliseconds;
    const copy = { origin, ...answer, fetchedAt, expiresAt: new Date(clock.now().getTime() + lifetime) };
    await copies.keep(copy);
    return withRules(copy);
  }

  async function answerOf(
    url: string,
  ): Promise<Pick<RobotsCopy, 'outcome' | 'text' | 'detail'> | RefusedError | DelayedError> {
    /** A turn that is put off, or a pace keeper out of order, is no news of the platform. */
    let putOff: { error: unknown } | undefined;
    const admitRedirect = async ({ hostname }: URL) => {
      await waitTurn?.(hostname).catch((error: unknown) => {
        putOff = { error };
        throw error;
      });
    };
    try {
      const { bytes, record } = await read(url, readLimits, { admitRedirect });
      const text = new TextDecoder().decode(bytes.subarray(0, parsedBytes)).replaceAll('\0', '\ufffd');
      return { outcome: 'rules', text, detail: `Received from ${record.finalUrl}` };
    } catch (error) {
      if (putOff) throw putOff.error;
      return answerWithout(error, url);
    }
  }

  /** Pages that ask at the same time share one answer. An unforeseen error, or a turn that is put off, is not kept. */
  function knownOf(origin: string): Promise<Known> {
    const cached = cache.get(origin);
    if (cached && cached.expires > clock.now().getTime()) return cached.known;
    cache.delete(origin);
    const [oldest] = cache.keys();
    if (oldest !== undefined && cache.size >= rememberedOrigins) cache.delete(oldest);
    const entry = { known: learn(origin), expires: Number.POSITIVE_INFINITY };
    cache.set(origin, entry);
    entry.known.then(
      (known) => {
        entry.expires = expiryOf(known, clock.now().getTime());
      },
      () => {
        if (cache.get(origin) === entry) cache.delete(origin);
      },
    );
    return entry.known;
  }

  return {
    async check(url, { legalBasis } = {}) {
      const known = await knownOf(assertCrawlableUrl(url).origin);
      const log = (rule: 'robots' | 'legal_basis', allowed: boolean, detail: string) =>
        decisions.record({ url, rule, allowed, detail, at: clock.now() });
      if ('failure' in known) {
        await log('robots', false, known.failure.message);
        throw known.failure;
      }
      const opinion = opinionOf(known, url, token);
      const refusal = 'refusal' in opinion ? opinion.refusal : undefined;
      const basis = refusal && legalBasis;
      if ('detail' in opinion) await log('robots', true, opinion.detail);
      else if (basis)
        await log('legal_basis', true, `Fetched by ${basis.basis} (${basis.id}), although ${opinion.because}`);
      else await log('robots', false, opinion.refusal.message);
      if (refusal && !basis) throw refusal;
      const delay = known.robot?.getCrawlDelay(token);
      return { crawlDelaySeconds: delay !== undefined && delay > 0 ? delay : undefined, legalBasis: basis };
    },
  };
}

function withRules(copy: RobotsCopy): Known {
  const robot = copy.outcome === 'rules' ? robotsParser(`${copy.origin}/robots.txt`, copy.text) : undefined;
  return { copy, robot };
}

/** What a failed request says of the rules. The guard's refusal and a request to wait are no facts about robots.txt, so no copy is kept of them. */
function answerWithout(error: unknown, url: string) {
  if (error instanceof DeadError && (error.code === 'gone' || error.code === 'client_error')) {
    return { outcome: 'absent', text: '', detail: error.message } as const;
  }
  if (error instanceof RefusedError || (error instanceof DelayedError && error.code === 'asked_to_wait')) return error;
  if (error instanceof RetriedError || error instanceof DeadError || error instanceof DelayedError) {
    const detail = `${url} cannot be had: ${error.message}`;
    return { outcome: 'unreachable', text: '', detail } as const;
  }
  throw error;
}

function expiryOf(known: Known, now: number): number {
  if ('copy' in known) return known.copy.expiresAt.getTime();
  return known.failure instanceof DelayedError ? known.failure.notBefore.getTime() : now + refusedMilliseconds;
}

function opinionOf({ copy, robot }: Extract<Known, { copy: RobotsCopy }>, url: string, token: string): Opinion {
  if (copy.outcome === 'unreachable') {
    const refused = `${url} is not fetched (RFC 9309 section 2.3.1.4): ${copy.detail}`;
    return { refusal: new RefusedError('robots_unreachable', refused), because: copy.detail };
  }
  if (!robot) {
    return { detail: 'The platform has no robots.txt for us, so all is allowed (RFC 9309 section 2.3.1.3)' };
  }
  const line = robot.getMatchingLineNumber(url, token);
  if (robot.isAllowed(url, token) === false) {
    const refused = `${url} is not fetched: line ${line} of its robots.txt forbids it`;
    return {
      refusal: new RefusedError('robots_disallowed', refused),
      because: `line ${line} of robots.txt forbids it`,
    };
  }
  return { detail: line > 0 ? `Line ${line} of robots.txt allows it` : 'No rule of robots.txt concerns it' };
}
