import { readRelease } from '../classifier/release/read-release.js';
import type { Step } from '../contracts/jobs.js';
import { type GuardSettings, readGuardSettings } from '../crawler/fetch/guard-settings.js';
import { type Pipeline, startPipeline } from '../queue/start-pipeline.js';
import { type OpenRecord, openRecord, writeNotice } from './open-record.js';
import { readSettings } from './settings.js';

/** Pages over HTTP wait for their hosts most of the time. */
const defaultPages = 32;
/** For two cores: a browser page takes a quarter of a second of one, and waits for twice as long until its page has fallen quiet. */
const mostBrowserPages = 6;
/** Full captures are browser pages too, with everything that they load. */
const defaultCaptures = 1;

/**
 * @param pages over HTTP at once. Of what comes after a page as many: it is done one by one, yet what waits together is loaded and stored
 * together.
 */
export function concurrencyOf(
  pages: number = defaultPages,
  captures: number = defaultCaptures,
): Readonly<Record<Step, number>> {
  return {
    fetch_page: pages,
    render_page: Math.min(mostBrowserPages, pages),
    read_capture: pages,
    judge_posting: pages,
    link_posting: pages,
    capture_full: captures,
    stamp_seal: 1,
    recapture_case: 1,
    capture_complaint: 1,
  };
}

/** The record and a pipeline that works on it. */
export interface OpenPipeline {
  readonly record: OpenRecord;
  readonly pipeline: Pipeline;
  close(): Promise<void>;
}

/** How a worker works. */
export interface WorkSettings {
  /** Pages fetched over HTTP at once. */
  readonly pages?: number | undefined;
  /** Full captures taken at once; 0 leaves them to other workers. */
  readonly captures?: number | undefined;
  /** Whether runs that are due by their schedule start here. */
  readonly startsSchedules?: boolean;
}

/**
 * @param extra exceptions to the address guard besides the deployment's, for the demo's own servers on loopback.
 */
export async function openPipeline(
  extra?: GuardSettings,
  { pages = defaultPages, captures = defaultCaptures, startsSchedules = false }: WorkSettings = {},
): Promise<OpenPipeline> {
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
      releaseIsSet: settings.releaseIsSet,
      stateFolder: settings.stateFolder,
      guard: { allow: [...guard.allow, ...(extra?.allow ?? [])], hosts: { ...guard.hosts, ...extra?.hosts } },
      userAgent: settings.userAgent,
      redisUrl: settings.redisUrl,
      redisPrefix: settings.redisPrefix,
      environment: process.env,
      timestampAuthorities: settings.timestampAuthorities,
      ledgerHeadsFolder: settings.ledgerHeadsFolder,
      concurrency: concurrencyOf(pages, captures),
      startsSchedules,
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
