import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { InputError, PutOffError } from '../../contracts/errors.js';
import { bookStart, noteAnswer, unknownHostPace } from '../../crawler/politeness/host-pace.js';
import { createMemoryPaceKeeper } from '../../crawler/politeness/memory-pace-keeper.js';
import type { PaceKeeper } from '../../crawler/politeness/pace-keeper.js';
import { toleranceOf } from '../../crawler/politeness/pace-keeper.js';
import { answeredScript, bookScript } from '../../queue/bullmq/pace-scripts.js';
import { createRedisPaceKeeper } from '../../queue/bullmq/redis-pace-keeper.js';
import { ask, leastBetween, mostBetween, type Told, waitOf } from './booked-starts.js';
import { paceContract } from './pace-contract.js';
import { hasRedis, type RedisServer, startRedis } from './redis-server.js';

paceContract('the pace keeper in memory', async () => createMemoryPaceKeeper());

describe.skipIf(!hasRedis())('with Redis', () => {
  let redis: RedisServer;
  let commands: Redis;
  beforeAll(async () => {
    redis = await startRedis();
    commands = new Redis(redis.url).on('error', () => undefined);
  });
  afterAll(async () => {
    commands?.disconnect();
    await redis?.close();
  });
  const keepers: PaceKeeper[] = [];
  afterEach(async () => {
    for (const keeper of keepers.splice(0)) await keeper.close();
    await redis.revive();
    await expect.poll(() => commands.ping().catch(() => 'away'), { timeout: 20_000 }).toBe('PONG');
  });
  async function open(prefix: string = randomUUID()): Promise<PaceKeeper> {
    const keeper = await createRedisPaceKeeper({ url: redis.url, prefix });
    keepers.push(keeper);
    return keeper;
  }
  const request = (bookingId: string, gapMilliseconds = 2_000) => ({ host: 'a.test', bookingId, gapMilliseconds });
  /** Redis is back and the keeper has found it. */
  const answers = (keeper: PaceKeeper) =>
    expect
      .poll(() => keeper.book({ ...request('probe', 1), host: 'probe.test' }).catch(() => 'away'), { timeout: 20_000 })
      .not.toBe('away');

  paceContract('the pace keeper in Redis', () => open());

  test('keepers of one deployment share a row, those of another do not', async () => {
    const prefix = randomUUID();
    const [here, there, elsewhere] = [await open(prefix), await open(prefix), await open()];
    const first = await ask(here, request('one', 8_000));
    expect(mostBetween(first, await ask(there, request('two', 8_000)))).toBeGreaterThan(8_000);
    // A keeper that is new to Redis believes that a start may just have been given out: the row has moved by the moment between the two.
    expect(leastBetween(first, await ask(there, request('one', 8_000)))).toBeLessThan(1_000);
    expect(waitOf((await ask(elsewhere, request('two', 8_000))).booking)).toBeLessThan(8_100);
    expect(await commands.keys(`${prefix}:pace:*`)).toHaveLength(3);
  });

  test('a pace that FLUSHALL took away begins with a gap, and no old booking counts', async () => {
    const keeper = await open();
    for (const id of ['one', 'two', 'three']) await keeper.book(request(id));
    await commands.flushall();
    expect(waitOf(await keeper.book(request('three')))).toBeGreaterThanOrEqual(2_000);
    expect(waitOf(await keeper.book(request('three')))).toBeLessThan(2_100);
  });

  test('while Redis is away nothing may be fetched, and once it is back the first start waits for a gap', async () => {
    const keeper = await open();
    await keeper.book(request('one'));
    await redis.kill();
    const asked = Date.now();
    const error = await keeper.book(request('two')).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PutOffError);
    expect(error).toMatchObject({ code: 'pace_unknown', message: expect.stringMatching(/a\.test.*127\.0\.0\.1/) });
    expect((error as PutOffError).notBefore.getTime()).toBeGreaterThan(asked);

    await redis.revive();
    await answers(keeper);
    expect(waitOf(await keeper.book(request('two')))).toBeGreaterThanOrEqual(2_000);
  });

  test('after a lost connection what Redis knows may be old: the first start waits for a gap', async () => {
    const keeper = await open();
    await keeper.book(request('one', 10));
    await keeper.book({ ...request('one', 10), host: 'b.test' });
    const closed = new Promise<void>((resolve) => commands.once('close', () => resolve()));
    await commands.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'no').catch(() => undefined);
    await closed;
    await answers(keeper);
    expect(waitOf(await keeper.book(request('two')))).toBeGreaterThanOrEqual(2_000);
  });

  test('a pause that Redis could not be told is told ahead of the next booking', async () => {
    const keeper = await open();
    await keeper.book(request('one'));
    await redis.kill();
    const end = Date.now() + 25_000;
    await keeper.answered('a.test', { milliseconds: 10, slowDown: true, notBefore: new Date(end) });
    await redis.revive();
    await answers(keeper);
    const wait = waitOf(await keeper.book(request('two')));
    expect(Date.now() + wait).toBeGreaterThanOrEqual(end - 2);
  });

  // To the script a clock that was set and an offset that was changed are the same.
  test.each([
    ['forward', 1_800_000],
    ['back', -1_800_000],
  ])('a clock of Redis that is set %s changes nothing', async (_, jump) => {
    const prefix = randomUUID();
    const [keeper, other] = [await open(prefix), await open(prefix)];
    /** Half of what passes until the reply is what a keeper does not know of the time of Redis. */
    const roughly = 100;
    const askSwiftly = async (of: PaceKeeper, id: string): Promise<Told> => {
      for (;;) {
        const told = await ask(of, request(id, 1_000));
        if (told.latest - told.earliest < 2 * roughly) return told;
      }
    };
    await keeper.answered('a.test', { milliseconds: 0, slowDown: true, notBefore: new Date(Date.now() + 20_000) });
    await ask(keeper, request('one', 1_000));
    const two = await askSwiftly(keeper, 'two');
    const three = await askSwiftly(other, 'three');
    await commands.hincrbyfloat(`${prefix}:pace:clock`, 'offset', jump);
    for (const [again, before] of [
      [await ask(other, request('three', 1_000)), three],
      [await ask(keeper, request('two', 1_000)), two],
    ] as const) {
      expect(leastBetween(before, again)).toBeLessThanOrEqual(2 * roughly);
      expect(mostBetween(before, again)).toBeGreaterThanOrEqual(-2 * roughly);
    }
  });

  test('a clock of Redis that is set back before any worker has asked stands still, and no host waits for it', async () => {
    const prefix = randomUUID();
    await (await open(prefix)).book(request('one'));
    await commands.hincrbyfloat(`${prefix}:pace:clock`, 'offset', -1_800_000);
    expect(waitOf(await (await open(prefix)).book(request('two')))).toBeLessThanOrEqual(2 * 2_050 + 25.01);
  });

  test('what is not used is forgotten by Redis', async () => {
    const prefix = randomUUID();
    const keeper = await open(prefix);
    await keeper.answered('b.test', { milliseconds: 0, slowDown: false });
    await keeper.book(request('one'));
    for (const key of await commands.keys(`${prefix}:*`)) {
      expect(await commands.pttl(key)).toBeGreaterThan(3_500_000);
      expect(await commands.pttl(key)).toBeLessThanOrEqual(86_400_000);
    }
  });

  test('a Redis that cannot be reached is refused in one sentence', async () => {
    await expect(createRedisPaceKeeper({ url: 'redis://127.0.0.1:1' })).rejects.toThrow(InputError);
  });

  test('the scripts say what the rules in memory say, whatever comes', async () => {
    const event = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          book: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
          gap: fc.constantFrom(50, 700, 9_000),
          how: fc.constantFrom('', '', '', 'underWay', 'missed'),
        }),
      },
      { weight: 1, arbitrary: fc.record({ slowDown: fc.boolean(), took: fc.nat(5_000), pause: fc.nat(20_000) }) },
      { weight: 2, arbitrary: fc.record({ pass: fc.nat(20_000) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 10, maxLength: 40 }), async (events) => {
        const keys = ['clock', 'host', 'row'].map((key) => `${randomUUID()}:${key}`) as [string, string, string];
        const bookInRedis = async (id: string, gap: number, how = '') => {
          const more = [how === 'underWay' ? '1' : '0', how === 'missed' ? '1' : '0'];
          const values = [id, gap, toleranceOf(gap), '0', '', ...more];
          return (await commands.eval(bookScript, 3, ...keys, ...values)) as [string, string, string];
        };
        const first = await bookInRedis('first', 50);
        const pace = unknownHostPace(Number(first[2]));
        bookStart(pace, { bookingId: 'first', gapMilliseconds: 50 }, Number(first[2]));
        for (const next of events) {
          if ('pass' in next) await commands.hincrbyfloat(keys[0], 'offset', next.pass);
          else if ('book' in next) {
            const [kind, wait, now] = await bookInRedis(next.book, next.gap, next.how);
            const how = { underWay: next.how === 'underWay', missed: next.how === 'missed' };
            const request = { bookingId: next.book, gapMilliseconds: next.gap, ...how };
            const booking = bookStart(pace, request, Number(now));
            expect(booking.kind === 'booked' && booking.isLate ? 'late' : booking.kind).toBe(kind);
            const own = booking.kind === 'later' ? booking.askAgainInMilliseconds : booking.inMilliseconds;
            expect(Number(wait)).toBeCloseTo(own, 1);
          } else {
            const values = [next.took, next.slowDown ? '1' : '0', next.pause, ''];
            const now = Number(await commands.eval(answeredScript, 3, ...keys, ...values));
            noteAnswer(pace, { milliseconds: next.took, slowDown: next.slowDown }, next.pause, now);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
