/** Backs up or restores and kills itself, as a power cut would, when the progress says a certain thing: `backup|restore` SETTINGS WHEN. */
import { join } from 'node:path';
import { makeBackup } from '../../../../evidence/backup/make-backup.js';
import { restoreBackup } from '../../../../evidence/backup/restore-backup.js';
import { folderPlace } from '../../../../evidence/blobs/folder-place.js';
import { openRecognisedBlobStore } from '../../../../evidence/blobs/recognise-blob-store.js';
import { projectMigrationsFolder } from '../../../../prisma/migrations-folder.js';
import { openDatabase } from '../../../../prisma/open-database.js';

const [what, settings = '{}', when = ''] = process.argv.slice(2);
const { url, folder, backup }: { url: string; folder: string; backup: string } = JSON.parse(settings);
const options = {
  now: () => new Date(),
  onProgress: (_share: number, detail: string) => {
    if (detail.includes(when)) process.kill(process.pid, 'SIGKILL');
  },
};
const place = folderPlace(join(folder, 'blobs'));
const activeReleaseFile = join(folder, 'active-release.json');

if (what === 'backup') {
  const database = openDatabase(url);
  const blobs = await openRecognisedBlobStore(database, place, new Date());
  const software = { name: 'guazheng-watch', version: '0' };
  const sources = { database, databaseUrl: url, blobs, settings: {}, activeReleaseFile, software };
  await makeBackup({ ...sources, keys: [], passphrase: undefined }, backup, options);
  await database.close();
} else {
  const keysFolder = join(folder, 'keys');
  const targets = {
    databaseUrl: url,
    migrationsFolder: projectMigrationsFolder(),
    place,
    keysFolder,
    activeReleaseFile,
  };
  await restoreBackup(backup, { ...targets, passphrase: async () => undefined }, options);
}
