/**
 * Mutation testing (`npm run test:long`): Stryker changes the code in one place at a time and sees whether a test notices.
 * What decides about people's advertisements is held to it: the normal form, the models, the evaluation of rules.
 */
export default {
  mutate: [
    'text/normalise/*.ts',
    'classifier/bayes/{bernoulli-naive-bayes,score-texts,ngram-logistic,ngram-trie,train-bayes,encode-texts}.ts',
    'classifier/lexicon/{apply-rules,find-terms}.ts',
  ],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  // Not by imports: every mutant would have them resolved anew, and the configuration names the tests already.
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // A mutant that never ends is told from a slow one by the hits of its code; the clock is for the rest, on a busy machine.
  timeoutMS: 20_000,
  timeoutFactor: 3,
  // Many, since tests prepare what they test outside of the single test: they are judged by every test, and that takes its time.
  ignoreStatic: false,
  warnings: { slow: false },
  thresholds: { high: 90, low: 80, break: 80 },
  reporters: ['clear-text', 'json', 'html'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  // Below coverage/, which git, Biome, knip and dependency-cruiser overlook.
  tempDirName: 'coverage/mutation/sandbox',
  cleanTempDir: 'always',
  jsonReporter: { fileName: 'coverage/mutation/report.json' },
  htmlReporter: { fileName: 'coverage/mutation/report.html' },
  incrementalFile: 'coverage/mutation/incremental.json',
  // The sandbox is a copy of the checkout: what these tests never read stays out of it.
  ignorePatterns: ['.guazheng', 'dist', 'coverage', 'docs', 'web', 'server', 'prisma', 'fixtures/platforms'],
};
