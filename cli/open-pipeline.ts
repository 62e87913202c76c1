import { readRelease } from '../classifier/release/read-release.js';
import { type GuardSettings, readGuardSettings } from '../crawler/fetch/guard-settings.js';
import { type Pipeline, startPipeline } from '../queue/start-pipeline.js';
import { type OpenRecord, openRecord, writeNotice } from './open-record.js';
import { readSettings } from './settings.js';

/** For two cores: pages over HTTP wait for their hosts most of the time, a browser page and a verdict keep a core busy. */
const concurrency = { fetch_page: 16, render_page: 2, read_capture: 2, judge_posting: 2 };

/** The record and a pipeline that works on it. */
export interface OpenPipeline {
  readonly record: OpenRecord;
  readonly pipeline: Pipeline;
  close(): Promise<void>;
}

/** @param extra exceptions to the address guard besides the deployment's, for the demo's own servers on loopback. */
export async function openPipeline(extra?: GuardSettings): Promise<OpenPipeline> {
  const settings = readSettings();
  const guard = readGuardSettings(process.env);
  const release = readRelease(settings.releaseFile);
  const record = await openRecord(settings);
  try {
    const pipeline = await startPipeline({
      database: record.database,
      databaseUrl: record.databaseUrl,
      blobs: record.blobs,
      release,
      stateFolder: settings.stateFolder,
      guard: { allow: [...guard.allow, ...(extra?.allow ?? [])], hosts: { ...guard.hosts, ...extra?.hosts } },
      userAgent: settings.userAgent,
      redisUrl: settings.redisUrl,
      environment: process.env,
      concurrency,
      onNotice: writeNotice,
    });
    return {
      record,
      pipeline,
      async close() {
        await pipeline.close();
        await record.close();
      },
    };
  } catch (error) {
    await record.close();
    throw error;
  }
}
