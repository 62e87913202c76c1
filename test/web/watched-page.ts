import type { Browser, BrowserContextOptions, Page } from 'playwright';
import type { LoggedIn } from '../server/served-database.js';
import { enterBrowser } from './enter-browser.js';
import { takeContext } from './kept-context.js';

/**
 * A page in a browser of its own, of a person who is logged in. `troubles` gets whatever the page should never give cause for: scripts of
 * strangers, policy violations, errors. Put its context back (kept-context.ts).
 */
export async function openWatchedPage(
  browser: Browser,
  url: string,
  person: LoggedIn,
  troubles: string[],
  options: BrowserContextOptions = {},
): Promise<Page> {
  // Neither the browser's language nor its time zone are ours: the page must not depend on them.
  const context = await takeContext(browser, {
    ...{ locale: 'en-US', timezoneId: 'America/New_York', viewport: { width: 1366, height: 768 } },
    ...options,
  });
  await enterBrowser(context, url, person);
  const page = await context.newPage();
  page.on('dialog', (dialog) => {
    troubles.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => troubles.push(`error ${error.message}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(`console ${message.text()}`);
  });
  return page;
}
