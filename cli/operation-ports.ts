import { findChromium } from '../crawler/fetch/chromium.js';
import { type GuardSettings, readGuardSettings } from '../crawler/fetch/guard-settings.js';
import { createMemoryPaceKeeper } from '../crawler/politeness/memory-pace-keeper.js';
import { tryPlatform } from '../crawler/try-platform.js';
import type { BlobStore } from '../evidence/blobs/blob-store.js';
import { createRedisPaceKeeper } from '../queue/bullmq/redis-pace-keeper.js';
import { openSharedQueues } from '../queue/bullmq/shared-queues.js';
import type { OperationPorts } from '../server/operation/ports.js';
import { writeNotice } from './open-record.js';
import type { Settings } from './settings.js';

/**
 * What the pages of operation need of this machine. With REDIS_URL a trial keeps the pace that the workers keep; without it all trials of
 * this process keep one.
 * @param extra exceptions to the address guard besides the deployment's, for the demo's own servers on loopback
 * @throws InputError when Redis is not usable
 */
export async function openOperationPorts(
  { userAgent, stateFolder, redisUrl, redisPrefix: prefix }: Settings,
  blobs: BlobStore,
  extra?: GuardSettings,
): Promise<OperationPorts & { close(): Promise<void> }> {
  const settings = readGuardSettings(process.env);
  const guard = { allow: [...settings.allow, ...(extra?.allow ?? [])], hosts: { ...settings.hosts, ...extra?.hosts } };
  const chromium = await findChromium(process.env);
  const shared = redisUrl === undefined ? undefined : await openShared(redisUrl, prefix);
  const pace = shared?.pace ?? createMemoryPaceKeeper();
  return {
    stateFolder,
    ...(shared === undefined ? {} : { sharedQueues: shared.queues }),
    tryPlatform: (platform, signal, tried) =>
      tryPlatform(platform, { guard, blobs, userAgent, stateFolder, chromium, pace, signal }, tried),
    async close() {
      await shared?.queues.close();
      await shared?.pace.close();
    },
  };
}

async function openShared(url: string, prefix: string) {
  const queues = await openSharedQueues(url, prefix);
  try {
    const onError = ({ message }: Error) => writeNotice(`The pace keeper has trouble with Redis: ${message}`);
    return { queues, pace: await createRedisPaceKeeper({ url, prefix, onError }) };
  } catch (error) {
    await queues.close();
    throw error;
  }
}
