import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright';
import { RetriedError } from '../../contracts/errors.js';
import type { AddressGuard } from './address-guard.js';
import { launchChromium } from './chromium.js';
import { killMarkedBrowser, markBrowser } from './leftover-browsers.js';
import { type LoopbackProxy, startLoopbackProxy } from './loopback-proxy.js';

export interface RunningBrowser {
  browser: Browser;
  /** The browser's only way to the network; it ends with the browser. */
  proxy: LoopbackProxy;
  /** Ends a browser that may not answer any more. */
  kill(): Promise<void>;
}

export interface BrowserProcess {
  /** The browser, started when there is none: at first, and after it crashed or was killed. @throws RetriedError `browser_failed` */
  running(): Promise<RunningBrowser>;
  close(): Promise<void>;
}

export interface BrowserProcessOptions {
  guard: AddressGuard;
  /** From findChromium. */
  executablePath: string;
  /** Tells our browsers from others, see stopLeftoverBrowsers. */
  stateFolder: string;
}

/** A browser that has not closed by then does not answer any more. */
const closeMilliseconds = 5000;

export function createBrowserProcess({ guard, executablePath, stateFolder }: BrowserProcessOptions): BrowserProcess {
  let current: Promise<RunningBrowser> | undefined;

  async function start(): Promise<RunningBrowser> {
    const proxy = await startLoopbackProxy(guard);
    const mark = await markBrowser(stateFolder);
    const browser = await launchChromium({ executablePath, proxyOrigin: proxy.origin, mark }).catch(async (error) => {
      await proxy.close();
      throw new RetriedError('browser_failed', `${executablePath} did not start; see whether it does by hand`, {
        cause: error,
      });
    });
    browser.once('disconnected', () => {
      current = undefined;
      void proxy.close();
    });
    return { browser, proxy, kill: () => killMarkedBrowser(mark) };
  }

  return {
    running() {
      current ??= start().catch((error: unknown) => {
        current = undefined;
        throw error;
      });
      return current;
    },
    async close() {
      const started = await current?.catch(() => undefined);
      if (!started) return;
      await Promise.race([started.browser.close(), sleep(closeMilliseconds, undefined, { ref: false })]);
      await started.kill();
    },
  };
}
