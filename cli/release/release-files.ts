import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Release, readRelease } from '../../classifier/release/read-release.js';
import { InputError } from '../../contracts/errors.js';
import type { ReleaseFiles } from '../../server/testing/judging.js';
import { printable } from '../../text/printable.js';
import { projectFolder } from '../project-folder.js';
import type { Settings } from '../settings.js';

const releaseFileName = 'release.json';

function releasesFolder(): string {
  return join(projectFolder(), 'classifier', 'releases');
}

/** Names of the folders under classifier/releases, rising. */
export function releaseNames(): string[] {
  return readdirSync(releasesFolder(), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** The file of a release given by the name of its folder under classifier/releases, by its own folder or by its path. */
function releaseFileOf(nameOrPath: string): string {
  const own = join(releasesFolder(), nameOrPath, releaseFileName);
  if (!/[\\/]/.test(nameOrPath) && existsSync(own)) return own;
  const isFolder = statSync(nameOrPath, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? join(nameOrPath, releaseFileName) : nameOrPath;
}

/** @throws InputError when there is none of that name or path, or it is not usable */
export function readNamedRelease(nameOrPath: string): Release {
  const file = releaseFileOf(nameOrPath);
  if (!existsSync(file)) {
    throw new InputError(
      'release_missing',
      `There is no release ${printable(nameOrPath, 200)}: give the path of a release file or a name that «guazheng release list» shows (${releaseNames().join(', ')}).`,
    );
  }
  return readRelease(file);
}

/** The folder with the postings by which releases are compared; no training may see them. */
export function frozenFolder(): string {
  return join(projectFolder(), 'fixtures', 'frozen');
}

/** Where the server finds releases. */
export function releaseFiles({ releaseFile, releaseIsSet }: Settings): ReleaseFiles {
  return {
    own: { read: () => readRelease(releaseFile), isSet: releaseIsSet },
    releasesFolder: releasesFolder(),
    frozenFolder: frozenFolder(),
  };
}
