import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { InputError, messageOf } from '../../contracts/errors.js';

const run = promisify(execFile);

/** Whom PostgreSQL runs as. It refuses to run as root. */
export interface SystemUser {
  name: string;
  uid: number;
  gid: number;
}

/**
 * This user, unless it is root; then the owner of the data folder, if it exists, or else the system user
 * `postgres`, which is created when it is missing.
 *
 * @throws InputError `no_postgres_user`
 */
export async function postgresUser(dataFolder: string): Promise<SystemUser> {
  const uid = process.getuid?.() ?? 0;
  if (uid !== 0) return { name: `uid ${uid}`, uid, gid: process.getgid?.() ?? uid };
  const owner = await stat(dataFolder).catch(() => undefined);
  if (owner !== undefined && owner.uid !== 0) return { name: `uid ${owner.uid}`, uid: owner.uid, gid: owner.gid };
  try {
    return await lookUp('postgres');
  } catch {
    return createUser('postgres');
  }
}

async function lookUp(name: string): Promise<SystemUser> {
  const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
  return { name, uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

async function createUser(name: string): Promise<SystemUser> {
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name]);
    return await lookUp(name);
  } catch (error) {
    throw new InputError(
      'no_postgres_user',
      `PostgreSQL does not run as root, and the user ${name} could not be created (${messageOf(error).split('\n')[0]}); create it, start as an ordinary user, or set DATABASE_URL.`,
      { cause: error },
    );
  }
}

/** Whether the kernel lets the user execute a file. */
export const canExecute = (user: SystemUser, file: string): Promise<boolean> => testAs(user, '-x', file);

/** Whether the kernel lets the user enter a folder and every folder above it. */
export const canEnter = (user: SystemUser, folder: string): Promise<boolean> => testAs(user, '-d', `${folder}/.`);

/** Asked of the kernel as that user, since modes alone tell nothing of access control lists and mount options. */
async function testAs({ uid, gid }: SystemUser, condition: '-x' | '-d', path: string): Promise<boolean> {
  const identity = process.getuid?.() === 0 ? { uid, gid } : {};
  try {
    await run('/bin/sh', ['-c', `test ${condition} "$1"`, 'sh', path], { cwd: '/', ...identity });
    return true;
  } catch (error) {
    // test(1) answers "no" by exit code 1; anything else is no answer.
    if (error instanceof Error && 'code' in error && error.code === 1) return false;
    throw error;
  }
}

/** The outermost folder on the way to `folder` that the user cannot enter: the one to name in a message. */
export async function closedFolder(user: SystemUser, folder: string): Promise<string | undefined> {
  if (await canEnter(user, folder)) return undefined;
  const parent = dirname(folder);
  return (parent === folder ? undefined : await closedFolder(user, parent)) ?? folder;
}
