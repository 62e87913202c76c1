import { relative } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The first test that fails ends the run of a mutant: it should come before those that work through a megabyte. */
class QuickestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { cache, config } = this.ctx;
    const durationOf = ({ project, moduleId }: TestSpecification): number =>
      cache.getFileTestResults(`${project.name}:${relative(config.root, moduleId)}`)?.duration ?? 0;
    return [...files].sort((a, b) => durationOf(a) - durationOf(b));
  }
}

/**
 * The tests by which Stryker judges the code that stryker.config.mjs mutates: those alone, and without the database that the whole
 * suite shares, since they start anew for every mutant.
 */
export default defineConfig({
  test: {
    include: ['test/text/normalise/**/*.test.ts', 'test/classifier/{bayes,lexicon}/**/*.test.ts'],
    setupFiles: ['test/mutation/fold-table-before-tests.ts'],
    sequence: { sequencer: QuickestFirst },
    testTimeout: 180_000,
  },
});
