import { FatalError, GuazhengError, messageOf, systemCodeOf } from '../contracts/errors.js';

/** Exit codes: 0 done, 1 the answer is no, 2 the input or a setting is unusable. */
export type ExitCode = 0 | 1 | 2;

/** Runs a command and turns what it throws into one sentence on standard error and an exit code. */
export async function runCommand(command: () => Promise<ExitCode>): Promise<void> {
  // `guazheng scan … | head` closes our output early: that is no error of ours.
  process.stdout.on('error', (error) => process.exit(systemCodeOf(error) === 'EPIPE' ? 0 : 2));
  try {
    process.exitCode = await command();
  } catch (error) {
    process.stderr.write(`guazheng: ${sentenceOf(error)}\n`);
    if (process.env.GUAZHENG_DEBUG !== undefined && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    process.exitCode = 2;
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof GuazhengError) return error.message;
  if (systemCodeOf(error) === 'ENOSPC')
    return new FatalError(
      'disk_full',
      'The disk is full; free some space and start again. What was stored before is intact.',
    ).message;
  return `something unexpected happened (${messageOf(error).split('\n')[0]}); set GUAZHENG_DEBUG=1 to see where, and report it`;
}
