import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, fingerprint } from './fingerprint.mjs';
import { stampedStep } from './stamped-step.mjs';

/**
 * Builds the browser application of web/ into dist/web, which the server serves.
 *
 * @param {string} root
 */
export function page(root) {
  const index = join(root, 'dist', 'web', 'index.html');
  return stampedStep({
    name: 'build the page',
    // Beside the output, not in it: what lies in dist/web is served.
    stamp: join(root, 'dist', '.page-stamp'),
    inputs: () => fingerprint(root, ['tsconfig.json', 'package-lock.json', ...filesBelow(root, ['web', 'contracts'])]),
    outputs: () => [index],
    async make(run) {
      if (!existsSync(join(root, 'web', 'index.html'))) {
        throw new Error(
          'web/index.html is missing, so there is no page to build: get it back with `git checkout web`.',
        );
      }
      await run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', 'web', '--emptyOutDir']);
      if (!existsSync(index)) {
        throw new Error(
          'vite has built no dist/web/index.html: build.outDir in web/vite.config.ts must be ../dist/web.',
        );
      }
    },
  });
}
