import { configDefaults, defineConfig } from 'vitest/config';

/** The long forms of the faults (`npm run test:long`): more kills, more restarts, larger sites, every bit of a package, a page of 200 MB. */
export default defineConfig({
  test: {
    include: [
      'test/faults/*.test.ts',
      'test/evidence/negative/flipped-bits.test.ts',
      'test/evidence/package/write-package.test.ts',
    ],
    // These have one form, and run with all the others.
    exclude: [...configDefaults.exclude, 'test/faults/{demo-killed,hostile-platform,tally}.test.ts'],
    env: { GUAZHENG_FAULTS: 'long' },
    globalSetup: ['test/prisma/shared-postgres.ts'],
    testTimeout: 600_000,
    hookTimeout: 240_000,
    maxWorkers: 2,
    pool: 'forks',
  },
});
