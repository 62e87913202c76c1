import { describe, expect, test } from 'vitest';
import { findDepartures } from '../../../queue/runs/layout-alarm.js';
import type { RunStatistics } from '../../../queue/runs/run-statistics.js';

const usual: RunStatistics = {
  lists: { done: 4, dead: 0, refused: 0 },
  details: { done: 40, dead: 0, refused: 0 },
  captured: { lists: 4, details: 40 },
  postings: 40,
  yield: 1,
  listYield: null,
  readableLists: 1,
  emptyRates: { title: 0, company: 0, agency: 0.5, salary: 0.1, place: 0, headcount: 0, publishedAt: 0, text: 0 },
  meanTextLength: 400,
  bytes: 100_000,
  errors: {},
  seconds: 60,
};
const history = [usual, usual, usual];
const rates = (more: object) => ({ emptyRates: { ...usual.emptyRates, ...more } as RunStatistics['emptyRates'] });
const signs = (run: Partial<RunStatistics>, before: readonly RunStatistics[] = history) =>
  findDepartures({ ...usual, ...run }, before).map(({ sign, field }) => field ?? sign);

describe('a run departs from its platform’s history', () => {
  test.each<[string, Partial<RunStatistics>, string[]]>([
    ['when its yield has fallen by half', { yield: 0.5 }, ['yield']],
    ['not when it has fallen by less', { yield: 0.51 }, []],
    ['when half of its list pages cannot be read', { readableLists: 0.5 }, ['lists']],
    ['when a field is empty more often by 0.3', rates({ salary: 0.4 }), ['salary']],
    ['not when a field is empty more often by less', rates({ salary: 0.39 }), []],
    ['not when a field is filled more often', rates({ agency: 0 }), []],
    ['when several fields are empty, each with its reason', rates({ company: 1, text: 1 }), ['company', 'text']],
    ['when texts are more than twice as long', { meanTextLength: 801 }, ['text']],
    ['when texts are less than half as long', { meanTextLength: 199 }, ['text']],
    ['not at twice and half', { meanTextLength: 200 }, []],
    ['not by rates of a few postings', { postings: 9, ...rates({ salary: 1 }), meanTextLength: 4 }, []],
  ])('%s', (_, run, expected) => {
    expect(signs(run)).toEqual(expected);
  });

  test('when it found no posting and opened no page, though it read its lists', () => {
    const nothing = { postings: 0, yield: null, listYield: 0, emptyRates: null, meanTextLength: null };
    const run = { ...nothing, captured: { lists: 4, details: 0 } };
    expect(signs(run)).toEqual(['postings']);
    expect(signs({ ...run, postings: 40, listYield: 10 })).toEqual([]);
    const listsAlone = { ...usual, yield: null, listYield: 10, captured: { lists: 4, details: 0 } };
    expect(signs(run, [listsAlone, listsAlone, listsAlone])).toEqual(['lists']);
  });

  test('not by having received nothing: the platform is away then', () => {
    expect(signs({ captured: { lists: 0, details: 0 }, postings: 0, yield: null, readableLists: null })).toEqual([]);
  });

  test('only with three runs to compare with', () => {
    expect(signs({ yield: 0 }, [usual, usual])).toEqual([]);
    expect(signs({ yield: 0 }, [usual, usual, { ...usual, yield: null }])).toEqual([]);
    expect(signs({ yield: 0 })).toEqual(['yield']);
  });

  test('by the median: one odd run in its history does not count', () => {
    expect(signs({ yield: 0.5 }, [usual, { ...usual, yield: 0 }, usual, usual])).toEqual(['yield']);
    expect(
      signs(
        { yield: 0.4 },
        [0.6, 0.7, 0.9, 1].map((value) => ({ ...usual, yield: value })),
      ),
    ).toEqual(['yield']);
    expect(
      signs(
        { yield: 0.41 },
        [0.6, 0.7, 0.9, 1].map((value) => ({ ...usual, yield: value })),
      ),
    ).toEqual([]);
  });

  test('and its reasons say so in Chinese with figures', () => {
    const [departure] = findDepartures({ ...usual, ...rates({ salary: 0.85 }) }, history);
    expect(departure?.reason).toBe('“薪酬”为空的比例升至 85%，以往中位数为 10%');
  });
});
