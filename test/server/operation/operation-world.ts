import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readRelease } from '../../../classifier/release/read-release.js';
import { findChromium } from '../../../crawler/fetch/chromium.js';
import { tryPlatform } from '../../../crawler/try-platform.js';
import { type DemoPlatforms, startDemoPlatforms } from '../../../fixtures/platforms/start-platforms.js';
import { type Pipeline, startPipeline } from '../../../queue/start-pipeline.js';
import type { OperationPorts } from '../../../server/operation/ports.js';
import { committedRelease } from '../../classifier/labelled-postings.js';
import { type ServedDatabase, serveDatabase } from '../served-database.js';

/** A server, the demo platforms, and a pipeline that crawls them for real. */
export interface OperationWorld {
  readonly served: ServedDatabase;
  readonly platforms: DemoPlatforms;
  readonly pipeline: Pipeline;
  /** The gap that each trial was told to keep, in milliseconds. */
  readonly triedGaps: readonly number[];
  /** Text of a demo platform's file. */
  yamlOf(id: string): string;
  close(): Promise<void>;
}

const userAgent = 'guazheng-watch/0.1 (+https://guazheng-watch.example/contact)';

/** @param ports in the place of some of those that a deployment has */
export async function openOperationWorld(
  webFolder?: string,
  options: { now?: () => Date; ports?: OperationPorts } = {},
): Promise<OperationWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'guazheng-operation-'));
  const platforms = await startDemoPlatforms({ folder: resolve(import.meta.dirname, '../../../fixtures/platforms') });
  const guard = { allow: [], hosts: Object.assign({}, ...platforms.platforms.map(({ hosts }) => hosts)) };
  const chromium = await findChromium(process.env);
  let pipeline: Pipeline | undefined;
  const triedGaps: number[] = [];
  const served: ServedDatabase = await serveDatabase(webFolder, {
    ...(options.now === undefined ? {} : { now: options.now }),
    offerJobs: async (jobs) => pipeline?.offer(jobs),
    operation: {
      stateFolder: folder,
      tryPlatform: (platform, signal, tried) => {
        triedGaps.push(platform.pace.gapMilliseconds);
        const tools = { guard, blobs: served.blobs, userAgent, stateFolder: folder, chromium, signal };
        return tryPlatform(platform, tools, tried);
      },
      ...options.ports,
    },
  });
  pipeline = await startPipeline({
    ...{ database: served.db, databaseUrl: served.databaseUrl, blobs: served.blobs },
    release: readRelease(committedRelease),
    ...{ stateFolder: folder, guard, userAgent, environment: process.env },
    ledgerHeadsFolder: join(folder, 'heads'),
    concurrency: {
      ...{ fetch_page: 8, render_page: 1, read_capture: 8, judge_posting: 8, link_posting: 8 },
      ...{ capture_full: 0, stamp_seal: 1, recapture_case: 1, capture_complaint: 1 },
    },
    onNotice: () => undefined,
  });
  const running = pipeline;
  return {
    served,
    platforms,
    pipeline,
    triedGaps,
    yamlOf(id) {
      const platform = platforms.platforms.find((each) => each.id === id);
      if (platform === undefined) throw new Error(`There is no demo platform ${id}.`);
      return platform.yaml;
    },
    async close() {
      await running.close();
      await served.close();
      await platforms.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
