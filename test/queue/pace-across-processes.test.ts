import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gapsOf, runFleet } from './pace-fleet.js';
import { hasRedis, type RedisServer, startRedis } from './redis-server.js';

describe.skipIf(!hasRedis())('the pace across processes', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis?.close());

  test('four workers of one host never come closer than its gap, says the log of its server', async () => {
    const log = await runFleet({
      redisUrl: redis.url,
      prefix: randomUUID(),
      processes: 4,
      hosts: ['one.test'],
      pagesOfEachHost: 40,
      gapMilliseconds: 200,
    });
    const arrivals = log.get('one.test') ?? [];
    expect(arrivals).toHaveLength(40);
    // The way from a worker to its server may take 5 ms more for one request than for the next.
    expect(Math.min(...gapsOf(arrivals))).toBeGreaterThanOrEqual(195);
  });
});
