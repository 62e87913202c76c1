import { join } from 'node:path';
import { type DemoPlatforms, startDemoPlatforms } from '../../fixtures/platforms/start-platforms.js';
import { storePlatform } from '../../queue/platforms.js';
import type { OpenServer } from '../../server/open-server.js';
import { type Interruption, interruption } from '../interruption.js';
import { type OpenPipeline, openPipeline } from '../open-pipeline.js';
import { openOperationPorts } from '../operation-ports.js';
import { projectFolder } from '../project-folder.js';
import type { ExitCode } from '../run-command.js';
import { openPage } from '../serve.js';
import { readSettings } from '../settings.js';
import { waitForCaptures } from '../wait-for-captures.js';
import { waitForRuns } from '../wait-for-runs.js';
import { inviteDemoPeople } from './invite-people.js';
import { summariseDemo, summaryInWords } from './summary.js';

export interface DemoOptions {
  readonly once?: boolean;
  readonly json?: boolean;
  readonly port: number;
  /** Full captures taken at once; 0 leaves them out. */
  readonly captures?: number;
}

/**
 * `guazheng demo`: starts the demo platforms, crawls and judges them with everything embedded, compares the verdicts with the known truth,
 * then shows the page. A demo that was killed goes on where it was.
 */
export async function demo(options: DemoOptions): Promise<ExitCode> {
  const began = performance.now();
  const stop = interruption();
  const closing: (() => Promise<void> | void)[] = [stop.stopListening];
  try {
    const sites = await startDemoPlatforms({ folder: join(projectFolder(), 'fixtures', 'platforms') });
    closing.push(sites.close);
    // The demo's own servers are on loopback: exactly their names, addresses and ports are let through.
    const hosts = Object.assign({}, ...sites.platforms.map((platform) => platform.hosts));
    const opened = await openPipeline({ allow: [], hosts }, { captures: options.captures });
    closing.push(opened.close);
    // Before the crawl, so that a port in use is told at once.
    const page = options.once === true ? undefined : await openDemoPage(opened, options.port, hosts, closing);

    const runs = await crawlAll(opened, sites.platforms, stop);
    if (runs === undefined) {
      process.stderr.write('Stopped. The next start goes on with what is left.\n');
      return 1;
    }
    const ids = sites.platforms.map((platform) => platform.id);
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    const summary = await summariseDemo(opened.record.database, ids, runs, sites.truth, seconds);
    // What is flagged can be exported when the demo has ended; with the page open it is taken meanwhile.
    if (
      page === undefined &&
      opened.pipeline.takesCaptures &&
      (await waitForCaptures(opened.record.database, opened.pipeline, ids, stop)) === undefined
    ) {
      process.stderr.write('Stopped. The next start goes on with what is left.\n');
      return 1;
    }
    process.stdout.write(options.json === true ? `${JSON.stringify(summary)}\n` : summaryInWords(summary));
    if (page !== undefined) {
      process.stderr.write(`The page is open at ${page.url} (Ctrl-C ends it).\n`);
      await inviteDemoPeople(opened.record.database, page.url, new Date());
      await stop.interrupted;
    }
    return 0;
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

/** The page of a process that works itself; its trials reach the demo's own servers too. */
async function openDemoPage(
  { record, pipeline }: OpenPipeline,
  port: number,
  hosts: Readonly<Record<string, string>>,
  closing: (() => Promise<void> | void)[],
): Promise<OpenServer> {
  const settings = readSettings();
  const operation = await openOperationPorts(settings, record.blobs, { allow: [], hosts });
  closing.push(operation.close);
  const page = await openPage(record, settings, { port, operation, offer: pipeline.offer });
  closing.push(page.close);
  return page;
}

/** @returns the crawl runs, finished, or undefined when it was interrupted. */
async function crawlAll(
  { record, pipeline }: OpenPipeline,
  platforms: DemoPlatforms['platforms'],
  stop: Interruption,
): Promise<string[] | undefined> {
  const runs: string[] = [];
  for (const { yaml, file, id } of platforms) {
    await storePlatform(record.database, yaml, file, new Date());
    const { crawlRunId, resumed } = await pipeline.crawl(id);
    if (resumed) process.stderr.write(`Going on with the unfinished crawl of ${id}.\n`);
    runs.push(crawlRunId);
  }
  const finished = await waitForRuns(record.database, pipeline, runs, 'crawling the demo platforms', stop);
  return finished === undefined ? undefined : runs;
}
