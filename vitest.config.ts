import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    // One PostgreSQL for the whole run; each test file gets a database of its own.
    globalSetup: ['test/prisma/shared-postgres.ts'],
    // Real browsers, databases and child processes: generous limits, no retries. Two cores: files in two processes.
    testTimeout: 180_000,
    hookTimeout: 240_000,
    maxWorkers: 2,
    pool: 'forks',
  },
});
