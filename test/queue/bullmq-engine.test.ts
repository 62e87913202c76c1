import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../contracts/errors.js';
import { createBullmqEngine } from '../../queue/bullmq/bullmq-engine.js';
import type { QueueEngine } from '../../queue/engine.js';
import { hasRedis, type RedisServer, redisPassword, startRedis } from './redis-server.js';

const oneEach = {
  fetch_page: 1,
  render_page: 1,
  read_capture: 1,
  judge_posting: 1,
  link_posting: 1,
  capture_full: 1,
  stamp_seal: 1,
  recapture_case: 1,
  capture_complaint: 1,
};
const job = (dueWorkId: string) => ({ payload: { dueWorkId, step: 'fetch_page' as const } });

describe.skipIf(!hasRedis())('the BullMQ engine', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  const engines: QueueEngine[] = [];
  afterEach(async () => {
    await redis.revive();
    for (const engine of engines.splice(0)) await engine.close();
  });
  const errors: string[] = [];
  async function open(prefix: string = randomUUID()): Promise<QueueEngine> {
    errors.length = 0;
    const engine = await createBullmqEngine({ url: redis.url, prefix, onError: ({ message }) => errors.push(message) });
    engines.push(engine);
    return engine;
  }
  /** Works at once on whatever comes, and remembers it. */
  function record(engine: QueueEngine): string[] {
    const done: string[] = [];
    engine.work({
      concurrency: oneEach,
      handle: async ({ dueWorkId }) => {
        done.push(dueWorkId);
        return undefined;
      },
      failed: () => undefined,
    });
    return done;
  }

  const refusal = (url: string): Promise<unknown> => createBullmqEngine({ url }).catch((thrown: unknown) => thrown);
  const withPassword = (password: string): string => redis.url.replace(redisPassword, password);
  test.each([
    ['nothing listens there', () => `redis://:${redisPassword}@127.0.0.1:1`, /127\.0\.0\.1:1 .*ECONNREFUSED/],
    ['the name is unknown', () => `redis://:${redisPassword}@nowhere.invalid`, /nowhere\.invalid .*nowhere\.invalid/],
    ['the password is wrong', () => withPassword('p@ss%2Fword'), /WRONGPASS/],
    ['the password is missing', () => withPassword(''), /NOAUTH/],
  ])('is refused in one sentence without the password when %s', async (_, url, reason) => {
    const error = await refusal(url());
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ code: 'redis_unreachable', message: expect.stringMatching(reason) });
    for (const secret of [redisPassword, 'p@ss', 'ss%2Fword', '\n']) expect(String(error)).not.toContain(secret);
  });

  test('a Redis that may evict keys is refused with its policy', async () => {
    const evicting = await startRedis('allkeys-lru');
    try {
      const error = await refusal(evicting.url);
      expect(error).toBeInstanceOf(InputError);
      expect(error).toMatchObject({ code: 'redis_evicts', message: expect.stringMatching(/allkeys-lru.*noeviction/) });
    } finally {
      await evicting.close();
    }
  });

  test('two engines on one Redis share the jobs: each runs once', async () => {
    const prefix = randomUUID();
    const [first, second] = [await open(prefix), await open(prefix)];
    const ids = Array.from({ length: 60 }, (_, index) => `job-${index}`);
    const done = [record(first), record(second)];
    await Promise.all([first.add(ids.map(job)), second.add(ids.map(job))]);
    await expect.poll(() => done.flat().length).toBe(ids.length);
    await expect.poll(() => first.size()).toBe(0);
    expect(done.flat().sort()).toEqual(ids.sort());
  });

  test('what one engine leaves waiting at its close another runs', async () => {
    const prefix = randomUUID();
    const first = await open(prefix);
    await first.add([job('one')]);
    await first.close();
    const done = record(await open(prefix));
    await expect.poll(() => done).toEqual(['one']);
  });

  test('a job that is added while Redis is away is lost without an error, which is told once', async () => {
    const engine = await open();
    const done = record(engine);
    await redis.kill();
    for (const id of ['one', 'two', 'three']) await engine.add([job(id)]);
    await expect.poll(() => errors.some((message) => message.includes('ECONNREFUSED'))).toBe(true);
    expect(errors).toEqual([...new Set(errors)]);
    await redis.restart();
    await expect
      .poll(
        async () => {
          await engine.add([job('four')]);
          return done;
        },
        { timeout: 30_000 },
      )
      .toContain('four');
    expect(done).not.toContain('one');
  });

  test('a job under way when Redis is killed ends, and the worker goes on when it is back', async () => {
    const engine = await open();
    const started: string[] = [];
    let finish: () => void = () => undefined;
    engine.work({
      concurrency: oneEach,
      handle: ({ dueWorkId }) =>
        new Promise((resolve) => {
          started.push(dueWorkId);
          if (dueWorkId === 'under way') finish = () => resolve(undefined);
          else resolve(undefined);
        }),
      failed: () => undefined,
    });
    await engine.add([job('under way'), job('waiting')]);
    await expect.poll(() => started).toEqual(['under way']);
    await redis.restart();
    finish();
    await expect
      .poll(
        async () => {
          await engine.add([job('waiting')]);
          return started;
        },
        { timeout: 50_000, interval: 200 },
      )
      .toContain('waiting');
  });

  test('two engines on one Redis share a schedule: one tick at a time', async () => {
    const prefix = randomUUID();
    let running = 0;
    let most = 0;
    let ticks = 0;
    for (const engine of [await open(prefix), await open(prefix)])
      await engine.schedule('shared', '* * * * * *', 'Asia/Shanghai', async () => {
        running += 1;
        most = Math.max(most, running);
        // Longer than from one tick to the next.
        await sleep(1_200);
        running -= 1;
        ticks += 1;
      });
    await expect.poll(() => ticks, { timeout: 60_000 }).toBeGreaterThanOrEqual(3);
    expect(most).toBe(1);
  });

  test('a schedule that Redis has lost is stored anew', async () => {
    const engine = await open();
    let ticks = 0;
    await engine.schedule('counting', '* * * * * *', 'Asia/Shanghai', async () => {
      ticks += 1;
    });
    await expect.poll(() => ticks).toBeGreaterThan(0);
    const client = new Redis(redis.url);
    await client.flushall();
    const then = ticks;
    client.disconnect();
    await expect.poll(() => ticks, { timeout: 60_000 }).toBeGreaterThan(then + 1);
  });

  test('an engine closes while Redis is away, after what runs', async () => {
    const engine = await open();
    let ended = false;
    let begun: () => void = () => undefined;
    const running = new Promise<void>((resolve) => {
      begun = resolve;
    });
    engine.work({
      concurrency: oneEach,
      handle: (_, signal) =>
        new Promise((resolve) => {
          begun();
          signal.addEventListener('abort', () => {
            ended = true;
            resolve(undefined);
          });
        }),
      failed: () => undefined,
    });
    await engine.schedule('never', '0 0 1 1 *', 'Asia/Shanghai', async () => undefined);
    await engine.add([job('one')]);
    await running;
    await redis.kill();
    await engine.close();
    expect(ended).toBe(true);
  });
});
