import type { PlatformFile } from '../../contracts/platform.js';

/** Of a page of so many characters even work that grows with the square of its elements takes well under a second. */
const harmlessCharacters = 100_000;
/** Regular expressions may backtrack on a hundred characters, and selectors within selectors multiply. */
const costly = /"pattern":|:(?:has|not|is|where|matches|contains|nth)/;
const known = new WeakMap<PlatformFile, boolean>();

/** Whether a page may take long to read, by its size or by what its platform file asks of it: then reading must be limited in time. */
export function mayTakeLong(platform: PlatformFile, text: string): boolean {
  if (text.length > harmlessCharacters) return true;
  let isCostly = known.get(platform);
  if (isCostly === undefined) {
    isCostly = costly.test(JSON.stringify([platform.list, platform.detail]));
    known.set(platform, isCostly);
  }
  return isCostly;
}
