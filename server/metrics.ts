import { Gauge, Registry } from 'prom-client';
import { z } from 'zod';
import type { Database } from '../prisma/open-database.js';

/** What a worker adds to what the record says. */
export interface WorkerMetrics {
  /** How many jobs wait or run in the queue. */
  queueSize(): Promise<number>;
}

const dueRow = z.object({ step: z.string(), state: z.string(), count: z.int() });
const oldestRow = z.object({ seconds: z.number().nullable() });

/**
 * Metrics in Prometheus' text exposition format (0.0.4). Counted from the record at each call, so that they are right whichever process
 * is asked; only rows that are due, running runs and an index are read, never what has piled up over months.
 */
export async function readMetrics(database: Database, now: Date, worker?: WorkerMetrics): Promise<string> {
  const registry = new Registry();
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `guazheng_${name}`, help, labelNames, registers: [registry] });

  const due = gauge(
    'due_work',
    'Work that is due, by step: ready to be taken, claimed by a worker, or waiting for its time.',
    ['step', 'state'],
  );
  for (const { step, state, count } of await countDueWork(database, now)) due.set({ step, state }, count);

  const [oldest] = z.array(oldestRow).parse(
    await database.$queryRaw`
      SELECT extract(epoch FROM ${now}::timestamptz - min("dueAt"))::float8 AS "seconds"
        FROM "DueWork" WHERE "state" = 'due' AND "dueAt" <= ${now}`,
  );
  gauge('due_work_oldest_seconds', 'Age of the oldest work that is ready or claimed; 0 when there is none.').set(
    oldest?.seconds ?? 0,
  );

  const runs = await database.crawlRun.findMany({ where: { state: 'running' }, select: { id: true } });
  gauge('crawl_runs_running', 'Crawl runs that go on.').set(runs.length);
  const pages = gauge('run_pages', 'Pages of the crawl runs that go on, by outcome.', ['outcome']);
  const outcomes = await database.crawlTask.groupBy({
    by: ['state'],
    where: { crawlRunId: { in: runs.map(({ id }) => id) } },
    _count: true,
  });
  for (const outcome of ['due', 'fetched', 'done', 'dead', 'refused']) pages.set({ outcome }, 0);
  for (const { state, _count } of outcomes) pages.set({ outcome: state }, _count);

  const postings = gauge('postings', 'Judged postings, by band.', ['band']);
  const bands = await database.posting.groupBy({ by: ['band'], where: { band: { not: null } }, _count: true });
  for (const { band, _count } of bands) if (band !== null) postings.set({ band }, _count);

  gauge('layout_alarms_open', 'Layout alarms that nobody has closed.').set(
    await database.layoutAlarm.count({ where: { closedAt: null, platform: { removedAt: null } } }),
  );
  if (worker !== undefined) {
    gauge('worker_up', 'Always 1: this worker runs.').set(1);
    gauge('queue_size', 'Jobs that wait or run in the queue.').set(await worker.queueSize());
  }
  return registry.metrics();
}

export const metricsContentType = Registry.PROMETHEUS_CONTENT_TYPE;

async function countDueWork(database: Database, now: Date): Promise<z.infer<typeof dueRow>[]> {
  return z.array(dueRow).parse(
    await database.$queryRaw`
      SELECT "step",
             CASE WHEN "leaseUntil" > ${now} THEN 'claimed' WHEN "dueAt" > ${now} THEN 'waiting' ELSE 'ready' END AS "state",
             count(*)::int AS "count"
        FROM "DueWork" WHERE "state" = 'due' GROUP BY 1, 2`,
  );
}
