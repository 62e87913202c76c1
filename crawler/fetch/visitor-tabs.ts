import type { Browser, BrowserContext, CDPSession, Page } from 'playwright';
import type { ProxyCredentials } from './proxy-session.js';
import { createRequestGate, type RequestGate } from './request-gate.js';

/** A browser context with one page in it, in which one visit at a time takes place. */
export interface VisitorTab {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly devTools: CDPSession;
  readonly mainFrameId: string;
  readonly credentials: ProxyCredentials;
  readonly gate: RequestGate;
  /** Origins of the documents it has shown. */
  readonly shown: Set<string>;
  /** Visits it has served. */
  visits: number;
  hadPopup: boolean;
}

/**
 * The tabs of one browser that wait for another page of their site. Opening one takes as long as a whole visit in one that is open, and
 * the HTTP cache spares the platform its scripts and styles. Everything else that a page can leave behind is removed in between.
 */
export interface VisitorTabs {
  /** One that has shown this origin alone and remembers nothing of it, if there is one. */
  takeIdle(origin: string): VisitorTab | undefined;
  /** After a visit that went well. */
  giveBack(tab: VisitorTab): Promise<void>;
}

/** A tab's process grows, and its cache lets a platform tell that its pages have one reader. */
const visitsPerTab = 50;
/** Each is a process; as many as pages that a worker usually opens at once, so that the pages of one platform find theirs again. */
const mostIdle = 6;

export function createVisitorTabs(): VisitorTabs {
  /** The one that has waited longest first. */
  const idle: VisitorTab[] = [];
  return {
    takeIdle(origin) {
      const index = idle.findLastIndex(({ shown }) => shown.has(origin));
      return index < 0 ? undefined : idle.splice(index, 1)[0];
    },
    async giveBack(tab) {
      tab.visits += 1;
      const [origin, ...others] = tab.shown;
      // What a foreign frame has stored is kept apart by Chromium and not to be had by its origin: such a tab is not used again.
      if (origin === undefined || others.length > 0 || tab.hadPopup || tab.visits >= visitsPerTab) {
        return tab.context.close();
      }
      try {
        await forget(tab, origin);
      } catch {
        // Whatever it was, it went wrong after the visit, and a new tab does not have it.
        return tab.context.close();
      }
      idle.push(tab);
      if (idle.length > mostIdle) await idle.shift()?.context.close();
    },
  };
}

export interface TabOptions {
  /** The browser's only way out. */
  proxyOrigin: string;
  /** Given when the proxy asks for them, see request-gate.ts. */
  credentials: ProxyCredentials;
  userAgent: string;
  /** Whether a picture is taken of what it shows. */
  forEvidence: boolean;
}

export async function openVisitorTab(
  browser: Browser,
  { proxyOrigin, credentials, userAgent, forEvidence }: TabOptions,
): Promise<VisitorTab> {
  const context = await browser.newContext({
    proxy: { server: proxyOrigin },
    userAgent: `Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${browser.version()} Safari/537.36 ${userAgent}`,
    viewport: { width: 1280, height: 1600 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    acceptDownloads: false,
    serviceWorkers: 'block',
    permissions: [],
  });
  const page = await context.newPage();
  const devTools = await context.newCDPSession(page);
  const { frameTree } = await devTools.send('Page.getFrameTree');
  await devTools.send('Network.enable');
  if (!forEvidence) await hideBrowserParts(devTools);
  const mainFrameId = frameTree.frame.id;
  const tab: VisitorTab = {
    context,
    page,
    devTools,
    mainFrameId,
    credentials,
    gate: createRequestGate(devTools, mainFrameId, credentials),
    shown: new Set(),
    visits: 0,
    hadPopup: false,
  };
  context.on('page', (popup) => {
    tab.hadPopup = true;
    void popup.close();
  });
  page.on('framenavigated', (frame) => {
    const { origin } = new URL(frame.url());
    if (origin !== 'null') tab.shown.add(origin);
  });
  return tab;
}

/**
 * Chromium draws its tab strip and address bar though nobody sees them, a dozen times for each page, which costs a tenth of the whole. A window in
 * full screen has none; the page's own size is set by us and stays as it is.
 */
async function hideBrowserParts(devTools: CDPSession): Promise<void> {
  const { windowId } = await devTools.send('Browser.getWindowForTarget');
  await devTools.send('Browser.setWindowBounds', { windowId, bounds: { windowState: 'fullscreen' } });
}

/** Leaves the page and removes all that it may have left, but for the HTTP cache. */
async function forget({ page, devTools }: VisitorTab, origin: string): Promise<void> {
  // A page that is left may still run its handlers; without scripts it can write nothing after it was emptied.
  await devTools.send('Emulation.setScriptExecutionDisabled', { value: true });
  // Belongs to the tab, and is only to be had while a document of its origin is shown.
  await devTools.send('DOMStorage.clear', { storageId: { securityOrigin: origin, isLocalStorage: false } });
  await page.goto('about:blank');
  await Promise.all([
    devTools.send('Network.clearBrowserCookies'),
    devTools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' }),
    devTools.send('Page.resetNavigationHistory'),
    devTools.send('Emulation.setScriptExecutionDisabled', { value: false }),
  ]);
  await devTools.send('Runtime.evaluate', { expression: 'window.name = ""' });
}
