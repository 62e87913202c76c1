import os from 'node:os';
import type { CaptureRecord } from '../../contracts/capture.js';
import { InputError } from '../../contracts/errors.js';
import type { Validators } from './conditional-request.js';

/** What one response may cost. A platform file's `limits` fits. */
export interface FetchLimits {
  /** Largest body, after decompression, in units of 1,000,000 bytes. */
  megabytes: number;
  /** Longest time from the start of the request to the last byte, redirects included. */
  seconds: number;
}

export interface FetchOptions {
  signal?: AbortSignal;
  /** Asked before a redirect is followed (robots.txt of the target, budget): it throws to refuse. The first URL is the caller's to check. */
  admitRedirect?: (target: URL) => Promise<void>;
  /** Makes the request conditional: a page that is as it was is answered with 304 and no body. By HTTP only; a browser takes no notice. */
  unless?: Validators | undefined;
}

/** Redirects followed for one page; Fetch (whatwg.org) allows 20, more than 10 has never led anywhere. */
export const maxRedirects = 10;

export function maxBytesOf(limits: FetchLimits): number {
  return Math.floor(limits.megabytes * 1_000_000);
}

/**
 * What a capture says about the tool that made it.
 * @param userAgent such as `guazheng-watch/0.1 (+https://example.org/contact)`
 * @throws InputError when it does not begin with `name/version` (RFC 9110 section 10.1.5)
 */
export function toolOf(userAgent: string, browser: string | null): CaptureRecord['tool'] {
  const { name, version } = productOf(userAgent);
  return { name, version, browser, node: process.version, system: `${os.type()} ${os.release()} ${os.arch()}` };
}

/** The product at the head of a user agent. Its name is also the token that robots.txt groups are matched with. */
export function productOf(userAgent: string): { name: string; version: string } {
  const { name, version } = /^(?<name>[\w-]+)\/(?<version>[\w.-]+)(?: |$)/.exec(userAgent)?.groups ?? {};
  if (name === undefined || version === undefined) {
    throw new InputError(
      'bad_setting',
      `The user agent "${userAgent}" does not begin with name/version, such as guazheng-watch/0.1`,
    );
  }
  return { name, version };
}
