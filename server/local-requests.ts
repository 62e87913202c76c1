import { RequestError } from './request-error.js';

/** What a request says about where it comes from. */
interface RequestOrigin {
  method: string;
  path: string;
  host: string | undefined;
  /** `Sec-Fetch-Site`; browsers send it, programs such as curl do not. */
  fetchSite: string | undefined;
  /** `Origin`; browsers send it with what changes something. */
  origin: string | undefined;
  /** Whether it carries a token instead of a cookie: no browser adds one by itself. */
  hasToken: boolean;
  /** The port that the request arrived at. */
  port: number;
  /** The address under which a reverse proxy serves us. */
  publicUrl?: URL | undefined;
}

const localNames = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Lets only this machine's own page and programs through, and those of the reverse proxy's address; everything else throws a RequestError.
 *
 * Listening on loopback keeps other machines out, but not the other pages open in the same browser. A page whose name
 * is made to resolve to 127.0.0.1 (DNS rebinding) still sends its own name as Host, and a page that fetches us directly
 * is marked by `Sec-Fetch-Site` (Fetch Metadata). `same-site` is refused too: for a browser every port of localhost is the same site.
 * What changes something must besides show that it comes from our page (OWASP, cross-site request forgery: verifying origin).
 */
export function refuseForeignRequest(request: RequestOrigin): void {
  const own = originOf(request);
  if (own === undefined) {
    throw new RequestError(421, 'host_refused', '本服务只接受本机访问，请使用启动时显示的网址打开。');
  }
  const isApi = request.path === '/api' || request.path.startsWith('/api/');
  const isForeign = request.fetchSite !== undefined && !['same-origin', 'none'].includes(request.fetchSite);
  if (isApi && isForeign) throw crossSite();
  if (request.method === 'GET' || request.method === 'HEAD' || request.hasToken) return;
  const isOurs = request.fetchSite === 'same-origin' || request.origin === own;
  if (!isOurs || isForeign || (request.origin !== undefined && request.origin !== own)) throw crossSite();
}

/** The origin of our own page as this request sees it; undefined when it asks for a name that is not ours. */
function originOf({ host: asked, port, publicUrl }: RequestOrigin): string | undefined {
  const host = asked?.toLowerCase();
  if (host === undefined) return undefined;
  if (host === publicUrl?.host) return publicUrl.origin;
  const ports = port === 80 ? ['', ':80'] : [`:${port}`];
  const hosts = localNames.flatMap((name) => ports.map((suffix) => name + suffix));
  return hosts.includes(host) ? `http://${host}` : undefined;
}

function crossSite(): RequestError {
  return new RequestError(403, 'cross_site_refused', '不接受其他网站发起的请求。');
}
