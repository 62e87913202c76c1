import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    // One PostgreSQL for the whole run; each test file gets a database of its own.
    globalSetup: ['test/prisma/shared-postgres.ts'],
    // Real browsers, databases and child processes: generous limits, no retries. Much of it is waiting: three files at once on two cores.
    testTimeout: 180_000,
    hookTimeout: 240_000,
    maxWorkers: 3,
    pool: 'forks',
  },
});
