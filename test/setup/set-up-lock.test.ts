import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { acquireSetUpLock } from '../../scripts/setup/set-up-lock.mjs';

const scripts = new URL('../../scripts/setup/', import.meta.url);
let root: string;
let folder: string;
let started: ChildProcess[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'set-up-lock-'));
  folder = join(root, '.guazheng/set-up.lock');
  started = [];
});
afterEach(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

/** Another process with a script of its own; resolves once it has printed its first line. */
async function startNode(script: string): Promise<{ child: ChildProcess; firstLine: string }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  started.push(child);
  const [chunk] = await once(child.stdout.setEncoding('utf8'), 'data');
  return { child, firstLine: String(chunk).trim() };
}

/** Holds the lock until it is killed; `more` runs while it holds it. */
const holder = (more = '') => `
  import { spawn } from 'node:child_process';
  import { acquireSetUpLock } from '${new URL('set-up-lock.mjs', scripts)}';
  const lock = await acquireSetUpLock(${JSON.stringify(folder)});
  let program;
  ${more}
  console.log(program?.pid ?? process.pid);
  setInterval(() => {}, 1000);
`;
const runsAProgram = `
  program = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'ignore', detached: true });
  lock.alsoHeldBy(program.pid);
`;

/** Waits for the lock; `waitsFor` resolves with the process it is told to wait for. */
function waiting(): { waitsFor: Promise<string>; acquired: ReturnType<typeof acquireSetUpLock>; has: () => boolean } {
  let tell: (pid: string) => void;
  const waitsFor = new Promise<string>((resolve) => {
    tell = resolve;
  });
  let has = false;
  const acquired = acquireSetUpLock(folder, { onWait: (pid) => tell(pid) }).then((lock) => {
    has = true;
    return lock;
  });
  return { waitsFor, acquired, has: () => has };
}

describe('the lock of the set-up', () => {
  test('is had at once when nobody has it, and leaves nothing behind', async () => {
    const lock = await acquireSetUpLock(folder);
    expect(readdirSync(folder)).toEqual(['owner']);
    lock.release();
    expect(readdirSync(join(root, '.guazheng'))).toEqual([]);
  });

  test('is waited for while its owner runs, and had after its release', async () => {
    const first = await acquireSetUpLock(folder);
    const second = waiting();
    expect(await second.waitsFor).toBe(String(process.pid));
    expect(second.has()).toBe(false);
    first.release();
    (await second.acquired).release();
    expect(existsSync(folder)).toBe(false);
  });

  test('is taken over from an owner that was killed', async () => {
    const { child } = await startNode(holder());
    const next = waiting();
    expect(await next.waitsFor).toBe(String(child.pid));
    child.kill('SIGKILL');
    (await next.acquired).release();
    expect(readdirSync(join(root, '.guazheng'))).toEqual([]);
  });

  test('is not taken over while the program of a killed owner still writes', async () => {
    const { child, firstLine } = await startNode(holder(runsAProgram));
    child.kill('SIGKILL');
    await once(child, 'exit');
    const next = waiting();
    expect(await next.waitsFor).toBe(firstLine);
    expect(next.has()).toBe(false);
    process.kill(Number(firstLine), 'SIGKILL');
    (await next.acquired).release();
  });

  test.runIf(process.platform === 'linux')(
    'is taken over when its number belongs to another process by now',
    async () => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'owner'), `${process.pid} 1`);
      const lock = await acquireSetUpLock(folder);
      expect(readFileSync(join(folder, 'owner'), 'utf8')).not.toBe(`${process.pid} 1`);
      lock.release();
    },
  );

  test('can be given up waiting for', async () => {
    const first = await acquireSetUpLock(folder);
    const stop = new AbortController();
    const second = acquireSetUpLock(folder, { signal: stop.signal, onWait: () => stop.abort() });
    await expect(second).rejects.toThrow(/abort/i);
    first.release();
  });
});

test('set-ups started at once do each step once, one after the other', async () => {
  // The step fails when it meets itself: mkdir of a folder that exists throws.
  const setUp = `
    import { mkdirSync, rmdirSync, appendFileSync, writeFileSync, existsSync } from 'node:fs';
    import { setTimeout as wait } from 'node:timers/promises';
    import { makeFresh } from '${new URL('make-fresh.mjs', scripts)}';
    const root = ${JSON.stringify(root)};
    const step = (name) => ({
      name,
      isFresh: () => existsSync(root + '/' + name),
      async run() {
        mkdirSync(root + '/alone');
        await wait(50);
        rmdirSync(root + '/alone');
        appendFileSync(root + '/log', name + ' ');
        writeFileSync(root + '/' + name, '');
      },
    });
    const write = () => {};
    const options = { root, lock: ${JSON.stringify(folder)}, signal: new AbortController().signal, write };
    console.log(await makeFresh([step('first'), step('second')], options));
    process.stdin.unref?.();
  `;
  const all = await Promise.all([1, 2, 3, 4].map(() => startNode(setUp)));
  expect(all.map(({ firstLine }) => firstLine).sort()).toEqual(['false', 'false', 'false', 'true']);
  expect(readFileSync(join(root, 'log'), 'utf8')).toBe('first second ');
});
