import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandLine } from './command-line.mjs';
import { dependencies } from './dependencies.mjs';
import { makeFresh } from './make-fresh.mjs';
import { page } from './page.mjs';
import { prismaClient } from './prisma-client.mjs';
import { aptStep, missingParts, missingSentence, thisMachine } from './system-parts.mjs';
import { verifyPage } from './verify-page.mjs';

const checkout = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Does the steps that are not fresh, in order, then says which parts of the system are missing. A missing part is a notice,
 * for the program goes on without it; only tests that must be complete (`CI=true`) fail, since nothing is skipped in silence.
 *
 * @param {object} options
 * @param {boolean} options.forTests the tests want redis-server too
 * @param {AbortSignal} options.signal
 * @param {import('./system-parts.mjs').Machine} [options.machine]
 * @param {readonly import('./stamped-step.mjs').Step[]} [options.steps]
 * @param {(text: string) => void} [options.write]
 * @returns {Promise<number>} the exit code: 0, or 1 when a step failed or a part is missing that may not be
 */
export async function setUp({
  forTests,
  signal,
  machine = thisMachine(checkout),
  steps = [dependencies, prismaClient, commandLine, page, verifyPage].map((step) => step(machine.root)),
  write = (text) => process.stderr.write(text),
}) {
  const began = performance.now();
  const lock = join(machine.root, '.guazheng', 'set-up.lock');
  let ran;
  try {
    ran = await makeFresh([...steps, aptStep(machine, forTests)], { root: machine.root, lock, signal, write });
  } catch (error) {
    write(`set-up: ${signal.aborted ? signal.reason.message : error.message}\n`);
    return 1;
  }
  const missing = missingParts(machine, forTests);
  if (missing.length > 0) write(`set-up: ${missingSentence(machine, missing)}\n`);
  if (missing.length > 0 && forTests && machine.env.CI === 'true') {
    write('set-up: with CI=true no test may be left out, so this is an error.\n');
    return 1;
  }
  if (!ran) write(`set-up: everything is fresh (${((performance.now() - began) / 1000).toFixed(1)} s)\n`);
  return 0;
}
