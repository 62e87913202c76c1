import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FatalError } from '../contracts/errors.js';

/** The project's own migrations, found from the sources and from `dist/` alike: `prisma/migrations` beside package.json. */
export function projectMigrationsFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let folder = here; ; folder = dirname(folder)) {
    const migrations = join(folder, 'prisma', 'migrations');
    if (existsSync(join(migrations, 'migration_lock.toml'))) return migrations;
    if (folder === dirname(folder)) {
      throw new FatalError('migrations_missing', `No folder above ${here} holds prisma/migrations; install again.`);
    }
  }
}
