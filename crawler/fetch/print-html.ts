import type { Browser } from 'playwright';

/** Page and text area of official documents: GB/T 9704-2012 sections 5.1 and 5.2.1 (head 37 mm, binding edge 28 mm, text 156 × 225 mm). */
const margins = { top: '37mm', right: '26mm', bottom: '35mm', left: '28mm' };

/** Chromium fills in the numbers; without a size of its own the text is invisible. */
const footer = `<div style="width: 100%; text-align: center; font-size: 10.5pt; font-family: 'Noto Serif CJK SC', serif">
  第 <span class="pageNumber"></span> 页 共 <span class="totalPages"></span> 页</div>`;

/**
 * Prints an HTML text of ours on A4, with a number on each page and its fonts embedded. The text's scripts do not run, and nothing that
 * it names is fetched: pictures must be `data:` URLs.
 */
export async function printHtml(browser: Browser, html: string): Promise<Uint8Array> {
  // It has no credentials at the proxy, which is its only way out, so that nothing would pass even if something were asked for.
  const context = await browser.newContext({ javaScriptEnabled: false, offline: true, locale: 'zh-CN' });
  try {
    const page = await context.newPage();
    // A page that is told to move on stays where it is.
    await context.route('**/*', (route) => route.abort('aborted'));
    await page.setContent(html, { waitUntil: 'load' });
    return await page.pdf({
      format: 'A4',
      margin: margins,
      printBackground: true,
      displayHeaderFooter: true,
      headerTemplate: '<span></span>',
      footerTemplate: footer,
    });
  } finally {
    await context.close();
  }
}
