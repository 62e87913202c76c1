import type { CaptureRecord } from '../../contracts/capture.js';
import { DeadError, DelayedError, PutOffError, RefusedError, RetriedError } from '../../contracts/errors.js';
import type { PlatformFile } from '../../contracts/platform.js';
import type { Validators } from '../../crawler/fetch/conditional-request.js';
import { nextOpening } from '../../crawler/politeness/off-peak-window.js';
import { takeTurn } from '../../crawler/politeness/take-turn.js';
import { isSameSite } from '../../crawler/same-site.js';
import { liesOnSite } from '../complaints/platform-of-address.js';
import type { RunWindow } from '../run-window.js';
import type { KeptPermission, PageFetcher, StepContext } from './step.js';

export interface PoliteRequest {
  /** Names this piece of work to the pace keeper. */
  readonly bookingId: string;
  readonly url: string;
  readonly platform: PlatformFile;
  readonly window: RunWindow | null;
  readonly legalBasis: { readonly id: string; readonly basis: string } | null;
  readonly unless: (Validators & { readonly captureId: string }) | null;
  /** Whether a redirect to another site than the platform's, or to another port of it, is refused. */
  readonly staysOnSite: boolean;
  readonly signal: AbortSignal;
}

/** Pages that wait in this process, and for how long robots.txt is not asked again for one. */
const mostPermissions = 10_000;
const permissionMilliseconds = 600_000;
/** Longer waits give the place on the worker back. In milliseconds. */
const longestWaitMilliseconds = 250;

/**
 * Off-peak window, robots.txt, the host's turn, then the page: a page that may not be fetched costs the platform nothing.
 *
 * @throws PutOffError when the window is closed or the turn is not near
 */
export async function fetchPolitely<Captured extends CaptureRecord>(
  { robots, pace, clock, http, permissions }: StepContext,
  fetcher: PageFetcher<Captured>,
  request: PoliteRequest,
): Promise<Captured> {
  const { bookingId, url, platform, window, legalBasis, unless, staysOnSite, signal } = request;
  const opening = window === null ? null : nextOpening(window, clock.now());
  if (opening !== null)
    throw new PutOffError(
      'outside_window',
      `${url} waits for the off-peak window at ${opening.toISOString()}`,
      opening,
    );
  const options = legalBasis === null ? {} : { legalBasis };
  const basisId = legalBasis?.id ?? null;
  const kept = permissions.get(bookingId);
  const holds = kept !== undefined && kept.basisId === basisId && performance.now() - kept.at < permissionMilliseconds;
  const permission = holds ? kept.permission : await robots.check(url, options);
  const { crawlDelaySeconds } = permission;
  let ground = permission.legalBasis;
  const gapMilliseconds = Math.max(platform.pace.gapMilliseconds, (crawlDelaySeconds ?? 0) * 1000);
  const { hostname } = new URL(url);
  await takeTurn(pace, { host: hostname, bookingId, gapMilliseconds, longestWaitMilliseconds, signal }).catch(
    (error) => {
      if (error instanceof PutOffError)
        keep(permissions, bookingId, { permission, basisId, at: holds ? kept.at : performance.now() });
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
    await takeTurn(pace, { ...booking, underWay: true, longestWaitMilliseconds: Number.POSITIVE_INFINITY, signal });
    waited += performance.now() - asked;
  };
  const began = performance.now();
  // A browser's visit is longer than the host's answer: it says nothing of how busy the host is.
  const milliseconds = (): number =>
    fetcher === http ? performance.now() - began - waited : Math.min(gapMilliseconds, performance.now() - began);
  try {
    const record = await fetcher.fetch(url, platform.limits, {
      ...{ signal, scroll: platform.scroll, waitTurn },
      ...(unless?.etag === undefined && unless?.lastModified === undefined ? {} : { unless }),
      async admitRedirect(target) {
        // The act is for the platform; another site's robots.txt holds for itself.
        const isOwn = platform.entry.some((entry) => isSameSite(entry, target.href));
        if (staysOnSite && !liesOnSite(platform, target.href)) throw redirectElsewhere(url, target.href);
        const further = await robots.check(target.href, isOwn ? options : {});
        ground ??= further.legalBasis;
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
    if (error instanceof DelayedError)
      await pace.answered(hostname, { milliseconds: milliseconds(), slowDown: true, notBefore: error.notBefore });
    // Slow or broken answers are the host's; a refusal of ours or a store that is away says nothing of it.
    else if (error instanceof RetriedError || error instanceof DeadError)
      await pace.answered(hostname, { milliseconds: milliseconds(), slowDown: false });
    throw error;
  }
}

/** What a complaint leads to elsewhere is not the platform's, whoever wrote it. */
export function redirectElsewhere(url: string, target: string): RefusedError {
  return new RefusedError(
    'redirect_elsewhere',
    `${url} leads to ${target}, which is not on its platform; what a complaint names is not followed there.`,
  );
}

/** The oldest makes room. */
function keep(permissions: Map<string, KeptPermission>, id: string, permission: KeptPermission): void {
  permissions.delete(id);
  permissions.set(id, permission);
  for (const oldest of permissions.keys()) {
    if (permissions.size <= mostPermissions) break;
    permissions.delete(oldest);
  }
}
