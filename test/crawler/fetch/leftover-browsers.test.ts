import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeBrowserHome, removeOrphanedHomes } from '../../../crawler/fetch/browser-home.js';
import { findChromium } from '../../../crawler/fetch/chromium.js';
import { markOf, stopLeftoverBrowsers } from '../../../crawler/fetch/leftover-browsers.js';
import { identityOf } from '../../../crawler/fetch/process-identity.js';
import { page, startServer } from './local-server.js';

const executablePath = await findChromium(process.env);
if (!executablePath) console.warn('tests with real browsers are skipped: this machine has no Chromium');

const started: number[] = [];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guazheng-leftover-'));
});

afterEach(() => {
  for (const pid of started.splice(0)) {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // Gone, as it should be.
    }
  }
  rmSync(folder, { recursive: true, force: true });
});

/** A process with a browser's command line that does not end when its parent does. */
function startHungBrowser(mark: string): ChildProcess {
  const hung = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', '--', mark], {
    detached: true,
    stdio: 'ignore',
  });
  started.push(hung.pid ?? 0);
  return hung;
}

/** The name of a browser whose owner has ended. */
async function nameOfTheDead(): Promise<string> {
  const dead = spawn(process.execPath, ['-e', '']);
  await once(dead, 'exit');
  return `${dead.pid}-1234-abcdef`;
}

async function ownName(): Promise<string> {
  const { pid, startTime } = await identityOf(process.pid);
  return `${pid}-${startTime}-abcdef`;
}

describe.skipIf(process.platform !== 'linux')('browsers left over by a killed process', () => {
  it('are stopped by the next start, and only those', async () => {
    const name = await nameOfTheDead();
    const orphan = startHungBrowser(markOf(name, folder));
    const ours = startHungBrowser(markOf(await ownName(), folder));
    const elsewhere = startHungBrowser(markOf(name, `${folder}-other`));
    const exit = once(orphan, 'exit');
    expect(await stopLeftoverBrowsers(folder)).toBe(1);
    expect(await exit).toEqual([null, 'SIGKILL']);
    const states = [ours.exitCode, ours.signalCode, elsewhere.exitCode, elsewhere.signalCode];
    expect(states).toEqual([null, null, null, null]);
    expect(await stopLeftoverBrowsers(folder)).toBe(0);
  });

  it('are told from those of a living process that got the same id later', async () => {
    const orphan = startHungBrowser(markOf(`${process.pid}-1-abcdef`, folder));
    const exit = once(orphan, 'exit');
    expect(await stopLeftoverBrowsers(folder)).toBe(1);
    await exit;
  });
});

/** Of the folder in the system's temporary folder, where the state folder is too deep. */
const shortNameOf = (name: string) => `gz-${name.split('-').at(-1)}`;

describe.skipIf(process.platform !== 'linux')('the folders of a browser', () => {
  it('are removed when their owner is gone, and only then', async () => {
    await removeOrphanedHomes(folder);
    const ours = await makeBrowserHome(folder);
    const homes = join(folder, 'browsers', hostname());
    const theirs = { ...ours, name: await nameOfTheDead() };
    const move = (path: string) =>
      path.replace(ours.name, theirs.name).replace(shortNameOf(ours.name), shortNameOf(theirs.name));
    for (const path of [ours.profile, ours.temporary]) mkdirSync(move(path), { recursive: true });
    await removeOrphanedHomes(folder);
    expect(readdirSync(homes)).toEqual([ours.name]);
    expect(existsSync(move(ours.temporary))).toBe(false);
    expect(existsSync(ours.temporary)).toBe(true);
    await ours.remove();
    expect(readdirSync(homes)).toEqual([]);
    expect(existsSync(ours.temporary)).toBe(false);
  });

  it('give Chromium a temporary folder whose sockets have a path that is short enough', async () => {
    for (const deep of ['', 'a'.repeat(30), `${'b'.repeat(60)}/${'c'.repeat(60)}`]) {
      const home = await makeBrowserHome(join(folder, deep));
      expect(`${home.temporary}/org.chromium.Chromium.XXXXXX/SingletonSocket`.length).toBeLessThanOrEqual(107);
      await home.remove();
    }
  });
});

describe.skipIf(!executablePath)('a process that is killed while its browser runs', () => {
  /** Starts it, and gives its browser's process id once a page is fetched. */
  async function holdBrowser() {
    const site = await startServer({ '/': page('<p>x</p>') });
    const program = fileURLToPath(new URL('programs/hold-browser.ts', import.meta.url));
    const words = ['--import', 'tsx', program, executablePath ?? '', folder, String(site.port)];
    const owner = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(owner.stdout, 'data');
    await site.close();
    const pid = browsersOf(folder)[0] ?? 0;
    started.push(pid);
    const kill = async () => {
      owner.kill('SIGKILL');
      await once(owner, 'exit');
    };
    return { owner, pid, kill, names: readdirSync(join(folder, 'browsers', hostname())) };
  }

  const leftOf = (names: readonly string[]) => [
    ...readdirSync(join(folder, 'browsers', hostname())),
    ...names.map(shortNameOf).filter((name) => existsSync(join(tmpdir(), name))),
  ];

  it('leaves folders that the next start removes', async () => {
    const { pid, kill, names } = await holdBrowser();
    expect(commandLineOf(pid)).toContain(`--user-data-dir=${folder}`);
    await kill();
    await vi.waitUntil(() => browsersOf(folder).length === 0, 60_000);
    expect(leftOf(names)).not.toEqual([]);
    expect(await stopLeftoverBrowsers(folder)).toBe(0);
    expect(leftOf(names)).toEqual([]);
  });

  it('leaves a browser that hangs, which the next start stops and removes', async () => {
    const { pid, kill, names } = await holdBrowser();
    process.kill(pid, 'SIGSTOP');
    await kill();
    expect(browsersOf(folder)).toEqual([pid]);
    expect(await stopLeftoverBrowsers(folder)).toBe(1);
    await vi.waitUntil(() => browsersOf(folder).length === 0, 60_000);
    expect(leftOf(names)).toEqual([]);
  });
});

function browsersOf(stateFolder: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids
    .map(Number)
    .filter((pid) => /--guazheng-browser=/.test(commandLineOf(pid)) && commandLineOf(pid).includes(stateFolder));
}

/** Empty for a process that is gone, or of which only the exit is left to be noticed. */
function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
