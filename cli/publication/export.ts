import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { listPublications } from '../../casework/publication/list-publications.js';
import { publicationFiles } from '../../casework/publication/publication-files.js';
import { InputError, messageOf } from '../../contracts/errors.js';
import { csvText } from '../../server/audit/csv-text.js';
import { everyOrganisation } from '../as-decider.js';
import { openOutputFile } from '../output-file.js';
import type { ExitCode } from '../run-command.js';
import { withRecord } from '../with-record.js';

/** `guazheng publication export --out DIR`: what is out today, as files for a public site. Each replaces the one of before whole. */
export function exportPublications({ out, json }: { out: string; json?: boolean }): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    const now = new Date();
    const jurisdiction = await everyOrganisation(database);
    const publications = await listPublications(database, { jurisdiction }, now);
    const folder = resolve(out);
    try {
      await mkdir(folder, { recursive: true });
    } catch (cause) {
      throw new InputError('folder_unusable', `${folder} cannot be made or written: ${messageOf(cause)}.`, { cause });
    }
    for (const { name, text } of publicationFiles(publications, now, csvText)) {
      const file = await openOutputFile(join(folder, name));
      try {
        await file.write(text);
        await file.flush();
        await file.publish();
      } finally {
        await file.discard();
      }
    }
    const count = publications.filter(({ state }) => state === 'out').length;
    process.stdout.write(
      json === true ? `${JSON.stringify({ publications: count, folder })}\n` : `${count} publications in ${folder}\n`,
    );
    return 0;
  });
}
