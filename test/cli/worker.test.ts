import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../prisma/open-database.js';
import { setSchedule } from '../../queue/schedules/set-schedule.js';
import { hasRedis, type RedisServer, startRedis } from '../queue/redis-server.js';
import { openScheduledPlatforms } from '../queue/schedules/scheduled-platforms.js';
import { guazheng, lastLine, sentenceOf, startGuazheng, temporaryFolder } from './run-guazheng.js';

test('a worker with a shared queue and a record of its own is exit 2 and says what is missing', async () => {
  const ended = await guazheng(['worker'], { env: { REDIS_URL: 'redis://127.0.0.1:1' } });
  expect([ended.code, sentenceOf(ended)]).toEqual([2, expect.stringContaining('set DATABASE_URL')]);
});

test('a worker without settings works alone with the embedded queue; reconcile beside it says what is due', async () => {
  const { folder, remove } = await temporaryFolder();
  const env = { GUAZHENG_HOME: folder };
  try {
    const child = startGuazheng(['worker'], { env });
    if (child.stderr === null) throw new Error('no pipe');
    for await (const line of createInterface(child.stderr)) if (line.startsWith('The worker is ready')) break;
    const ended = await guazheng(['reconcile', '--json'], { env });
    expect([ended.code, lastLine(ended.stdout)]).toEqual([0, { due: 0, putBack: 0 }]);
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    expect((await exit)[0]).toBe(0);
  } finally {
    await remove();
  }
}, 60_000);

describe.skipIf(!hasRedis())('with PostgreSQL and Redis', () => {
  let database: Database;
  let redis: RedisServer;
  let env: Record<string, string>;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const { folder, remove } = await temporaryFolder();
    redis = await startRedis();
    const opened = await openScheduledPlatforms(['jing']);
    database = opened.database;
    env = { GUAZHENG_HOME: folder, DATABASE_URL: opened.url, REDIS_URL: redis.url };
    close = async () => {
      await opened.close();
      await redis.close();
      await remove();
    };
  });
  afterAll(() => close?.());

  test('a worker says when it is ready, serves its metrics, does what is due, and ends when asked to', async () => {
    await setSchedule(database, { platformId: 'jing', cron: '0 2 * * *', timeZone: 'Asia/Shanghai' }, new Date());
    const child = startGuazheng(['worker', '--concurrency', '4', '--metrics-port', '0'], { env });
    if (child.stderr === null) throw new Error('no pipe');
    const lines = createInterface(child.stderr);
    const [line] = await once(lines, 'line');
    expect(line).toMatch(/^The worker is ready; metrics at http:\/\/127\.0\.0\.1:\d+\/metrics/);
    const metrics = await (await fetch(/http:[^\s)]+/.exec(line)?.[0] ?? '')).text();
    expect(metrics).toMatch(/^guazheng_worker_up 1$/m);
    expect(metrics).toMatch(/^guazheng_queue_size 0$/m);

    // Its host does not exist: the page is given up, and the run ends.
    const run = await guazheng(['schedule', 'run', 'jing'], { env });
    expect([run.code, run.stderr]).toEqual([0, 'jing: a run has begun.\n']);
    await expect
      .poll(async () => (await database.dueWork.findFirst())?.errorCode ?? null, { timeout: 30_000 })
      .not.toBeNull();

    child.kill('SIGTERM');
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(await database.dueWork.count({ where: { leaseHolder: { not: null } } })).toBe(0);
  });

  test('reconcile puts on the queue what is due', async () => {
    await database.dueWork.deleteMany();
    await database.dueWork.create({ data: { step: 'judge_posting', subjectId: 'a version' } });
    const put = async () => lastLine((await guazheng(['reconcile', '--json'], { env })).stdout);
    expect(await put()).toEqual({ due: 1, putBack: 1 });
    expect(await put()).toEqual({ due: 1, putBack: 0 });
  });

  test('a worker without its database is exit 2 and one sentence', async () => {
    const ended = await guazheng(['worker'], { env: { ...env, DATABASE_URL: 'postgresql://x@127.0.0.1:1/x' } });
    expect([ended.code, sentenceOf(ended)]).toEqual([2, expect.stringContaining('nothing listens there')]);
  });
});
