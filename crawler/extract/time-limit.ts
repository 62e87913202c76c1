import { createContext, Script } from 'node:vm';
import { DeadError, systemCodeOf } from '../../contracts/errors.js';

/**
 * A page is hostile text: 10 MB that make a selector or an operator's regular expression backtrack for hours would
 * stop the worker. Synchronous code can only be stopped from outside, which V8's watchdog for scripts does, whatever
 * the script calls. Honest pages take milliseconds; a queue takes a worker for dead after 30 seconds.
 */
const readingMilliseconds = 10_000;

const sandbox: { task: (() => void) | null } = { task: null };
const context = createContext(sandbox);
const runTask = new Script('task()');

/**
 * The result of `read`, or an error when it takes too long. `read` must be a pure, synchronous function: it is cut off
 * at any point. Calls do not nest.
 *
 * @param subject what is read, for the message
 * @throws DeadError `page_too_complex`
 */
export function withinTimeLimit<T>(subject: string, read: () => T, milliseconds = readingMilliseconds): T {
  const result: { value?: T } = {};
  sandbox.task = () => {
    result.value = read();
  };
  try {
    runTask.runInContext(context, { timeout: milliseconds });
  } catch (error) {
    if (systemCodeOf(error) !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new DeadError(
      'page_too_complex',
      `Reading ${subject} took longer than ${milliseconds} ms and was given up: look at the page, and at the selectors and patterns of its platform file.`,
      { cause: error },
    );
  } finally {
    sandbox.task = null;
  }
  return result.value as T;
}
