import type { Browser } from 'playwright';
import { chromium } from 'playwright';
import { findChromium } from '../../../crawler/fetch/chromium.js';
import { printHtml } from '../../../crawler/fetch/print-html.js';

/** A Chromium of the test's own that prints pages on A4 with page numbers, or null where the machine has none. */
export async function startPrinter(): Promise<{
  print(html: string): Promise<Uint8Array>;
  browser: Browser;
} | null> {
  const executablePath = await findChromium(process.env);
  if (executablePath === undefined) return null;
  const browser = await chromium.launch({
    executablePath,
    args: ['--disable-background-networking', '--no-first-run', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
  return { print: (html) => printHtml(browser, html), browser };
}
