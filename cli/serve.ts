import { join } from 'node:path';
import { pino } from 'pino';
import { openServer } from '../server/open-server.js';
import { interruption } from './interruption.js';
import { openRecord } from './open-record.js';
import { projectFolder } from './project-folder.js';
import type { ExitCode } from './run-command.js';
import { readSettings } from './settings.js';

/** Where the build puts the page. */
export function webFolder(): string {
  return join(projectFolder(), 'dist', 'web');
}

/** `guazheng serve`: the page, until interrupted. */
export async function serve(options: { port: number }): Promise<ExitCode> {
  const record = await openRecord(readSettings());
  const { interrupted, stopListening } = interruption();
  try {
    const server = await openServer({
      db: record.database,
      blobs: record.blobs,
      webFolder: webFolder(),
      port: options.port,
      // What goes wrong, for the operator; a request's content stays out of it.
      logger: pino({ level: 'warn' }, pino.destination(2)),
    });
    process.stderr.write(`The page is open at ${server.url} (Ctrl-C ends it).\n`);
    await interrupted;
    await server.close();
    return 0;
  } finally {
    stopListening();
    await record.close();
  }
}
