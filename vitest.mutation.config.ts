import { defineConfig } from 'vitest/config';

/**
 * The tests by which Stryker judges the code that stryker.config.mjs mutates: those alone, and without the database that the whole
 * suite shares, since they start anew for every mutant.
 */
export default defineConfig({
  test: {
    include: ['test/text/normalise/**/*.test.ts', 'test/classifier/{bayes,lexicon}/**/*.test.ts'],
    setupFiles: ['test/mutation/fold-table-before-tests.ts'],
    testTimeout: 60_000,
  },
});
