import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * One set-up at a time in a checkout. The lock is a folder that holds its owner's process, and the program the owner is
 * running: a set-up that was killed leaves `npm ci` behind, and the next one must not write into the same node_modules
 * before that has ended too. A lock none of whose processes runs any more is taken over.
 *
 * @typedef {object} SetUpLock
 * @property {(pid: number) => void} alsoHeldBy names the program that now works under the lock
 * @property {() => void} release
 *
 * @param {string} folder
 * @param {object} [options]
 * @param {(owner: string) => void} [options.onWait] called once, with the process that is waited for
 * @param {AbortSignal} [options.signal]
 * @returns {Promise<SetUpLock>}
 */
export async function acquireSetUpLock(folder, { onWait, signal } = {}) {
  mkdirSync(dirname(folder), { recursive: true });
  let told = false;
  for (;;) {
    const lock = tryToAcquire(folder);
    if (lock) return lock;
    const holders = holdersOf(folder);
    const running = holders.find(isRunning);
    if (running) {
      if (!told) onWait?.(running.split(' ')[0]);
      told = true;
      await wait(200, undefined, { signal });
    } else {
      removeWhole(folder, (aside) => holdersOf(aside).join() === holders.join());
    }
  }
}

/** @returns {SetUpLock | null} null when somebody else holds it */
function tryToAcquire(folder) {
  // Filled before it gets its name: nobody ever sees a lock without an owner.
  const prepared = `${folder}.${randomUUID()}`;
  mkdirSync(prepared);
  writeFileSync(join(prepared, 'owner'), identityOf(process.pid));
  try {
    renameSync(prepared, folder);
  } catch (error) {
    rmSync(prepared, { recursive: true });
    // Windows says EPERM when the name is taken.
    if (['ENOTEMPTY', 'EEXIST'].includes(error.code) || (error.code === 'EPERM' && existsSync(folder))) return null;
    throw error;
  }
  return {
    alsoHeldBy: (pid) => writeFileSync(join(folder, 'program'), identityOf(pid)),
    release: () => removeWhole(folder, () => true),
  };
}

/**
 * Takes the lock away in one move: deleting it file by file could hit the lock of the next one, who moves in as soon as the
 * folder is empty. A lock that is not the expected one has changed hands meanwhile, and is put back.
 */
function removeWhole(folder, isExpected) {
  const aside = `${folder}.${randomUUID()}`;
  try {
    renameSync(folder, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (isExpected(aside)) rmSync(aside, { recursive: true, force: true });
  else renameSync(aside, folder);
}

/** @returns {string[]} identities, the owner's first; none when there is no lock */
function holdersOf(folder) {
  return ['owner', 'program'].flatMap((name) => {
    try {
      return [readFileSync(join(folder, name), 'utf8')];
    } catch (error) {
      if (error.code === 'ENOENT') return [];
      throw error;
    }
  });
}

const ended = ' ended';

/** @param {string} identity */
function isRunning(identity) {
  if (identity.endsWith(ended)) return false;
  const pid = Number(identity.split(' ')[0]);
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return error.code === 'EPERM';
  }
  return identityOf(pid) === identity;
}

/**
 * `PID START`: process numbers are given out again, in a new container even the same ones, so Linux's start time (proc(5),
 * field 22) goes with it. A process that has ended and only waits to be collected is nobody. Elsewhere the number must do.
 *
 * @param {number} pid
 */
function identityOf(pid) {
  if (process.platform !== 'linux') return String(pid);
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? `${pid}${ended}` : `${pid} ${fields[19]}`;
  } catch {
    return `${pid}${ended}`;
  }
}
