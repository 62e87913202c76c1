import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { applyMigrations } from '../../prisma/apply-migrations.js';
import { provideDatabase } from '../../prisma/embedded/provide-database.js';
import { projectMigrationsFolder } from '../../prisma/migrations-folder.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The migrated database that each test's own is copied from; nobody may stay connected to it. */
    templateDatabaseUrl: string;
  }
}

const prefix = 'guazheng-test-postgres-';

/** One PostgreSQL for a whole run of Vitest (globalSetup). A run that was killed left its own; it is stopped first. */
export default async function startSharedPostgres(project: TestProject): Promise<() => Promise<void>> {
  await sweepKilledRuns();
  const folder = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  // PostgreSQL's user must pass when the tests run as root.
  await chmod(folder, 0o755);
  const server = await provideDatabase({ stateFolder: folder, durable: false });
  await applyMigrations(server.url, projectMigrationsFolder());
  project.provide('templateDatabaseUrl', server.url);
  return async () => {
    await server.release();
    await rm(folder, { recursive: true, force: true });
  };
}

async function sweepKilledRuns(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(prefix));
  for (const name of names.filter((other) => !isAlive(Number.parseInt(other.slice(prefix.length), 10)))) {
    const folder = join(tmpdir(), name);
    await provideDatabase({ stateFolder: folder, durable: false }).then(
      (server) => server.release(),
      () => undefined,
    );
    await rm(folder, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
