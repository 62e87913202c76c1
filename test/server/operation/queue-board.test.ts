import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queueState } from '../../../contracts/api/operation/queue-state.js';
import { createBullmqEngine } from '../../../queue/bullmq/bullmq-engine.js';
import { openSharedQueues, type SharedQueues } from '../../../queue/bullmq/shared-queues.js';
import type { QueueEngine } from '../../../queue/engine.js';
import { hasRedis, type RedisServer, startRedis } from '../../queue/redis-server.js';
import { type LoggedIn, type ServedDatabase, serveDatabase } from '../served-database.js';

describe.skipIf(!hasRedis())('the queue board', () => {
  let redis: RedisServer;
  let engine: QueueEngine;
  let sharedQueues: SharedQueues;
  let served: ServedDatabase;
  let operator: LoggedIn;
  beforeAll(async () => {
    redis = await startRedis();
    engine = await createBullmqEngine({ url: redis.url, prefix: 'board' });
    sharedQueues = await openSharedQueues(redis.url, 'board');
    served = await serveDatabase(undefined, { operation: { sharedQueues } });
    operator = await served.logIn('operator');
    await engine.add([{ payload: { dueWorkId: 'work-1', step: 'fetch_page' } }]);
  });
  afterAll(async () => {
    await served?.close();
    await sharedQueues?.close();
    await engine?.close();
    await redis?.close();
  });

  it('is there for who may read operation, and for nobody else', async () => {
    const reviewer = await served.logIn('reviewer');
    for (const path of ['/operation/queue/', '/operation/queue/api/queues', '/operation/queue/static/favicon.ico']) {
      expect((await fetch(served.url + path)).status).toBe(401);
      expect((await reviewer.get(path)).status).toBe(403);
      expect((await operator.get(path)).status).toBe(200);
    }
  });

  it('loads nothing of others and runs nothing inline', async () => {
    const response = await operator.get('/operation/queue/');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    const html = await response.text();
    expect(html).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
    expect(html).not.toContain('style="');
    const scripts = [...html.matchAll(/<script[^>]*src="([^"]+)"/g)].map(([, src]) => src);
    expect(scripts.length).toBeGreaterThan(1);
    for (const src of scripts) {
      const script = await operator.get(`/operation/queue/${src}`);
      expect([src, script.status]).toEqual([src, 200]);
      expect(script.headers.get('content-type')).toMatch(/javascript/);
    }
  });

  it('shows the jobs and changes none', async () => {
    const { queues } = (await (await operator.get('/operation/queue/api/queues')).json()) as {
      queues: { name: string; readOnlyMode: boolean; counts: Record<string, number> }[];
    };
    expect(queues.every(({ readOnlyMode }) => readOnlyMode)).toBe(true);
    const pages = queues.find(({ name }) => name === 'fetch_page');
    expect(Object.values(pages?.counts ?? {}).reduce((sum, count) => sum + count, 0)).toBe(1);
    for (const method of ['PUT', 'POST', 'DELETE'] as const) {
      const response = await operator.send(method, '/operation/queue/api/queues/fetch_page/pause');
      expect(response.status).toBe(404);
    }
    expect(await engine.size()).toBe(1);
    expect(queueState.parse(await (await operator.get('/api/operation/queue')).json())).toMatchObject({
      queueSize: 1,
      hasBoard: true,
    });
  });
});
