import { openRecord } from './open-record.js';
import type { ExitCode } from './run-command.js';
import { readSettings } from './settings.js';

/** `guazheng migrate`: brings the database to this version. */
export async function migrate(): Promise<ExitCode> {
  const record = await openRecord(readSettings());
  try {
    const { applied } = record;
    process.stdout.write(applied.length === 0 ? 'The database is up to date.\n' : `Applied: ${applied.join(', ')}\n`);
    return 0;
  } finally {
    await record.close();
  }
}
