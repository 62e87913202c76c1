import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A request as the site saw it. */
export interface SiteRequest {
  readonly path: string;
  /** Name of the worker that asked, from its User-Agent. */
  readonly worker: string;
}

/** A request that has arrived and gets no answer before it is let go. */
export interface HeldRequest extends SiteRequest {
  answer(): void;
}

export interface RecruitmentSite {
  /** Name under which the workers know it. */
  readonly host: string;
  readonly port: number;
  /** Every page that a crawl must come to, as URLs. */
  readonly urls: readonly string[];
  readonly postings: number;
  /** All requests but those for robots.txt, in their order. */
  readonly log: readonly SiteRequest[];
  /** Answers of its own, by path. */
  readonly routes: Record<string, RequestListener>;
  /** Holds the page request with this number (the first is 1) when it comes; give numbers that are still to come. */
  hold(number: number): Promise<HeldRequest>;
  /** Resolves when so many page requests have come. */
  reached(number: number): Promise<void>;
  close(): Promise<void>;
}

const host = 'jobs.test';
const postingsOfList = 10;

/** A real site on 127.0.0.1: list pages that name ten postings each, and a page for each posting. It has no robots.txt. */
export async function startRecruitmentSite(postings: number, rentals = false): Promise<RecruitmentSite> {
  const log: SiteRequest[] = [];
  const routes: Record<string, RequestListener> = {};
  const holds = new Map<number, (held: HeldRequest) => void>();
  const waits = new Map<number, () => void>();
  const sockets = new Set<Socket>();
  const lists = Math.ceil(postings / postingsOfList);

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', `http://${host}`);
    const own = routes[url.pathname];
    if (own !== undefined) {
      own(request, response);
      return;
    }
    response.setHeader('content-type', 'text/html; charset=utf-8');
    const number = Number(/^\/job\/(\d+)$/.exec(url.pathname)?.[1]);
    if (url.pathname === '/jobs') response.end(listPage(Number(url.searchParams.get('page') ?? 1), lists, postings));
    else if (number >= 1 && number <= postings) response.end(detailPage(number, rentals));
    else response.writeHead(404).end('not here');
  }

  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (path === '/robots.txt') {
      answer(request, response);
      return;
    }
    const worker = /worker=(\w+)/.exec(request.headers['user-agent'] ?? '')?.[1] ?? '';
    log.push({ path, worker });
    waits.get(log.length)?.();
    const hold = holds.get(log.length);
    if (hold === undefined) answer(request, response);
    else hold({ path, worker, answer: () => answer(request, response) });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const paths = [
    ...Array.from({ length: lists }, (_, index) => (index === 0 ? '/jobs' : `/jobs?page=${index + 1}`)),
    ...Array.from({ length: postings }, (_, index) => `/job/${index + 1}`),
  ];
  return {
    ...{ host, postings, log, routes },
    port: (server.address() as AddressInfo).port,
    urls: paths.map((path) => `http://${host}${path}`),
    hold: (number) => new Promise((resolve) => holds.set(number, resolve)),
    reached: (number) =>
      log.length >= number ? Promise.resolve() : new Promise((resolve) => waits.set(number, resolve)),
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

export interface PlatformYamlOptions {
  readonly id?: string;
  readonly fetch?: 'http' | 'browser';
  /** Paths of the lists where a run begins. */
  readonly entry?: readonly string[];
  /** Further YAML at its end. */
  readonly more?: string;
}

/** The platform file of such a site. */
export function platformYaml({
  id = 'faulty',
  fetch = 'http',
  entry = ['/jobs'],
  more = '',
}: PlatformYamlOptions = {}): string {
  return `
id: ${id}
name: 故障演练
entry: [${entry.map((path) => `"http://${host}${path}"`).join(', ')}]
fetch: ${fetch}
pace: { gapMilliseconds: 5 }
list: { from: html, item: li, fields: { url: a@href, title: a }, next: a.next@href }
detail: { from: html, fields: { title: h1, text: .text, agency: .agency } }
${more}`;
}

/** A list of these paths, with a link to the next list. */
export function listOf(paths: readonly string[], next?: string): string {
  const items = paths.map((path) => `<li><a href="${path}">职位 ${path}</a></li>`).join('');
  return `<!doctype html><ul>${items}</ul>${next === undefined ? '' : `<a class="next" href="${next}">下一页</a>`}`;
}

function listPage(page: number, lists: number, postings: number): string {
  const first = (page - 1) * postingsOfList + 1;
  const count = Math.max(0, Math.min(postingsOfList, postings - first + 1));
  const paths = Array.from({ length: count }, (_, index) => `/job/${first + index}`);
  return listOf(paths, page < lists ? `/jobs?page=${page + 1}` : undefined);
}

const trades = ['仓库管理员', '前台文员', '数控车工', '幼儿园教师', '电气工程师', '面点师', '快递分拣员', '护理员'];

/** A posting. Where there are rentals every seventh one rents out a credential. */
export function detailPage(number: number, rentals: boolean): string {
  const trade = trades[number % trades.length] ?? '';
  const text =
    rentals && number % 7 === 0
      ? `急聘一级建造师挂靠，不坐班，不用到岗，证书挂靠费每年${number}万元，只需证书和社保，联系微信 zhengshu${1000 + number}`
      : `第${number}号岗位招聘${trade}，月薪${4000 + number}元，到岗工作，缴纳五险一金，工作地点在${number}号楼，每周双休。`;
  return `<!doctype html><h1>${trade}${number}</h1><p class="agency">诚信人力资源有限公司</p><p class="text">${text}</p>`;
}
