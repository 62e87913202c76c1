import { join } from 'node:path';
import { pino } from 'pino';
import { openPersonalDataSecrets, openSessionSecrets } from '../evidence/keys.js';
import { openPersonalData } from '../evidence/personal-data.js';
import type { QueuedJob } from '../queue/engine.js';
import { openAccounts } from '../server/accounts/accounts.js';
import { type OpenServer, openServer } from '../server/open-server.js';
import type { OperationPorts } from '../server/operation/ports.js';
import { openJudging } from '../server/testing/judging.js';
import { openComplaintsForm } from './complaint/complaints-form.js';
import { interruption } from './interruption.js';
import { type OpenRecord, openRecord } from './open-record.js';
import { openOperationPorts } from './operation-ports.js';
import { projectFolder } from './project-folder.js';
import { releaseFiles } from './release/release-files.js';
import type { ExitCode } from './run-command.js';
import { readSettings, type Settings } from './settings.js';
import { offerJobs } from './shared-queue.js';
import { tellSetUp } from './user/tell-links.js';

/** `guazheng serve`: the page, until interrupted. */
export async function serve(options: { port: number; publicPort?: number }): Promise<ExitCode> {
  const settings = readSettings();
  const stop = interruption();
  try {
    const record = await openRecord(settings);
    try {
      const operation = await openOperationPorts(settings, record.blobs);
      try {
        const server = await openPage(record, settings, { port: options.port, operation });
        process.stderr.write(`The page is open at ${server.url} (Ctrl-C ends it).\n`);
        await tellSetUp(record.database, server.url, new Date());
        try {
          await withForm(record, settings, options.publicPort, () => stop.interrupted);
        } finally {
          await server.close();
        }
      } finally {
        await operation.close();
      }
      return 0;
    } finally {
      await record.close();
    }
  } finally {
    stop.stopListening();
  }
}

/** With the public form of complaints beside the page, where a port was given for it. */
async function withForm(
  record: OpenRecord,
  settings: Settings,
  port: number | undefined,
  use: () => Promise<void>,
): Promise<void> {
  if (port === undefined) return use();
  const form = await openComplaintsForm(record, settings, port);
  try {
    process.stderr.write(`The form of complaints is open at ${form.url}.\n`);
    await use();
  } finally {
    await form.close();
  }
}

export interface PageOptions {
  readonly port: number;
  /** What its pages of operation need of this machine. */
  readonly operation: OperationPorts;
  /** The queue of this process, where it works itself; otherwise the one that workers share, if there is one. */
  readonly offer?: ((jobs: readonly QueuedJob[]) => Promise<void>) | undefined;
}

/**
 * Serves the page that the build put into `dist/web`.
 * @returns the server; its address is the reverse proxy's where one is set
 * @throws InputError when the port is in use or the page is not built
 */
export async function openPage(
  { database, blobs }: OpenRecord,
  settings: Settings,
  { port, operation, offer = (jobs) => offerJobs(settings, jobs).then(() => undefined) }: PageOptions,
): Promise<OpenServer> {
  // What goes wrong, for the operator, as JSON lines on standard error; captured content stays out of it.
  const logger = pino({ level: 'warn' }, pino.destination(2));
  const { publicUrl, sessionLimits: limits, keysFolder, templatesFolder } = settings;
  const now = () => new Date();
  const secrets = await openSessionSecrets(keysFolder);
  const accounts = openAccounts({ database, secrets, publicUrl, limits, now });
  const personalData = openPersonalData(await openPersonalDataSecrets(keysFolder));
  const judging = openJudging(database, blobs, releaseFiles(settings), (err) =>
    logger.error({ err }, 'a test of a release failed'),
  );
  const server = await openServer({
    ...{ judging, personalData, ledgerHeadsFolder: settings.ledgerHeadsFolder, operation },
    ...(templatesFolder === undefined ? {} : { templatesFolder }),
    ...{ db: database, blobs, accounts, now, webFolder: join(projectFolder(), 'dist', 'web'), port, logger },
    async offerJobs(jobs: readonly QueuedJob[]) {
      if (jobs.length === 0) return;
      // The rows are there already: what the queue does not get now, the next reconciliation brings.
      await offer(jobs).catch((err: unknown) => logger.warn({ err }, 'the queue could not be reached'));
    },
  });
  return { url: publicUrl?.origin ?? server.url, close: server.close };
}
