import type { Page } from 'playwright';
import { z } from 'zod';
import type { NetworkWatch } from './network-quiet.js';

const pageSize = z.object({ width: z.number(), height: z.number(), elements: z.number() });
export type PageSize = z.infer<typeof pageSize>;

/** In CSS pixels. Scripts are text because they run in the page, whose globals this program does not have. */
export async function measurePage(page: Page): Promise<PageSize> {
  return pageSize.parse(
    await page.evaluate(`(() => {
      const root = document.documentElement;
      return { width: root.clientWidth, height: root.scrollHeight, elements: document.getElementsByTagName('*').length };
    })()`),
  );
}

/** Scrolls the document and the tallest scrollable box in it to their ends: some lists scroll inside a box. */
const scrollToEnd = `(() => {
  const root = document.scrollingElement ?? document.documentElement;
  const boxes = [...document.querySelectorAll('body *')].filter((box) =>
    box.scrollHeight > box.clientHeight + 50 && /auto|scroll/.test(getComputedStyle(box).overflowY));
  const tallest = boxes.sort((one, other) => other.scrollHeight - one.scrollHeight)[0];
  for (const box of [root, tallest]) if (box) box.scrollTop = box.scrollHeight;
})()`;

/** One round without growth may be a slow answer; two are the end of the list. */
const roundsWithoutGrowth = 2;
const quietLimitMilliseconds = 5000;

/**
 * Scrolls until neither the height nor the number of elements grows, at most `times`.
 * @param waitTurn awaited before each round, since each may make the page ask its platform for more
 */
export async function scrollToTheEnd(
  page: Page,
  network: NetworkWatch,
  times: number,
  waitTurn: () => Promise<void>,
): Promise<void> {
  let before = await measurePage(page);
  for (let round = 0, still = 0; round < times && still < roundsWithoutGrowth; round += 1) {
    await waitTurn();
    await page.evaluate(scrollToEnd);
    await network.quiet(quietLimitMilliseconds);
    const after = await measurePage(page);
    still = after.height > before.height || after.elements > before.elements ? 0 : still + 1;
    before = after;
  }
  await page.evaluate('scrollTo(0, 0)');
}
