import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below what Linux gives to whoever asks for any port, and to connections: what was free a moment ago, or is ended for a moment, stays free. */
const [lowest, highest] = [10_000, 30_000];

/** A port of 127.0.0.1 for a server that is to be started on it, and perhaps once more. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    const probe = createServer().listen(port, '127.0.0.1');
    const isFree = await once(probe, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    probe.close();
    await once(probe, 'close');
    return port;
  }
}
