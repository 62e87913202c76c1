import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { InputError } from '../../contracts/errors.js';

export interface BenchRedis {
  readonly url: string;
  readonly pid: number;
}

/**
 * Starts a Redis of the bench's own, in memory and without a snapshot, for as long as `use` runs.
 * @throws InputError `redis_missing` when redis-server is not installed
 */
export async function withRedis<T>(use: (redis: BenchRedis) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'guazheng-bench-redis-'));
  const port = await freePort();
  const options = {
    port,
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    appendonly: 'no',
    'maxmemory-policy': 'noeviction',
  };
  const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = spawn('redis-server', words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(server, 'close').catch(() => undefined);
  try {
    await readiness(server);
    return await use({ url: `redis://127.0.0.1:${port}`, pid: server.pid ?? 0 });
  } finally {
    server.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  }
}

async function readiness(server: ChildProcess): Promise<void> {
  const missing = new Promise<never>((_resolve, reject) => {
    server.once('error', (cause) =>
      reject(new InputError('redis_missing', 'This bench needs redis-server; install it and run it again.', { cause })),
    );
    server.once('exit', (code) => reject(new InputError('redis_missing', `redis-server ended at once (${code}).`)));
  });
  // Heard after the race too, when the server is killed at the end.
  missing.catch(() => undefined);
  const { stdout } = server;
  if (stdout === null) return missing;
  const lines = createInterface({ input: stdout });
  const ready = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      if (line.includes('Ready to accept connections')) resolve();
    });
  });
  await Promise.race([ready, missing]);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new RangeError('The probe has no port.');
  return address.port;
}
