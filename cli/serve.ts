import { join } from 'node:path';
import { pino } from 'pino';
import { type OpenServer, openServer } from '../server/open-server.js';
import { interruption } from './interruption.js';
import { type OpenRecord, openRecord } from './open-record.js';
import { projectFolder } from './project-folder.js';
import type { ExitCode } from './run-command.js';
import { readSettings } from './settings.js';

/** `guazheng serve`: the page, until interrupted. */
export async function serve(options: { port: number }): Promise<ExitCode> {
  const settings = readSettings();
  const stop = interruption();
  try {
    const record = await openRecord(settings);
    try {
      const server = await openPage(record, options.port);
      process.stderr.write(`The page is open at ${server.url} (Ctrl-C ends it).\n`);
      await stop.interrupted;
      await server.close();
      return 0;
    } finally {
      await record.close();
    }
  } finally {
    stop.stopListening();
  }
}

/** Serves the page that the build put into `dist/web`. @throws InputError when the port is in use or the page is not built. */
export function openPage({ database, blobs }: OpenRecord, port: number): Promise<OpenServer> {
  // What goes wrong, for the operator, as JSON lines on standard error; captured content stays out of it.
  const logger = pino({ level: 'warn' }, pino.destination(2));
  return openServer({ db: database, blobs, webFolder: join(projectFolder(), 'dist', 'web'), port, logger });
}
