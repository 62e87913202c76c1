import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBullmqEngine } from '../../queue/bullmq/bullmq-engine.js';
import { createEmbeddedEngine } from '../../queue/embedded/embedded-engine.js';
import { engineContract, testsOfEngine } from './engine-contract.js';
import { hasRedis, type RedisServer, startRedis } from './redis-server.js';

const redisIsHere = hasRedis();

describe('the embedded engine', () => {
  engineContract('embedded', async () => createEmbeddedEngine());
});

describe.skipIf(!redisIsHere)('the BullMQ engine', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());
  // A prefix of its own: what one test leaves waiting is nobody else's.
  engineContract('BullMQ', () => createBullmqEngine({ url: redis.url, prefix: randomUUID() }));
});

test.skipIf(!redisIsHere)('both engines have had the same number of tests', () => {
  expect(testsOfEngine.get('embedded')).toBeGreaterThan(15);
  expect(testsOfEngine.get('BullMQ')).toBe(testsOfEngine.get('embedded'));
});
