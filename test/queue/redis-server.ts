import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../free-port.js';

/** Whether this machine has Redis. With CI=true it must. */
export function hasRedis(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    if (process.env.CI === 'true') throw new Error('redis-server is not installed; with CI=true it must be');
    process.stderr.write('redis-server is not installed: the tests of the BullMQ engine are skipped.\n');
    return false;
  }
}

export interface RedisServer {
  readonly url: string;
  /** As kill -9, with everything that it held. */
  kill(): Promise<void>;
  /** The same server again, on the same port, empty. */
  restart(): Promise<void>;
  /** The same where it was killed; nothing where it runs. */
  revive(): Promise<void>;
  close(): Promise<void>;
}

/** A Redis of its own, in memory alone, with a password. */
export async function startRedis(evictionPolicy = 'noeviction'): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'guazheng-test-redis-'));
  const port = await freePort();
  let server = await launch();

  async function launch(): Promise<ChildProcess> {
    const options = { port, bind: '127.0.0.1', dir: folder, save: '', 'maxmemory-policy': evictionPolicy };
    const child = spawn('redis-server', [
      ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]),
      ...['--requirepass', redisPassword],
    ]);
    for await (const line of createInterface({ input: child.stdout }))
      if (line.includes('Ready to accept connections')) return child;
    throw new Error(`redis-server did not start on port ${port}`);
  }
  const isDead = (): boolean => server.exitCode !== null || server.signalCode !== null;
  async function kill(): Promise<void> {
    if (isDead()) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  }

  return {
    url: `redis://:${redisPassword}@127.0.0.1:${port}`,
    kill,
    async restart() {
      await kill();
      server = await launch();
    },
    async revive() {
      if (isDead()) server = await launch();
    },
    async close() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const redisPassword = 'a-secret-of-redis';
