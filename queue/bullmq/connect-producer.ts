import { Redis } from 'ioredis';
import { InputError, messageOf } from '../../contracts/errors.js';

/** Least Redis that BullMQ 6 supports. */
const leastRedis = 6.2;

/**
 * The connection that jobs are added over. While Redis is away its commands fail at once instead of waiting.
 *
 * @throws InputError `redis_unreachable`, `redis_too_old`, or `redis_evicts` when it may drop keys; no message holds the password
 */
export async function connectProducer(url: string): Promise<Redis> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: false, lazyConnect: true });
  // What fails a connection comes as an event; `connect` itself only says that it is closed.
  let reason: unknown;
  const remember = (error: unknown): void => {
    reason = error;
  };
  redis.on('error', remember);
  try {
    await redis.connect();
    checkRedis(await redis.info());
    return redis.off('error', remember);
  } catch (error) {
    redis.disconnect();
    if (error instanceof InputError) throw error;
    throw new InputError(
      'redis_unreachable',
      `Redis at ${new URL(url).host} cannot be used (${messageOf(reason ?? error)}); start it or correct REDIS_URL.`,
      { cause: error },
    );
  }
}

function checkRedis(info: string): void {
  const version = /^redis_version:(\d+\.\d+)/m.exec(info)?.[1];
  if (version !== undefined && Number(version) < leastRedis) {
    throw new InputError('redis_too_old', `Redis is version ${version}; the queue needs ${leastRedis} or newer.`);
  }
  const policy = /^maxmemory_policy:([\w-]+)/m.exec(info)?.[1];
  if (policy !== undefined && policy !== 'noeviction') {
    throw new InputError(
      'redis_evicts',
      `Redis may evict keys (maxmemory-policy is ${policy}) and would lose jobs; set it to noeviction.`,
    );
  }
}
