import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const isLong = process.env.GUAZHENG_FAULTS === 'long';
/** The short form looks at every other state of the pages by day, and at the rest by night. */
let looked = 0;

/**
 * What is wrong with a page as it stands now, by day and by night (WCAG 2.2 AA, as far as axe can tell), and whether a phone would have to
 * be pushed sideways for it. The page is left as it was.
 */
export async function pageFaults(page: Page): Promise<readonly string[]> {
  const faults: string[] = [];
  const schemes = ['light', 'dark'] as const;
  looked++;
  for (const colorScheme of isLong ? schemes : schemes.slice(looked % 2, (looked % 2) + 1)) {
    await page.emulateMedia({ colorScheme });
    await settled(page);
    const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
    for (const { id, nodes } of violations)
      faults.push(`${colorScheme} ${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' ')}`);
  }
  const window = page.viewportSize() ?? { width: 1366, height: 768 };
  await page.setViewportSize({ width: 390, height: 844 });
  await settled(page);
  // Charts and tables are drawn anew once they have seen their new width.
  await page.waitForFunction(fitsItsWindow, undefined, { timeout: 30_000 }).catch(() => undefined);
  if (!(await page.evaluate(fitsItsWindow))) faults.push('a phone must be pushed sideways');
  await page.setViewportSize(window);
  await page.emulateMedia({ colorScheme: 'light' });
  return faults;
}

const fitsItsWindow = () => document.documentElement.scrollWidth <= document.documentElement.clientWidth;

/** The other colours are drawn, and nothing fades any more: what does has neither its colour nor another. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations === 1);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}
