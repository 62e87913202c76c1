import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startTimeOf } from './process-identity.js';

/**
 * Who uses the embedded server: one file per user, `attached/PID-RANDOM`, holding the process's start time.
 * Every function here is called under the folder's lock.
 */
const folderOf = (stateFolder: string) => join(stateFolder, 'attached');

/** Says that this process uses the server from now on. The returned function takes it back. */
export async function announcePresence(stateFolder: string): Promise<() => Promise<void>> {
  await mkdir(folderOf(stateFolder), { recursive: true });
  const file = join(folderOf(stateFolder), `${process.pid}-${randomBytes(4).toString('hex')}`);
  await writeFile(file, (await startTimeOf(process.pid)) ?? '');
  return () => rm(file, { force: true });
}

/** How many living users there are; the files of dead ones are removed. */
export async function countPresent(stateFolder: string): Promise<number> {
  const names = await readdir(folderOf(stateFolder)).catch(() => []);
  let present = 0;
  for (const name of names) {
    const file = join(folderOf(stateFolder), name);
    const startTime = await startTimeOf(Number.parseInt(name, 10));
    if (startTime !== undefined && startTime === (await readFile(file, 'utf8'))) present += 1;
    else await rm(file, { force: true });
  }
  return present;
}
