import { configDefaults, defineConfig } from 'vitest/config';

/** Files that only the long form runs. */
export const longOnly = [
  'test/faults/demo-killed.test.ts',
  'test/bench/crawler.test.ts',
  'test/classifier/make-committed-release.test.ts',
];

/** The long forms of the faults (`npm run test:long`): more kills, more restarts, larger sites, every bit of a package, a page of 200 MB. */
export default defineConfig({
  test: {
    include: [
      'test/faults/*.test.ts',
      'test/evidence/export/{killed,large-capture}.test.ts',
      'test/evidence/negative/flipped-bits.test.ts',
      'test/evidence/package/write-package.test.ts',
      'test/prisma/embedded-postgres.test.ts',
      'test/queue/pipeline.test.ts',
      'test/evidence/backup/backup-and-restore.test.ts',
      'test/web/{hostile-text,review-accessibility}.test.ts',
      // Every state of these pages by day and by night.
      'test/web/{agencies-complaints,cases,comparison,publication,reports}.test.ts',
      ...longOnly,
    ],
    // These have one form, and run with all the others.
    exclude: [...configDefaults.exclude, 'test/faults/{hostile-platform,tally}.test.ts'],
    env: { GUAZHENG_FAULTS: 'long' },
    globalSetup: ['test/prisma/shared-postgres.ts', 'test/web/run-folder.ts'],
    testTimeout: 600_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 30_000 } },
    maxWorkers: 2,
    pool: 'forks',
  },
});
