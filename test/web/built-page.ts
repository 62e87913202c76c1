import { mkdir, rename, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { inject } from 'vitest';

const webRoot = resolve(import.meta.dirname, '../../web');
const longestBuild = 180_000;

/**
 * The browser application: as `npm test` has just built it; where a file of tests is run by itself, when what is built may be old, built once in
 * a run: whoever asks first builds it, the others wait. @returns its folder
 */
export async function builtPage(): Promise<string> {
  if (process.env.npm_lifecycle_event === 'test') return resolve(webRoot, '../dist/web');
  const folder = join(inject('runFolder'), 'web');
  const isFirst = await mkdir(`${folder}.claim`).then(
    () => true,
    () => false,
  );
  if (isFirst) {
    const configFile = join(webRoot, 'vite.config.ts');
    await build({ configFile, logLevel: 'error', build: { outDir: `${folder}.part`, emptyOutDir: true } });
    await rename(`${folder}.part`, folder);
    return folder;
  }
  for (const until = Date.now() + longestBuild; Date.now() < until; ) {
    if (
      await stat(folder).then(
        (found) => found.isDirectory(),
        () => false,
      )
    )
      return folder;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`The page was not built within ${longestBuild / 1000} s.`);
}
