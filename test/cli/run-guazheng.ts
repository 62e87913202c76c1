import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { commandLine } from './command-line.js';

export const project = fileURLToPath(new URL('../..', import.meta.url));

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  env?: Record<string, string>;
  cwd?: string;
  /** File descriptor that takes standard output instead of a pipe. */
  stdout?: number;
  /** What it reads from standard input; nothing where absent. */
  input?: string;
}

/** Starts the command, without what the surrounding environment says of databases and queues. */
export function startGuazheng(
  words: readonly string[],
  { env = {}, cwd = project, stdout, input }: RunOptions = {},
): ChildProcess {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [...commandLine, ...words], {
    cwd,
    env: { PATH, HOME, ...env },
    stdio: [input === undefined ? 'ignore' : 'pipe', stdout ?? 'pipe', 'pipe'],
  });
  child.stdin?.end(input);
  return child;
}

/** Runs the command to its end. */
export async function guazheng(words: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const child = startGuazheng(words, options);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code));
  });
  const [stdout, stderr, code] = await Promise.all([
    child.stdout === null ? '' : text(child.stdout),
    child.stderr === null ? '' : text(child.stderr),
    ended,
  ]);
  return { code, stdout, stderr };
}

/** The one JSON object that `--json` leaves in the last line. */
export function lastLine(stdout: string): Record<string, unknown> {
  const line = stdout.trimEnd().split('\n').at(-1) ?? '';
  return JSON.parse(line);
}

/** A folder that PostgreSQL's own user may enter. */
export async function temporaryFolder(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'guazheng-test-cli-'));
  await chmod(folder, 0o755);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** One sentence on standard error that ends the command: no stack, no second complaint. */
export function sentenceOf({ stderr }: Ended): string {
  const lines = stderr.split('\n').filter((line) => line.startsWith('guazheng: '));
  if (lines.length !== 1 || /\n\s+at /.test(stderr)) throw new Error(`not one sentence: ${stderr}`);
  return lines[0] ?? '';
}
