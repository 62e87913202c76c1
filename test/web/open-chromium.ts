import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright';

/** The system's Chromium; Playwright's own where there is none. */
export async function openChromium(): Promise<Browser> {
  const executablePath = await findOnPath(['chromium', 'chromium-browser', 'google-chrome']);
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      // Chromium refuses its sandbox to root, as whom containers run tests.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      // Without a graphics card it would draw in a process of its own, at a greater cost.
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
    // Where nobody has set one it sends no file whose name has Chinese characters.
    env: { ...process.env, LANG: process.env.LANG ?? 'C.UTF-8' },
  });
}

async function findOnPath(names: readonly string[]): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of names) {
      const file = join(folder, name);
      const executable = await access(file, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (executable) return file;
    }
  }
  return undefined;
}
