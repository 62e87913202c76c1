import { parsePlatformFile } from '../../crawler/read-platform-file.js';
import { storePlatform } from '../../queue/platforms.js';
import { openRecord } from '../open-record.js';
import type { ExitCode } from '../run-command.js';
import { readSettings } from '../settings.js';
import { readPlatformText } from './read-platform-text.js';

/** `guazheng platform add FILE` */
export async function addPlatform(file: string): Promise<ExitCode> {
  const yaml = await readPlatformText(file);
  // Before the database is opened: a misspelt key is told at once.
  parsePlatformFile(yaml, file);
  const record = await openRecord(readSettings());
  try {
    const { id, version, isNew } = await storePlatform(record.database, yaml, file, new Date());
    process.stdout.write(
      isNew
        ? `${id}: version ${version} is stored. Crawl it with: guazheng crawl ${id}\n`
        : `${id}: nothing has changed since version ${version}.\n`,
    );
    return 0;
  } finally {
    await record.close();
  }
}
