import type { ServedDatabase } from '../served-database.js';

/** A browser with its cookies, as far as a server can tell. */
export interface Browser {
  /** Name and value of each cookie. */
  readonly cookies: Map<string, string>;
  /** `Set-Cookie` of the last answer. */
  readonly set: string[];
  get(path: string): Promise<Answer>;
  send(path: string, body?: unknown, method?: 'POST' | 'PUT' | 'DELETE'): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  /** Of JSON; empty where there is none. */
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
}

/** @param more headers of every request, such as X-Forwarded-For */
export function openBrowser({ url }: Pick<ServedDatabase, 'url'>, more: Record<string, string> = {}): Browser {
  const cookies = new Map<string, string>();
  const set: string[] = [];
  async function ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(url + path, {
      method,
      headers: {
        'sec-fetch-site': 'same-origin',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...more,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    set.splice(0, set.length, ...response.headers.getSetCookie());
    for (const cookie of set) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '' || /max-age=0/i.test(cookie)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : JSON.parse(text), headers: response.headers };
  }
  return {
    ...{ cookies, set },
    get: (path) => ask('GET', path),
    send: (path, body, method = 'POST') => ask(method, path, body),
  };
}
