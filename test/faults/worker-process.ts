import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect } from 'vitest';
import { commandLine } from '../cli/command-line.js';

/** A `guazheng worker` in a process of its own. */
export interface WorkerProcess {
  readonly name: string;
  readonly child: ChildProcess;
  /** Resolves when it says that it works; rejects when it ends before. */
  readonly ready: Promise<void>;
  /** How it ended. */
  readonly ended: Promise<WorkerEnd>;
  /** As kill -9. */
  kill(): Promise<void>;
  /** Asks it to end, as a service manager does. */
  stop(): Promise<WorkerEnd>;
}

export interface WorkerEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

export interface WorkerSettings {
  /** Letters and digits; the site sees it. */
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Pages fetched over HTTP at once. */
  readonly concurrency: number;
  /** Full captures at once. */
  readonly captures: number;
  /** A program that is loaded before the worker's. */
  readonly preload?: URL;
}

const projectFolder = join(import.meta.dirname, '../..');

export function startWorkerProcess({
  name,
  environment,
  concurrency,
  captures,
  preload,
}: WorkerSettings): WorkerProcess {
  const { DATABASE_URL: _database, REDIS_URL: _redis, BLOB_STORE: _blobs, ...inherited } = process.env;
  const child = spawn(
    process.execPath,
    [
      ...(preload === undefined ? [] : ['--import', 'tsx', '--import', preload.href]),
      ...commandLine,
      ...['worker', '--concurrency', String(concurrency), '--captures', String(captures)],
    ],
    {
      cwd: projectFolder,
      env: {
        ...inherited,
        ...environment,
        GUAZHENG_USER_AGENT: `guazheng-watch/0.1 (+https://guazheng-watch.example/contact; worker=${name})`,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let stderr = '';
  let isReady: () => void = () => undefined;
  const said = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    if (stderr.includes('The worker is ready')) isReady();
  });
  // Not at `exit`: what it wrote last may still be on its way.
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, signal: child.signalCode, stderr }));
  const ready = Promise.race([
    said,
    ended.then(() => Promise.reject(new Error(`The worker ${name} ended before it was ready: ${stderr}`))),
  ]);
  // Whoever needs it waits for it; a worker that is killed while it starts must not end the tests.
  ready.catch(() => undefined);
  return {
    ...{ name, child, ready, ended },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** A worker that could not go on said why in one sentence, and nothing of where in the program. */
export function expectOneSentence({ code, stderr }: WorkerEnd): void {
  expect(code, stderr).toBe(2);
  expect(stderr.split('\n').filter((line) => line.startsWith('guazheng: '))).toHaveLength(1);
  expect(stderr).not.toMatch(/^\s+at |set GUAZHENG_DEBUG/m);
}
