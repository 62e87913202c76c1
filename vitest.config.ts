import { configDefaults, defineConfig } from 'vitest/config';
import { WaitingEarly } from './test/order-of-files.js';
import { longOnly } from './vitest.long.config.js';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    // The whole demo, and the peer of a benchmark, take minutes: vitest.long.config.ts runs them.
    exclude: [...configDefaults.exclude, ...longOnly],
    // One PostgreSQL for the whole run; each test file gets a database of its own.
    globalSetup: ['test/prisma/shared-postgres.ts', 'test/web/run-folder.ts'],
    // Real browsers, databases and child processes: generous limits, no retries. Much of it is waiting: three files at once on two cores.
    testTimeout: 180_000,
    hookTimeout: 240_000,
    // Vitest's own second is less than a loaded machine takes to answer a page.
    expect: { poll: { timeout: 30_000 } },
    maxWorkers: 3,
    pool: 'forks',
    sequence: { sequencer: WaitingEarly },
    // What a file has loaded serves the next one of its worker: loading anew for each took a tenth of the time of a run.
    isolate: false,
  },
});
