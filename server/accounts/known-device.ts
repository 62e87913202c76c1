import { createHash, randomBytes } from 'node:crypto';
import { readCookie, readSigned, signValue } from './cookies.js';

/** A year, after which a browser that nobody has used is a stranger's. */
const maxAgeSeconds = 365 * 24 * 3600;

/** What the cookie is signed by; a rotated secret makes every browser a stranger's. */
interface Signing {
  readonly secret: string;
  readonly publicUrl: URL | undefined;
}

/** The browser's own number, where `username` has logged in from it before (casework/users/login-throttle.ts). */
export function readDevice(cookies: string | undefined, username: string, signing: Signing): string | undefined {
  const value = readSigned(readCookie(cookies, nameOf(username, signing)), signing.secret);
  const [prefix, device, of] = value?.split('!') ?? [];
  return prefix === 'device' && of === username ? device : undefined;
}

/** `Set-Cookie` for a browser in which `username` has just logged in. */
export function deviceCookie(cookies: string | undefined, username: string, signing: Signing): string {
  const device = readDevice(cookies, username, signing) ?? randomBytes(16).toString('base64url');
  const value = encodeURIComponent(signValue(`device!${device}!${username}`, signing.secret));
  const secure = signing.publicUrl === undefined ? '' : '; Secure';
  return `${nameOf(username, signing)}=${value}; Max-Age=${maxAgeSeconds}; Path=/; HttpOnly; SameSite=Strict${secure}`;
}

/** One for each person who uses the browser; the name says nothing to who reads it over a shoulder. */
function nameOf(username: string, { publicUrl }: Signing): string {
  const short = createHash('sha256').update(username).digest('hex').slice(0, 12);
  return `${publicUrl === undefined ? '' : '__Host-'}guazheng.device.${short}`;
}
