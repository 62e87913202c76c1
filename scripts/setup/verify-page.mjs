import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, fingerprint } from './fingerprint.mjs';
import { stampedStep } from './stamped-step.mjs';

/**
 * Builds the offline page of evidence/verify/page into dist/verify.html: one file with its script and style inside, which every
 * package holds.
 *
 * @param {string} root
 */
export function verifyPage(root) {
  const built = join(root, 'dist', 'verify.html');
  const config = 'scripts/setup/verify-page.config.mjs';
  return stampedStep({
    name: 'build the offline verifier',
    stamp: join(root, 'dist', '.verify-page-stamp'),
    inputs: () =>
      fingerprint(root, [
        'tsconfig.json',
        'package-lock.json',
        config,
        ...filesBelow(root, ['evidence/verify', 'contracts']),
      ]),
    outputs: () => [built],
    async make(run) {
      await run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--config', config]);
      if (!existsSync(built)) throw new Error(`vite has built no dist/verify.html: look at ${config}.`);
    },
  });
}
