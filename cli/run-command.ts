import { GuazhengError, messageOf, systemCodeOf } from '../contracts/errors.js';
import { OutputClosed, watchStandardOutput } from './standard-output.js';

/** Exit codes: 0 done, 1 the answer is no, 2 the input or a setting is unusable. */
export type ExitCode = 0 | 1 | 2;

/** Runs a command and turns what it throws into one sentence on standard error and an exit code. */
export async function runCommand(command: () => Promise<ExitCode>): Promise<void> {
  let told = false;
  const fail = (error: unknown): void => {
    if (!told) tell(error);
    told = true;
    process.exitCode = 2;
  };
  watchStandardOutput(fail);
  process.on('uncaughtException', (error) => {
    fail(error);
    process.exit();
  });
  try {
    const code = await command();
    if (!told) process.exitCode = code;
  } catch (error) {
    if (error instanceof OutputClosed) process.exitCode = 0;
    else fail(error);
  }
}

function tell(error: unknown): void {
  process.stderr.write(`guazheng: ${sentenceOf(error)}\n`);
  if (process.env.GUAZHENG_DEBUG !== undefined && error instanceof Error) process.stderr.write(`${error.stack}\n`);
}

function sentenceOf(error: unknown): string {
  if (error instanceof GuazhengError) return error.message;
  if (systemCodeOf(error) === 'ENOSPC')
    return 'The disk is full; free some space and start again. What was stored before is intact.';
  return `something unexpected happened (${messageOf(error).split('\n')[0]}); set GUAZHENG_DEBUG=1 to see where, and report it`;
}
