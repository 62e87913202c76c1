import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { comparisonOn, leniencyOn, readDrivePlan, reportsDue, stagesOn } from '../../../casework/drives/drive-plan.js';
import { enterDrive } from '../../../casework/drives/enter-drive.js';
import { findDrives } from '../../../casework/drives/find-drives.js';
import { dataFile } from '../../../evidence/law/data-file.js';
import { type CaseworkWorld, noonOf, openCaseworkWorld } from '../outcomes/casework-world.js';

const file = 'casework/drives/hubei-2018.yaml';
const text = readFileSync(dataFile(file), 'utf8');
const plan = readDrivePlan(text, file);
const names = (day: string) => stagesOn(plan, day).map(({ name }) => name);

describe('the drive of 2018', () => {
  test('has its stages on their first and last days, overlapping ones together', () => {
    expect(names('2018-11-30')).toEqual([]);
    expect(names('2018-12-01')).toEqual(['自查自纠']);
    expect(names('2019-01-31')).toEqual(['自查自纠']);
    expect(names('2019-02-01')).toEqual(['全面排查', '指导监督']);
    expect(names('2019-06-30')).toEqual(['全面排查', '指导监督']);
    expect(names('2019-07-01')).toEqual(['指导监督']);
    expect(names('2019-10-01')).toEqual([]);
  });

  test('spares during the self-check alone, and compares registers during the full check', () => {
    expect(['2018-11-30', '2018-12-01', '2019-01-31', '2019-02-01'].map((day) => leniencyOn(plan, day))).toEqual([
      ...[false, true, true, false],
    ]);
    expect(['2019-01-31', '2019-02-01', '2019-06-30', '2019-07-01'].map((day) => comparisonOn(plan, day))).toEqual([
      ...[false, true, true, false],
    ]);
  });

  test('has a table due on the 2nd of each month from March on, about the month before', () => {
    const tables = reportsDue(plan, '2018-12-01', '2019-12-31').filter(({ month }) => month !== null);
    expect(tables.map(({ dueOn, month }) => [dueOn, month])).toEqual([
      ...[
        ['2019-03-02', '2019-02'],
        ['2019-04-02', '2019-03'],
        ['2019-05-02', '2019-04'],
        ['2019-06-02', '2019-05'],
      ],
      ...[
        ['2019-07-02', '2019-06'],
        ['2019-08-02', '2019-07'],
        ['2019-09-02', '2019-08'],
        ['2019-10-02', '2019-09'],
      ],
    ]);
    expect(reportsDue(plan, '2019-02-15', '2019-02-15')).toMatchObject([{ name: '自查自纠情况报告', month: null }]);
    expect(reportsDue(plan, '2019-07-03', '2019-07-10')).toMatchObject([{ name: '全面排查工作总结' }]);
  });

  test('has the same reports due whether it is asked day by day or at once', () => {
    const day = fc
      .integer({ min: 0, max: 330 })
      .map((days) => new Date(Date.UTC(2018, 11, 1 + days)).toISOString().slice(0, 10));
    fc.assert(
      fc.property(day, day, day, (...days) => {
        const [from = '', between = '', until = ''] = [...days].sort();
        const next = new Date(Date.parse(between) + 86_400_000).toISOString().slice(0, 10);
        expect([...reportsDue(plan, from, between), ...reportsDue(plan, next, until)]).toEqual(
          reportsDue(plan, from, until),
        );
      }),
    );
  });
});

describe('a plan', () => {
  test.each([
    [
      'ends before it begins',
      text.replace('until: "2019-01-31"', 'until: "2018-11-30"'),
      /line \d+: stages\.0\.until: it ends before/,
    ],
    [
      'has a day that does not exist',
      text.replace('from: "2019-02-01"', 'from: "2019-02-30"'),
      /line \d+: stages\.1\.from/,
    ],
    [
      'has a stage twice',
      text.replace('key: full_check', 'key: self_check'),
      /line \d+: stages\.1\.key: it is there twice/,
    ],
    ['misspells a key', text.replace('    leniency: true', '    lenient: true'), /stages\.0/],
  ])('that %s is refused with its line', (_, wrong, words) => {
    expect(wrong).not.toBe(text);
    expect(() => readDrivePlan(wrong, 'mine.yaml')).toThrow(words);
  });
});

describe('entering a drive', () => {
  let world: CaseworkWorld;
  beforeAll(async () => {
    world = await openCaseworkWorld();
  });
  afterAll(() => world?.close());
  const now = noonOf('2026-03-20');

  test('is a supervisor’s; it holds for all below, and is not entered twice', async () => {
    const supervisor = await world.person('周管', 'supervisor');
    const reviewer = await world.person('王一');
    await expect(enterDrive(world.database, reviewer, { plan }, now)).rejects.toMatchObject({
      code: 'role_insufficient',
    });
    const outside = { plan, organisationId: 'elsewhere' };
    await expect(enterDrive(world.database, supervisor, outside, now)).rejects.toMatchObject({
      code: 'organisation_unknown',
    });
    const both = await Promise.allSettled([1, 2].map(() => enterDrive(world.database, supervisor, { plan }, now)));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'drive_known' } });
    expect((await findDrives(world.database, 'county-a1')).map((drive) => drive.plan)).toEqual([plan]);
    expect(await findDrives(world.database, 'elsewhere')).toEqual([]);
    await world.verify();
  });
});
