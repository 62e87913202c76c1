import type { CaptureRecord } from '../../contracts/capture.js';
import { DelayedError, PutOffError } from '../../contracts/errors.js';
import type { PlatformFile } from '../../contracts/platform.js';
import type { Validators } from '../../crawler/fetch/conditional-request.js';
import { nextOpening } from '../../crawler/politeness/off-peak-window.js';
import { takeTurn } from '../../crawler/politeness/take-turn.js';
import type { RunWindow } from '../run-window.js';
import type { PageFetcher, StepContext } from './step.js';

export interface PoliteRequest {
  /** Names this piece of work to the pace keeper. */
  readonly bookingId: string;
  readonly url: string;
  readonly platform: PlatformFile;
  readonly window: RunWindow | null;
  readonly legalBasis: { readonly id: string; readonly basis: string } | null;
  readonly unless: (Validators & { readonly captureId: string }) | null;
  readonly signal: AbortSignal;
}

/** Pages that wait in this process; those beyond ask robots.txt again. */
const mostPermissions = 10_000;
/** Longer waits give the place on the worker back. In milliseconds. */
const longestWaitMilliseconds = 250;

/**
 * Off-peak window, robots.txt, the host's turn, then the page: a page that may not be fetched costs the platform nothing.
 *
 * @throws PutOffError when the window is closed or the turn is not near
 */
export async function fetchPolitely(
  { robots, pace, clock, browser, permissions }: StepContext,
  fetcher: PageFetcher,
  request: PoliteRequest,
): Promise<CaptureRecord> {
  const { bookingId, url, platform, window, legalBasis, unless, signal } = request;
  const opening = window === null ? null : nextOpening(window, clock.now());
  if (opening !== null)
    throw new PutOffError(
      'outside_window',
      `${url} waits for the off-peak window at ${opening.toISOString()}`,
      opening,
    );
  const options = legalBasis === null ? {} : { legalBasis };
  const permission = permissions.get(bookingId) ?? (await robots.check(url, options));
  const { crawlDelaySeconds, legalBasis: ground } = permission;
  const gapMilliseconds = Math.max(platform.pace.gapMilliseconds, (crawlDelaySeconds ?? 0) * 1000);
  const { hostname } = new URL(url);
  await takeTurn(pace, { host: hostname, bookingId, gapMilliseconds, longestWaitMilliseconds, signal }).catch(
    (error) => {
      if (error instanceof PutOffError && permissions.size < mostPermissions) permissions.set(bookingId, permission);
      throw error;
    },
  );
  permissions.delete(bookingId);

  // What a page leads to under way (redirects, its scripts' requests) waits where it is: half a page cannot be given back.
  let further = 0;
  let waited = 0;
  const waitTurn = async (host: string): Promise<void> => {
    further += 1;
    const asked = performance.now();
    const booking = { host, bookingId: `${bookingId}/${further}`, gapMilliseconds };
    await takeTurn(pace, { ...booking, longestWaitMilliseconds: Number.POSITIVE_INFINITY, signal });
    waited += performance.now() - asked;
  };
  const began = performance.now();
  // A browser's visit is longer than the host's answer: it says nothing of how busy the host is.
  const milliseconds = (): number =>
    fetcher === browser ? Math.min(gapMilliseconds, performance.now() - began) : performance.now() - began - waited;
  try {
    const record = await fetcher.fetch(url, platform.limits, {
      ...{ signal, scroll: platform.scroll, waitTurn },
      ...(unless?.etag === undefined && unless?.lastModified === undefined ? {} : { unless }),
      async admitRedirect(target) {
        await robots.check(target.href, options);
        await waitTurn(target.hostname);
      },
    });
    await pace.answered(hostname, { milliseconds: milliseconds(), slowDown: false });
    return {
      ...record,
      ...(record.status === 304 && unless !== null ? { notModifiedSince: unless.captureId } : {}),
      ...(ground === undefined ? {} : { legalBasis: ground }),
    };
  } catch (error) {
    const asked = error instanceof DelayedError ? { slowDown: true, notBefore: error.notBefore } : { slowDown: false };
    await pace.answered(hostname, { milliseconds: milliseconds(), ...asked });
    throw error;
  }
}
