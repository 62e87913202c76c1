import type { Page } from 'playwright';
import { z } from 'zod';
import { bodyTooLarge } from './content-decoding.js';
import { measurePage } from './scrolling.js';
import type { VisitorTab } from './visitor-tabs.js';

/** Lists without end would give pictures that no viewer opens. */
const maxPictureHeight = 10_000;
const printMargin = '10mm';

/**
 * The document as rendered, UTF-8. Written by the browser itself and not by a script in the page, which the page could forge, and for which a
 * script world must be made in each document.
 *
 * @throws DeadError `body_too_large`
 */
export async function renderedDom({ devTools }: VisitorTab, url: string, maxBytes: number): Promise<Buffer> {
  // `document` is a property that no script can replace.
  const { result } = await devTools.send('Runtime.evaluate', { expression: 'document' });
  const { outerHTML } = await devTools.send('DOM.getOuterHTML', { objectId: z.string().parse(result.objectId) });
  const bytes = Buffer.from(outerHTML);
  if (bytes.length > maxBytes) throw bodyTooLarge(`${url} as rendered`, maxBytes);
  return bytes;
}

/** Heights in CSS pixels. */
interface PagePicture {
  png: Buffer;
  pageHeight: number;
  /** Less than the page's where that is beyond what viewers open: the picture then shows the page's top. */
  pictureHeight: number;
}

/** A PNG of the page, from its top, as far as a picture may be high. */
export async function takePicture(page: Page, timeout: number): Promise<PagePicture> {
  const { width, height } = await measurePage(page);
  const pictureHeight = Math.min(height, maxPictureHeight);
  const clip = { x: 0, y: 0, width, height: pictureHeight };
  const png = await page.screenshot({ fullPage: true, clip, type: 'png', animations: 'disabled', timeout });
  return { png, pageHeight: height, pictureHeight };
}

const longestVisibleText = 100_000;

/**
 * The text that a visitor sees, its first 100,000 UTF-16 units: no comments, scripts, or what is not displayed. Read in a world of its own
 * (Chrome DevTools Protocol, Page.createIsolatedWorld): the page's scripts can neither forge it nor make it fail.
 */
export async function readVisibleText({ devTools, mainFrameId }: VisitorTab): Promise<string> {
  const { executionContextId } = await devTools.send('Page.createIsolatedWorld', { frameId: mainFrameId });
  const { result } = await devTools.send('Runtime.evaluate', {
    contextId: executionContextId,
    returnByValue: true,
    // Of what is not displayed at all, innerText is all its text, scripts too.
    expression: `(() => {
      const body = document.body;
      const isShown = body !== null && body.checkVisibility();
      return isShown ? body.innerText.slice(0, ${longestVisibleText}) : '';
    })()`,
  });
  return z.string().parse(result.value);
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
