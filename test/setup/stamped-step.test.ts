import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { filesBelow, fingerprint } from '../../scripts/setup/fingerprint.mjs';
import { type Step, stampedStep } from '../../scripts/setup/stamped-step.mjs';

let root: string;
let runs: number;
let duringRun: () => void;
let step: Step;

const noPrograms = () => Promise.reject(new Error('this step runs no program'));

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stamped-step-'));
  runs = 0;
  duringRun = () => {};
  mkdirSync(join(root, 'source/below'), { recursive: true });
  writeFileSync(join(root, 'source/one.ts'), 'one');
  writeFileSync(join(root, 'source/below/two.ts'), 'two');
  step = stampedStep({
    name: 'make the output',
    stamp: join(root, 'output.stamp'),
    inputs: () => fingerprint(root, filesBelow(root, ['source', 'not-there'])),
    outputs: () => [join(root, 'output')],
    make: async () => {
      runs += 1;
      writeFileSync(join(root, 'output'), 'made');
      duringRun();
    },
  });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('a step of the set-up', () => {
  test('is not fresh before its first run and fresh after it', async () => {
    expect(step.isFresh()).toBe(false);
    await step.run(noPrograms);
    expect(step.isFresh()).toBe(true);
    expect(runs).toBe(1);
  });

  test.each([
    ['edited to the same length', () => writeFileSync(join(root, 'source/below/two.ts'), 'owt')],
    ['added', () => writeFileSync(join(root, 'source/below/three.ts'), '')],
    ['renamed', () => renameSync(join(root, 'source/one.ts'), join(root, 'source/eins.ts'))],
    ['deleted', () => rmSync(join(root, 'source/one.ts'))],
  ])('is not fresh once an input was %s', async (_what, change) => {
    await step.run(noPrograms);
    change();
    expect(step.isFresh()).toBe(false);
  });

  test('stays fresh when an input is only touched, as by a new clone or a change of branch and back', async () => {
    await step.run(noPrograms);
    utimesSync(join(root, 'source/one.ts'), 1, 1);
    expect(step.isFresh()).toBe(true);
  });

  test('is not fresh once its output or its stamp is gone or wrong', async () => {
    await step.run(noPrograms);
    rmSync(join(root, 'output'));
    expect(step.isFresh()).toBe(false);
    await step.run(noPrograms);
    writeFileSync(join(root, 'output.stamp'), 'of another time');
    expect(step.isFresh()).toBe(false);
    rmSync(join(root, 'output.stamp'));
    expect(step.isFresh()).toBe(false);
  });

  test('that was interrupted runs again, although an earlier run had been complete', async () => {
    await step.run(noPrograms);
    duringRun = () => {
      throw new Error('killed half-way');
    };
    await expect(step.run(noPrograms)).rejects.toThrow('killed half-way');
    expect(step.isFresh()).toBe(false);
  });

  test('does not lose an edit made while it runs', async () => {
    duringRun = () => writeFileSync(join(root, 'source/one.ts'), 'edited meanwhile');
    await step.run(noPrograms);
    expect(step.isFresh()).toBe(false);
  });
});

test('never enters node_modules when it lists inputs', () => {
  mkdirSync(join(root, 'source/node_modules/dependency'), { recursive: true });
  writeFileSync(join(root, 'source/node_modules/dependency/index.ts'), '');
  expect(filesBelow(root, ['source'])).toEqual(['source/below/two.ts', 'source/one.ts']);
});
