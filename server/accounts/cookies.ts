import { createHmac, timingSafeEqual } from 'node:crypto';

/** The first value of a cookie, as a server must take it (RFC 6265bis); undefined when it is not sent or not readable. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const at = pair.indexOf('=');
    if (at === -1 || pair.slice(0, at).trim() !== name) continue;
    try {
      return decodeURIComponent(pair.slice(at + 1).trim());
    } catch {
      return undefined;
    }
  }
  return undefined;
}

/** `VALUE.SIGNATURE`, the signature HMAC-SHA-256 in base64: as better-auth signs its cookies. */
export function signValue(value: string, secret: string): string {
  return `${value}.${createHmac('sha256', secret).update(value).digest('base64')}`;
}

/** The value of a signed one; undefined when somebody else signed it, or nobody. */
export function readSigned(signed: string | undefined, secret: string): string | undefined {
  const at = signed?.lastIndexOf('.') ?? -1;
  if (signed === undefined || at < 1) return undefined;
  const value = signed.slice(0, at);
  const [given, right] = [Buffer.from(signed), Buffer.from(signValue(value, secret))];
  return given.length === right.length && timingSafeEqual(given, right) ? value : undefined;
}
