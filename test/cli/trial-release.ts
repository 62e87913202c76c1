import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ReleaseContents, releaseContents } from '../../classifier/release/schema.js';
import { readSettings } from '../../cli/settings.js';

/** The file of the release that comes with the project. */
export const projectRelease = readSettings({ GUAZHENG_HOME: '/nowhere' }).releaseFile;

/** Writes a variant of the project's release to `folder/name/release.json`, and gives that path. */
export async function writeTrialRelease(
  folder: string,
  name: string,
  change: (contents: ReleaseContents) => Partial<ReleaseContents>,
): Promise<string> {
  const contents = releaseContents.parse(JSON.parse(await readFile(projectRelease, 'utf8')));
  const file = join(folder, name, 'release.json');
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(file, JSON.stringify({ ...contents, name, ...change(contents) }));
  return file;
}

/** Flags hardly anything. */
export const overcautious = (contents: ReleaseContents): Partial<ReleaseContents> => ({
  thresholds: { ...contents.thresholds, flagged: 1 },
});
