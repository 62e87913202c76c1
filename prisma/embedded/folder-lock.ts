import { createHash } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import { systemCodeOf } from '../../contracts/errors.js';

/**
 * Runs `work` while no other process runs work on the same folder. Waits for its turn.
 *
 * The lock is a listening socket in Linux's abstract namespace (unix(7)): the kernel lets go of it when its process
 * ends, however it ends, so there is no stale lock file whose removal would be a race of its own. Whoever waits
 * is connected to the holder and wakes when that connection closes.
 *
 * @param folder its real path: two spellings of one folder must give one lock
 */
export async function withFolderLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const address = `\0guazheng-${createHash('sha256').update(folder).digest('hex').slice(0, 32)}`;
  let release = await tryLock(address);
  while (release === undefined) {
    await untilReleased(address);
    release = await tryLock(address);
  }
  try {
    return await work();
  } finally {
    await release();
  }
}

async function tryLock(address: string): Promise<(() => Promise<void>) | undefined> {
  const waiting = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    waiting.add(socket);
    socket.on('close', () => waiting.delete(socket));
    socket.on('error', () => undefined);
  });
  try {
    server.listen({ path: address, exclusive: true });
    await once(server, 'listening');
  } catch (error) {
    if (systemCodeOf(error) === 'EADDRINUSE') return undefined;
    throw error;
  }
  return async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of waiting) socket.destroy();
    await closed;
  };
}

/** A refused connection means that the holder let go a moment ago. */
function untilReleased(address: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = net.connect(address);
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
    socket.resume();
  });
}
