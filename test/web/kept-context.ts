import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright';

/** What nobody uses now, by browser and by the options that it was made with. */
const idle = new WeakMap<Browser, Map<string, BrowserContext[]>>();
const optionsOf = new WeakMap<BrowserContext, string>();

/**
 * A context without cookies and storage that writes violations of the policy to its console. What pages before have loaded and compiled
 * serves it: a page in a new context costs twice as much. Give it back by `putBack`, or close it.
 */
export async function takeContext(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const key = JSON.stringify(options);
  const kept = idle.get(browser)?.get(key)?.pop();
  if (kept !== undefined) return kept;
  // A button that is still on its way is clicked beside on a loaded machine.
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      console.error(`policy ${violatedDirective} ${blockedURI}`),
    );
  });
  optionsOf.set(context, key);
  return context;
}

/** Closes the pages of a context and empties it for whoever takes it next. */
export async function putBack(context: BrowserContext): Promise<void> {
  const browser = context.browser();
  const key = optionsOf.get(context);
  if (browser === null || key === undefined) throw new Error('This context was not taken by takeContext.');
  await Promise.all(context.pages().map((page) => page.close()));
  await context.setStorageState({ cookies: [], origins: [] });
  const ofBrowser = idle.get(browser) ?? new Map<string, BrowserContext[]>();
  idle.set(browser, ofBrowser);
  ofBrowser.set(key, [...(ofBrowser.get(key) ?? []), context]);
}
