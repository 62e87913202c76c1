import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const countTests = fileURLToPath(new URL('../../.ci/count-tests.mjs', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'count-tests-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Report {
  passed: number;
  failed?: number;
  skipped?: number;
  unloadedFile?: string;
}

/** The last line and the exit code for a report as Vitest writes it; null for a run that wrote none. */
function lastLine(report: Report | null, { checks = 0, tests = 0 } = {}): { line: string; exitCode: number | null } {
  const file = join(folder, 'tests.json');
  rmSync(file, { force: true });
  if (report) {
    const { passed, failed = 0, skipped = 0, unloadedFile } = report;
    const counts = { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped, numTodoTests: 0 };
    const unloaded = { name: unloadedFile, status: 'failed', message: 'no such module', assertionResults: [] };
    writeFileSync(file, JSON.stringify({ ...counts, testResults: unloadedFile ? [unloaded] : [] }));
  }
  const { stdout, status } = spawnSync(process.execPath, [countTests, file, String(checks), String(tests)], {
    encoding: 'utf8',
  });
  return { line: stdout.trimEnd().split('\n').at(-1) ?? '', exitCode: status };
}

describe('the last line of continuous integration', () => {
  test.each([
    ['all tests passed', { passed: 3 }, {}, '3 passed, 0 failed', 0],
    ['some were skipped', { passed: 3, skipped: 2 }, {}, '3 passed, 0 failed, 2 skipped', 0],
    ['a test failed', { passed: 3, failed: 1 }, { tests: 1 }, '3 passed, 1 failed', 1],
    ['a file could not be loaded', { passed: 3, unloadedFile: 'a.test.ts' }, { tests: 1 }, '3 passed, 1 failed', 1],
    ['something failed outside of the tests', { passed: 3 }, { tests: 1 }, '3 passed, 1 failed', 1],
    ['a check failed', { passed: 3 }, { checks: 1 }, '3 passed, 1 failed', 1],
    ['no test ran', { passed: 0 }, {}, '0 passed, 1 failed', 1],
    ['the set-up failed', null, { checks: 1, tests: 1 }, '0 passed, 2 failed', 1],
  ])('when %s', (_what, report, codes, line, exitCode) => {
    expect(lastLine(report, codes)).toEqual({ line, exitCode });
  });
});
