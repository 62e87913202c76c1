import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * A step of the set-up.
 * @typedef {object} Step
 * @property {string} name what it does, as words after "set-up:"
 * @property {() => boolean} isFresh
 * @property {(run: RunProgram) => Promise<void>} run
 * @property {boolean} [mayFail] what follows can do without it
 *
 * @typedef {(program: string, args: readonly string[], options?: { cwd?: string, env?: object }) => Promise<void>} RunProgram
 */

/**
 * A step whose outputs follow from its inputs alone. It is fresh when the stamp of its last complete run equals the inputs'
 * fingerprint and no output is missing. The stamp is removed first and written last, so an interrupted run counts as none;
 * it holds the inputs as they were before the run, so an edit made meanwhile is not lost.
 *
 * @param {object} parts
 * @param {string} parts.name
 * @param {string} parts.stamp file that holds the fingerprint
 * @param {() => string} parts.inputs fingerprint of what the outputs follow from
 * @param {() => readonly string[]} parts.outputs files that must exist
 * @param {(run: RunProgram) => Promise<void>} parts.make
 * @returns {Step}
 */
export function stampedStep({ name, stamp, inputs, outputs, make }) {
  return {
    name,
    isFresh: () => read(stamp) === inputs() && outputs().every((file) => existsSync(file)),
    async run(runProgram) {
      const before = inputs();
      rmSync(stamp, { force: true });
      await make(runProgram);
      mkdirSync(dirname(stamp), { recursive: true });
      writeFileSync(stamp, before);
    },
  };
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  }
}
