import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright';
import { messageOf, RetriedError } from '../../contracts/errors.js';
import type { AddressGuard } from './address-guard.js';
import { makeBrowserHome } from './browser-home.js';
import { launchChromium } from './chromium.js';
import { killMarkedBrowser, markOf } from './leftover-browsers.js';
import { type LoopbackProxy, startLoopbackProxy } from './loopback-proxy.js';

export interface RunningBrowser {
  browser: Browser;
  /** The browser's only way to the network; it ends with the browser. */
  proxy: LoopbackProxy;
  /** Ends a browser that may not answer any more. */
  kill(): Promise<void>;
}

export interface BrowserProcess {
  /**
   * Runs `work`, one page, with a browser. One is started when there is none: at first, after it crashed or was killed, and when it has
   * served long enough; the old one then ends with the last page that it has under way.
   * @throws RetriedError `browser_failed` when it does not start
   */
  use<T>(work: (running: RunningBrowser) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface BrowserProcessOptions {
  guard: AddressGuard;
  /** From findChromium. */
  executablePath: string;
  /** Holds the browsers' folders and tells our browsers from others, see stopLeftoverBrowsers. */
  stateFolder: string;
  /** After how many pages, or what time, a browser is replaced: it grows with every page. Default 200 pages, 30 minutes. */
  recycle?: { pages: number; minutes: number };
}

/** A browser that has not closed by then does not answer any more. */
const closeMilliseconds = 5000;

interface StartedBrowser extends RunningBrowser {
  /** Kills it if it still runs, and removes everything that belongs to it. */
  clear(): Promise<void>;
}

/** One browser from its start to its end. */
interface Term {
  started: Promise<StartedBrowser>;
  startedAt: number;
  pages: number;
  underWay: number;
  /** Its end, once that has begun. */
  ended?: Promise<void>;
}

export function createBrowserProcess(options: BrowserProcessOptions): BrowserProcess {
  const { recycle = { pages: 200, minutes: 30 } } = options;
  /** Those that have not ended yet: the current one, and those that still finish their pages. */
  const terms = new Set<Term>();
  let current: Term | undefined;

  function begin(): Term {
    const term: Term = { started: startBrowser(options), startedAt: performance.now(), pages: 0, underWay: 0 };
    terms.add(term);
    term.started.then(
      ({ browser }) => browser.once('disconnected', () => end(term)),
      () => {
        terms.delete(term);
        retire(term);
      },
    );
    return term;
  }

  function isSpent({ pages, startedAt }: Term): boolean {
    return pages >= recycle.pages || performance.now() - startedAt >= recycle.minutes * 60_000;
  }

  /** No further page goes to it. */
  function retire(term: Term): void {
    if (current === term) current = undefined;
  }

  /** Nobody waits for it but `close`, which also tells what went wrong; folders that could not be removed are by the next start. */
  function end(term: Term): void {
    retire(term);
    term.ended ??= endBrowser(term).then(() => void terms.delete(term));
    term.ended.catch(() => undefined);
  }

  async function endBrowser({ started }: Term): Promise<void> {
    // One that did not start has told its page, and cleared up.
    const browser = await started.catch(() => undefined);
    if (browser === undefined) return;
    await Promise.race([browser.browser.close(), sleep(closeMilliseconds, undefined, { ref: false })]);
    await browser.clear();
  }

  return {
    async use(work) {
      if (current && isSpent(current)) {
        if (current.underWay === 0) end(current);
        else retire(current);
      }
      current ??= begin();
      const term = current;
      term.pages += 1;
      term.underWay += 1;
      try {
        const { browser, proxy, kill } = await term.started;
        // Its end is noticed a little later, and until then further pages would go to it.
        const retireAndKill = () => {
          retire(term);
          return kill();
        };
        return await work({ browser, proxy, kill: retireAndKill });
      } finally {
        term.underWay -= 1;
        if (term !== current && term.underWay === 0 && terms.has(term)) end(term);
      }
    },
    async close() {
      for (const term of terms) end(term);
      await Promise.all([...terms].map(({ ended }) => ended));
    },
  };
}

async function startBrowser({ guard, executablePath, stateFolder }: BrowserProcessOptions): Promise<StartedBrowser> {
  const home = await makeBrowserHome(stateFolder).catch((error: unknown) => {
    const sentence = `The folders of a browser cannot be made in ${stateFolder} (${messageOf(error)}); see whether its disk is full`;
    throw new RetriedError('browser_failed', sentence, { cause: error });
  });
  const proxy = await startLoopbackProxy(guard);
  const mark = markOf(home.name, stateFolder);
  const kill = () => killMarkedBrowser(mark);
  const clear = async () => {
    await kill();
    await proxy.close();
    await home.remove();
  };
  try {
    const browser = await launchChromium({ executablePath, proxyOrigin: proxy.origin, mark, home });
    return { browser, proxy, kill, clear };
  } catch (error) {
    await clear();
    const sentence = `${executablePath} did not start; see whether it does by hand`;
    throw new RetriedError('browser_failed', sentence, { cause: error });
  }
}
