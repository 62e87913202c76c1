import { spawn } from 'node:child_process';

/**
 * Runs a program to its end. What it prints is kept back and becomes the error's message when it fails: the set-up of a
 * healthy checkout is quiet, and nothing of it reaches stdout.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {object} options
 * @param {string} options.cwd
 * @param {NodeJS.ProcessEnv} [options.env] set on top of the set-up's own environment
 * @param {AbortSignal} [options.signal] stops the program
 * @param {(pid: number) => void} [options.onStart]
 * @returns {Promise<void>}
 * @throws when it cannot be started or does not exit with 0
 */
export function runProgram(program, args, { cwd, env, signal, onStart }) {
  return new Promise((done, failed) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    });
    if (child.pid) onStart?.(child.pid);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        said += text;
      });
    }
    let startError;
    child.on('error', (error) => {
      startError = error;
    });
    child.on('close', (code, killedBy) => {
      if (code === 0 && !startError) return done();
      const end = startError?.message ?? (killedBy ? `stopped by ${killedBy}` : `exit ${code}`);
      failed(new Error(`${[program, ...args].join(' ')}: ${end}\n${lastLines(said)}`.trimEnd()));
    });
  });
}

/** Type errors of a whole project fit; the progress of a package manager does not. */
function lastLines(text, count = 200) {
  return text.split('\n').slice(-count).join('\n');
}
