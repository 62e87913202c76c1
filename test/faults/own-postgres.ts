import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { applyMigrations } from '../../prisma/apply-migrations.js';
import { type Postmaster, readPostmaster } from '../../prisma/embedded/postmaster-pid.js';
import { startTimeOf } from '../../prisma/embedded/process-identity.js';
import { provideDatabase } from '../../prisma/embedded/provide-database.js';
import { cleanEnvironment } from '../../prisma/embedded/start-postgres.js';
import { projectMigrationsFolder } from '../../prisma/migrations-folder.js';
import { type Database, openDatabase } from '../../prisma/open-database.js';

/** A PostgreSQL that no other test uses, and that may be ended. */
export interface OwnPostgres {
  readonly url: string;
  readonly database: Database;
  /** Ends it, in order (SIGINT) or as a crash (SIGKILL), and starts it on the same port. */
  restart(signal: 'SIGINT' | 'SIGKILL'): Promise<void>;
  close(): Promise<void>;
}

export async function startOwnPostgres(): Promise<OwnPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'guazheng-fault-postgres-'));
  // PostgreSQL's user must pass when the tests run as root.
  await chmod(folder, 0o755);
  const { url, folder: data = '', release } = await provideDatabase({ stateFolder: folder, durable: true });
  await applyMigrations(url, projectMigrationsFolder());
  const database = openDatabase(url);
  return {
    ...{ url, database },
    async restart(signal) {
      const running = await untilReady(data);
      const [program = '', ...values] = (await readFile(`/proc/${running.pid}/cmdline`, 'utf8'))
        .split('\0')
        .slice(0, -1);
      const { uid, gid } = await stat(data);
      process.kill(running.pid, signal);
      while ((await startTimeOf(running.pid)) !== undefined) await sleep(20);
      if (signal === 'SIGKILL') await untilAlone(data);
      const child = spawn(program, values, {
        ...{ cwd: '/', env: cleanEnvironment, detached: true, stdio: 'ignore' },
        ...(process.getuid?.() === 0 ? { uid, gid } : {}),
      });
      await once(child, 'spawn');
      child.unref();
      await untilReady(data, child.pid);
      // A connection of the pool that broke is noticed by its next query.
      for (let broken = true; broken; )
        broken = await database.$queryRaw`SELECT 1`.then(
          () => false,
          () => true,
        );
    },
    async close() {
      await database.close();
      await release();
      await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

async function untilReady(data: string, pid?: number): Promise<Postmaster> {
  for (;;) {
    const postmaster = await readPostmaster(data);
    if (postmaster?.state === 'ready' && (pid === undefined || postmaster.pid === pid)) return postmaster;
    await sleep(20);
  }
}

/** The processes of a crashed server end by themselves; a new one would not start beside them. */
async function untilAlone(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  const memory = (await readFile(file, 'utf8')).split('\n')[6]?.trim().split(/\s+/)[1];
  for (;;) {
    const segments = (await readFile('/proc/sysvipc/shm', 'utf8')).split('\n').slice(1);
    const own = segments.map((line) => line.trim().split(/\s+/)).find(([, id]) => id === memory);
    // Column 7: how many processes are attached.
    if (own === undefined || own[6] === '0') break;
    await sleep(20);
  }
  await rm(file, { force: true });
}
