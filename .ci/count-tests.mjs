/**
 * Prints `N passed, N failed` (and `, N skipped` when there are any) from Vitest's JSON report, and exits with 0 only when
 * everything succeeded and something ran. Usage: node .ci/count-tests.mjs REPORT EXIT-CODE-OF-CHECKS EXIT-CODE-OF-TESTS
 *
 * What failed without being a test counts as one: the checks, a test file that could not be loaded, an error outside of any
 * test, a set-up that never reached the tests. "0 failed" and a failure cannot stand together.
 */
import { existsSync, readFileSync } from 'node:fs';

const [file, checks, tests] = process.argv.slice(2);
const nothing = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };
const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : nothing;

const passed = report.numPassedTests;
const skipped = report.numPendingTests + report.numTodoTests;
const brokenFiles = report.testResults.filter(
  ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
);
for (const { name, message } of brokenFiles) console.log(`not loaded: ${name}: ${message}`);

let failed = report.numFailedTests + brokenFiles.length;
if (failed === 0 && (tests !== '0' || passed === 0)) {
  console.log(passed === 0 ? 'no test ran' : `npm test: exit ${tests} with no failed test; see the error above`);
  failed += 1;
}
if (checks !== '0') failed += 1;

console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;
