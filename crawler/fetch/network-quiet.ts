import type { Page, Request } from 'playwright';

/** Without a request under way for this long a page counts as quiet. As long as Playwright's own `networkidle`. */
const quietMilliseconds = 500;

export interface NetworkWatch {
  /** Resolves when no request has been under way for half a second, or after `maxMilliseconds`: long polling never falls quiet. */
  quiet(maxMilliseconds: number): Promise<void>;
}

/** Watches a page's requests from now on. Unlike Playwright's `networkidle`, which comes once a document, this can be awaited again. */
export function watchNetwork(page: Page): NetworkWatch {
  const underWay = new Set<Request>();
  const waiting = new Set<{ restart: () => void; finish: () => void }>();
  const ended = (request: Request) => {
    underWay.delete(request);
    for (const { restart } of waiting) restart();
  };
  page.on('request', (request) => {
    underWay.add(request);
    for (const { restart } of waiting) restart();
  });
  page.on('requestfinished', ended);
  page.on('requestfailed', ended);
  page.on('close', () => {
    for (const { finish } of waiting) finish();
  });

  return {
    quiet: (maxMilliseconds) =>
      new Promise((resolve) => {
        let silence: NodeJS.Timeout | undefined;
        const finish = () => {
          clearTimeout(silence);
          clearTimeout(limit);
          waiting.delete(entry);
          resolve();
        };
        const restart = () => {
          clearTimeout(silence);
          if (underWay.size === 0) silence = setTimeout(finish, quietMilliseconds);
        };
        const limit = setTimeout(finish, maxMilliseconds);
        const entry = { restart, finish };
        waiting.add(entry);
        restart();
      }),
  };
}
