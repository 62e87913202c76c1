import { runProgram } from './run-program.mjs';
import { acquireSetUpLock } from './set-up-lock.mjs';

/**
 * Runs the steps that are not fresh, in order, one set-up at a time in a checkout. A line for each that runs, with its time.
 *
 * @param {readonly import('./stamped-step.mjs').Step[]} steps
 * @param {object} options
 * @param {string} options.root
 * @param {string} options.lock folder of the lock
 * @param {AbortSignal} options.signal stops the program that runs, and the set-up
 * @param {(text: string) => void} options.write
 * @returns {Promise<boolean>} whether any step ran
 * @throws the error of a step that failed, unless that step may fail
 */
export async function makeFresh(steps, { root, lock: folder, signal, write }) {
  // Stamps are written last: what is fresh now, another set-up has finished, and no lock is needed to use it.
  if (steps.every((step) => step.isFresh())) return false;
  const lock = await acquireSetUpLock(folder, {
    signal,
    onWait: (pid) =>
      write(`set-up: waiting for the one that process ${pid} runs (if there is none, remove ${folder})\n`),
  });
  const run = (program, args, options = {}) =>
    runProgram(program, args, { cwd: root, signal, onStart: lock.alsoHeldBy, ...options });
  let ran = false;
  try {
    for (const step of steps) {
      signal.throwIfAborted();
      if (step.isFresh()) continue;
      ran = true;
      const began = performance.now();
      write(`set-up: ${step.name} …`);
      try {
        await step.run(run);
        write(` ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
      } catch (error) {
        write(' failed\n');
        if (!step.mayFail || signal.aborted) throw error;
        write(`set-up: ${error.message}\n`);
      }
    }
  } finally {
    lock.release();
  }
  return ran;
}
