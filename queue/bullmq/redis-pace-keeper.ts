import type { Result } from 'ioredis';
import { z } from 'zod';
import { messageOf, PutOffError } from '../../contracts/errors.js';
import { type PaceKeeper, toleranceOf } from '../../crawler/politeness/pace-keeper.js';
import { connectProducer } from './connect-producer.js';
import { answeredScript, bookScript } from './pace-scripts.js';

export interface RedisPaceKeeperOptions {
  /** redis:// or rediss:// */
  readonly url: string;
  /** Deployments that share a Redis tell their hosts apart by this. */
  readonly prefix?: string;
  /** Hears of what goes wrong on the connection, which is made anew by itself. */
  readonly onError?: (error: Error) => void;
}

declare module 'ioredis' {
  interface RedisCommander<Context> {
    bookStart(...keysAndArguments: string[]): Result<unknown, Context>;
    hostAnswered(...keysAndArguments: string[]): Result<unknown, Context>;
  }
}

/** A Redis that hangs is one that is away. */
const commandTimeout = 2_000;
/** How long after Redis could not be asked it is asked again. */
const askAgainMilliseconds = 1_000;
/** A reply that took longer tells the time of Redis too roughly; a reading that is older may have drifted. Milliseconds. */
const roughReply = 500;
const oldReading = 600_000;

const milliseconds = z.coerce.number();
const bookReply = z.tuple([z.enum(['booked', 'late', 'later']), milliseconds, milliseconds]);

interface Unsent {
  readonly host: string;
  readonly milliseconds: number;
  readonly slowDown: boolean;
  /** By the monotonic clock of this process. */
  readonly pausedUntil: number;
}

/**
 * One pace for all the workers that share a Redis. Each operation is one script there, by the clock there.
 *
 * @throws InputError when Redis cannot be reached, is too old, or may evict keys
 */
export async function createRedisPaceKeeper(options: RedisPaceKeeperOptions): Promise<PaceKeeper> {
  const { url, prefix = 'guazheng', onError } = options;
  const redis = await connectProducer(url);
  redis.options.commandTimeout = commandTimeout;
  redis.defineCommand('bookStart', { numberOfKeys: 3, lua: bookScript });
  redis.defineCommand('hostAnswered', { numberOfKeys: 3, lua: answeredScript });

  // Redis that starts anew may hold what it held some minutes ago: after each connection the first booking of a host says so.
  const surely = new Set<string>();
  redis.on('error', (error: Error) => onError?.(error)).on('close', () => surely.clear());

  const clockKey = `${prefix}:pace:clock`;
  const hostKey = (host: string): string => `${prefix}:pace:host:${host}`;
  const rowKey = (host: string): string => `${prefix}:pace:row:${host}`;

  let reading: { readonly time: number; readonly at: number } | undefined;
  const expectedTime = (): string => {
    if (reading === undefined || performance.now() - reading.at > oldReading) return '';
    return String(reading.time + performance.now() - reading.at);
  };
  const readTime = (time: number, asked: number): void => {
    const told = performance.now();
    if (told - asked < roughReply) reading = { time, at: (asked + told) / 2 };
  };

  const unsent: Unsent[] = [];
  async function send(answer: Unsent): Promise<void> {
    const asked = performance.now();
    const pause = Math.max(0, answer.pausedUntil - asked);
    const values = [String(answer.milliseconds), answer.slowDown ? '1' : '0', String(pause), expectedTime()];
    try {
      const time = await redis.hostAnswered(clockKey, hostKey(answer.host), rowKey(answer.host), ...values);
      readTime(milliseconds.parse(time), asked);
    } catch (error) {
      unsent.push(answer);
      throw error;
    }
  }

  return {
    async book({ host, bookingId, gapMilliseconds, underWay, missed }) {
      try {
        for (let answer = unsent.shift(); answer !== undefined; answer = unsent.shift()) await send(answer);
        const tolerance = toleranceOf(gapMilliseconds);
        const values = [String(gapMilliseconds), String(tolerance), surely.has(host) ? '0' : '1', expectedTime()];
        values.push(underWay === true ? '1' : '0', missed === true ? '1' : '0');
        const asked = performance.now();
        const reply = await redis.bookStart(clockKey, hostKey(host), rowKey(host), bookingId, ...values);
        const [kind, inMilliseconds, time] = bookReply.parse(reply);
        surely.add(host);
        readTime(time, asked);
        return kind === 'later'
          ? { kind, askAgainInMilliseconds: inMilliseconds }
          : { kind: 'booked', inMilliseconds, toleranceMilliseconds: tolerance, isLate: kind === 'late' };
      } catch (error) {
        throw new PutOffError(
          'pace_unknown',
          `The pace of ${host} is not known: Redis at ${new URL(url).host} does not answer (${messageOf(error)}). Nothing is fetched until it does.`,
          new Date(Date.now() + askAgainMilliseconds),
        );
      }
    },
    async answered(host, { slowDown, notBefore, milliseconds }) {
      const pause = (notBefore?.getTime() ?? 0) - Date.now();
      const answer = { host, milliseconds, slowDown, pausedUntil: performance.now() + pause };
      // What does not arrive is kept, and goes ahead of the next booking.
      await send(answer).catch(() => undefined);
    },
    async close() {
      redis.disconnect();
    },
  };
}
