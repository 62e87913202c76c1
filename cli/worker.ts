import { InputError, messageOf } from '../contracts/errors.js';
import { readMetrics } from '../server/metrics.js';
import { openMetricsServer } from '../server/open-metrics-server.js';
import type { OpenServer } from '../server/open-server.js';
import { interruption } from './interruption.js';
import { type OpenPipeline, openPipeline } from './open-pipeline.js';
import { writeNotice } from './open-record.js';
import type { ExitCode } from './run-command.js';
import { readSettings } from './settings.js';

export interface WorkerOptions {
  /** Pages fetched over HTTP at once. */
  readonly concurrency?: number;
  /** Full captures taken at once; 0 leaves them to other workers. */
  readonly captures?: number;
  /** Port on 127.0.0.1 for Prometheus; 0 lets the system choose. */
  readonly metricsPort?: number;
}

/**
 * `guazheng worker`: works on what is due and starts what schedules say, until it is told to stop. With Redis together with any number of
 * others on the same database; without, alone with the embedded queue. Running work ends first; what waits is left to the rows.
 */
export async function work({ concurrency, captures, metricsPort }: WorkerOptions): Promise<ExitCode> {
  const { databaseUrl, redisUrl } = readSettings();
  if (databaseUrl === undefined && redisUrl !== undefined) {
    throw new InputError(
      'worker_settings',
      'REDIS_URL is set and DATABASE_URL is not: workers that share a queue share a database; set DATABASE_URL, or leave REDIS_URL out to work alone.',
    );
  }
  const stop = interruption();
  try {
    const open = await openPipeline(undefined, { pages: concurrency, captures, startsSchedules: true });
    try {
      const metrics = metricsPort === undefined ? undefined : await openMetrics(open, metricsPort);
      try {
        writeNotice(
          `The worker is ready${metrics === undefined ? '' : `; metrics at ${metrics.url}`} (Ctrl-C ends it).`,
        );
        await Promise.race([stop.interrupted, open.pipeline.fatal]);
      } finally {
        await metrics?.close();
      }
    } finally {
      await open.close();
    }
    return 0;
  } finally {
    stop.stopListening();
  }
}

function openMetrics({ record, pipeline }: OpenPipeline, port: number): Promise<OpenServer> {
  return openMetricsServer(
    port,
    () => readMetrics(record.database, new Date(), { queueSize: pipeline.queueSize }),
    (error) => writeNotice(`The metrics could not be read: ${messageOf(error)}`),
  );
}
