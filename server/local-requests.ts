import { RequestError } from './request-error.js';

/** What a request says about where it comes from. */
interface RequestOrigin {
  method: string;
  path: string;
  host: string | undefined;
  /** `Sec-Fetch-Site`; browsers send it, programs such as curl do not. */
  fetchSite: string | undefined;
  /** The port that the request arrived at. */
  port: number;
}

const localNames = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Lets only this machine's own page through; everything else throws a RequestError.
 *
 * Listening on loopback keeps other machines out, but not the other pages open in the same browser. A page whose name
 * is made to resolve to 127.0.0.1 (DNS rebinding) still sends its own name as Host, and a page that fetches us directly
 * is marked by `Sec-Fetch-Site` (Fetch Metadata). `same-site` is refused too: for a browser every port of localhost is the same site.
 */
export function refuseForeignRequest(request: RequestOrigin): void {
  const ports = request.port === 80 ? ['', ':80'] : [`:${request.port}`];
  const hosts = localNames.flatMap((name) => ports.map((port) => name + port));
  if (request.host === undefined || !hosts.includes(request.host.toLowerCase())) {
    throw new RequestError(421, 'host_refused', '本服务只接受本机访问，请使用启动时显示的网址打开。');
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw new RequestError(405, 'method_refused', '本服务目前只供查阅，不接受修改请求。');
  }
  const isApi = request.path === '/api' || request.path.startsWith('/api/');
  if (isApi && request.fetchSite !== undefined && !['same-origin', 'none'].includes(request.fetchSite)) {
    throw new RequestError(403, 'cross_site_refused', '不接受其他网站发起的请求。');
  }
}
