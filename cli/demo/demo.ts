import { join } from 'node:path';
import { startDemoPlatforms } from '../../fixtures/platforms/start-platforms.js';
import { storePlatform } from '../../queue/platforms.js';
import { openServer } from '../../server/open-server.js';
import { interruption } from '../interruption.js';
import { type OpenPipeline, openPipeline } from '../open-pipeline.js';
import { projectFolder } from '../project-folder.js';
import type { ExitCode } from '../run-command.js';
import { webFolder } from '../serve.js';
import { waitForRuns } from '../wait-for-runs.js';
import { summariseDemo, summaryInWords } from './summary.js';

export interface DemoOptions {
  readonly once?: boolean;
  readonly json?: boolean;
  readonly port: number;
}

/**
 * `guazheng demo`: starts the demo platforms, crawls and judges them with everything embedded, compares the verdicts with the known truth,
 * then opens the page. A demo that was killed goes on where it was.
 */
export async function demo(options: DemoOptions): Promise<ExitCode> {
  const began = performance.now();
  const sites = await startDemoPlatforms({ folder: join(projectFolder(), 'fixtures', 'platforms') });
  try {
    // The demo's own servers are on loopback: exactly their names, addresses and ports are let through.
    const hosts = Object.assign({}, ...sites.platforms.map((platform) => platform.hosts));
    const opened = await openPipeline({ allow: [], hosts });
    const { interrupted, stopListening } = interruption();
    try {
      const crawled = await Promise.race([crawlAll(opened, sites.platforms), interrupted]);
      if (crawled === 'interrupted') {
        process.stderr.write('Stopped. The next start goes on with what is left.\n');
        return 1;
      }
      const ids = sites.platforms.map((platform) => platform.id);
      const seconds = Math.round((performance.now() - began) / 100) / 10;
      const summary = await summariseDemo(opened.record.database, ids, crawled, sites.truth, seconds);
      if (options.json !== true) process.stdout.write(summaryInWords(summary));
      if (options.once !== true) {
        const server = await openServer({
          db: opened.record.database,
          blobs: opened.record.blobs,
          webFolder: webFolder(),
          port: options.port,
        });
        process.stderr.write(`The page is open at ${server.url} (Ctrl-C ends it).\n`);
        if (options.json === true) process.stdout.write(`${JSON.stringify(summary)}\n`);
        await interrupted;
        await server.close();
      } else if (options.json === true) process.stdout.write(`${JSON.stringify(summary)}\n`);
      return 0;
    } finally {
      stopListening();
      await opened.close();
    }
  } finally {
    await sites.close();
  }
}

/** @returns the crawl runs, finished. */
async function crawlAll(
  { record, pipeline }: OpenPipeline,
  platforms: readonly { yaml: string; file: string; id: string }[],
): Promise<string[]> {
  const runs: string[] = [];
  for (const { yaml, file, id } of platforms) {
    await storePlatform(record.database, yaml, file, new Date());
    const { crawlRunId, resumed } = await pipeline.crawl(id);
    if (resumed) process.stderr.write(`Going on with the unfinished crawl of ${id}.\n`);
    runs.push(crawlRunId);
  }
  await waitForRuns(record.database, pipeline, runs, 'crawling the demo platforms');
  return runs;
}
