import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { markBrowser, stopLeftoverBrowsers } from '../../../crawler/fetch/leftover-browsers.js';

const folder = mkdtempSync(join(tmpdir(), 'guazheng-leftover-'));
const started: number[] = [];

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
function startHungBrowser(mark: string) {
  const hung = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', '--', mark], {
    detached: true,
    stdio: 'ignore',
  });
  started.push(hung.pid ?? 0);
  return hung;
}

/** The mark of a process that has ended. */
async function markOfTheDead(stateFolder: string): Promise<string> {
  const dead = spawn(process.execPath, ['-e', '']);
  await once(dead, 'exit');
  return (await markBrowser(stateFolder)).replace(/=\d+:/, `=${dead.pid}:`);
}

describe.skipIf(process.platform !== 'linux')('browsers left over by a killed process', () => {
  it('are stopped by the next start, and only those', async () => {
    const orphan = startHungBrowser(await markOfTheDead(folder));
    const ours = startHungBrowser(await markBrowser(folder));
    const elsewhere = startHungBrowser(await markOfTheDead(`${folder}-other`));
    const exit = once(orphan, 'exit');
    expect(await stopLeftoverBrowsers(folder)).toBe(1);
    expect(await exit).toEqual([null, 'SIGKILL']);
    expect([ours.exitCode, ours.signalCode, elsewhere.exitCode, elsewhere.signalCode]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(await stopLeftoverBrowsers(folder)).toBe(0);
  });

  it('are told from those of a living process that got the same id later', async () => {
    const reused = (await markBrowser(folder)).replace(/=(\d+):\d+:/, '=$1:1:');
    const orphan = startHungBrowser(reused);
    const exit = once(orphan, 'exit');
    expect(await stopLeftoverBrowsers(folder)).toBe(1);
    await exit;
  });
});
