import type { Page } from 'playwright';
import { bodyTooLarge } from './content-decoding.js';
import { measurePage } from './scrolling.js';

/** Lists without end would give pictures that no viewer opens. */
const maxPictureHeight = 10_000;
const printMargin = '10mm';

/**
 * The document as rendered, UTF-8.
 * @throws DeadError `body_too_large`
 */
export async function renderedDom(page: Page, url: string, maxBytes: number): Promise<Buffer> {
  const bytes = Buffer.from(await page.content());
  if (bytes.length > maxBytes) throw bodyTooLarge(`${url} as rendered`, maxBytes);
  return bytes;
}

/** A full-page PNG. */
export async function takePicture(page: Page, timeout: number): Promise<Buffer> {
  const { width, height } = await measurePage(page);
  const clip = { x: 0, y: 0, width, height: Math.min(height, maxPictureHeight) };
  return page.screenshot({ fullPage: true, clip, type: 'png', animations: 'disabled', timeout });
}

/**
 * The page on A4 with its colours and pictures, as it is on the screen: what a platform hides from printers was shown to visitors all
 * the same.
 */
export async function printPage(page: Page): Promise<Buffer> {
  await page.emulateMedia({ media: 'screen' });
  const margin = { top: printMargin, right: printMargin, bottom: printMargin, left: printMargin };
  return page.pdf({ format: 'A4', printBackground: true, margin });
}
