import { confirmationMilliseconds, toleranceOf } from '../../crawler/politeness/pace-keeper.js';
import type { Random } from '../../fixtures/seeded-random.js';
import { EventHeap } from './event-heap.js';
import { nextInWindow } from './next-in-window.js';
import type { PlannedPlatform } from './province-file.js';

/** What works on a sweep. */
export interface Workforce {
  readonly workers: number;
  /** Pages that one worker fetches at once, by HTTP and in the browser. */
  readonly places: { readonly http: number; readonly browser: number };
  /** Seconds in which one worker reads, judges and records a page; it does one at a time. */
  readonly secondsOfAPage: number;
  /** What a page in the browser takes beside its answers: to load, to fall quiet, to be written down. */
  readonly secondsInBrowser: number;
}

export interface SweepForecast {
  /** From the beginning until the last page is recorded. */
  readonly seconds: number;
  readonly pages: number;
  /** When each platform's last page is recorded, in seconds from the beginning, in the order of the platforms. */
  readonly endOfPlatform: readonly number[];
  /** Greatest number of places in use at once. */
  readonly busiest: { readonly http: number; readonly browser: number };
}

type Lane = 'http' | 'browser';
type Event =
  /** A platform may start its next page. */
  | { readonly kind: 'turn'; readonly platform: number }
  | { readonly kind: 'answer'; readonly platform: number; readonly lane: Lane };

/** robots.txt is asked for in a gap of its own, a second, whatever the platform file says. */
const secondsBeforeRobots = (confirmationMilliseconds + 1000 + toleranceOf(1000)) / 1000;

/** Spread of response times around their mean: the sigma of the logarithm of a lognormal distribution. */
const responseSpread = 0.5;

/**
 * Plays a sweep through, event by event: each platform starts a page whenever its gap, its window and a free place allow; an answer frees
 * the place, and the page is then recorded when a worker comes to it. A platform that waits for a place takes it in order of arrival.
 * Where answers take longer than the gap, they are the gap. Pages are known from the beginning: lists go first, so that a platform
 * hardly ever waits for one to be read.
 *
 * @param random the only source of chance: which pages need the browser, how long an answer takes
 * @param begin seconds since midnight
 */
export function simulateSweep(
  platforms: readonly PlannedPlatform[],
  workforce: Workforce,
  random: Random,
  begin = 0,
): SweepForecast {
  const events = new EventHeap<Event>();
  const left = platforms.map(({ pages }) => pages);
  const endOfPlatform = platforms.map(() => begin);
  const free = {
    http: workforce.places.http * workforce.workers,
    browser: workforce.places.browser * workforce.workers,
  };
  const all = { ...free };
  const busiest = { http: 0, browser: 0 };
  const waiting: Record<Lane, number[]> = { http: [], browser: [] };
  /** When each worker has recorded what it was given. */
  const recordedUntil = new EventHeap<number>();
  for (let worker = 0; worker < workforce.workers; worker++) recordedUntil.push(begin, worker);
  let now = begin;

  const start = (index: number, lane: Lane): void => {
    const platform = platforms[index];
    if (platform === undefined) return;
    free[lane]--;
    busiest[lane] = Math.max(busiest[lane], all[lane] - free[lane]);
    left[index] = (left[index] ?? 0) - 1;
    const turns = lane === 'browser' ? platform.browserRequests : 1;
    const spacing = spacingOf(platform);
    const inBrowser = lane === 'browser' ? workforce.secondsInBrowser + (turns - 1) * spacing : 0;
    const answered = now + responseTime(platform.responseSeconds, random) + inBrowser;
    events.push(answered, { kind: 'answer', platform: index, lane });
    if ((left[index] ?? 0) > 0)
      events.push(nextInWindow(now + turns * spacing, platform.window), { kind: 'turn', platform: index });
  };
  const recorded = (): number => {
    const worker = recordedUntil.pop();
    const end = Math.max(now, worker?.time ?? now) + workforce.secondsOfAPage;
    recordedUntil.push(end, worker?.event ?? 0);
    return end;
  };

  for (const [index, platform] of platforms.entries()) {
    // A pace keeper that knows nothing of a host lets one gap pass; robots.txt comes before the first page.
    const first = nextInWindow(begin, platform.window) + secondsBeforeRobots + spacingOf(platform);
    events.push(first, { kind: 'turn', platform: index });
  }
  for (let next = events.pop(); next !== undefined; next = events.pop()) {
    now = next.time;
    const { event } = next;
    if (event.kind === 'turn') {
      const lane: Lane = random() < (platforms[event.platform]?.browserShare ?? 0) ? 'browser' : 'http';
      if (free[lane] > 0) start(event.platform, lane);
      else waiting[lane].push(event.platform);
    } else {
      free[event.lane]++;
      endOfPlatform[event.platform] = Math.max(endOfPlatform[event.platform] ?? 0, recorded());
      takeWaiting(event.lane);
    }
  }

  /** The place goes to who has waited longest; a platform whose window has closed meanwhile comes again when it opens. */
  function takeWaiting(lane: Lane): void {
    for (let index = waiting[lane].shift(); index !== undefined; index = waiting[lane].shift()) {
      const opens = nextInWindow(now, platforms[index]?.window);
      if (opens <= now) {
        start(index, lane);
        return;
      }
      events.push(opens, { kind: 'turn', platform: index });
    }
  }

  const ends = endOfPlatform.map((end) => end - begin);
  return {
    seconds: ends.reduce((latest, end) => Math.max(latest, end), 0),
    pages: platforms.reduce((sum, { pages }) => sum + pages, 0),
    endOfPlatform: ends,
    busiest,
  };
}

/** Seconds between two starts, as the pace keeper has it (docs/decisions/0011-pace-by-booked-starts.md). */
function spacingOf({ gapMilliseconds, responseSeconds }: PlannedPlatform): number {
  return Math.max(gapMilliseconds / 1000, responseSeconds) + toleranceOf(gapMilliseconds) / 1000;
}

/** Lognormal with the given mean, by Box and Muller's transform. */
function responseTime(mean: number, random: Random): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return mean * Math.exp(responseSpread * normal - responseSpread ** 2 / 2);
}
