import { describe, expect, test } from 'vitest';
import { defaultMonthlyTemplate, readMonthlyTemplate } from '../../../casework/reports/monthly-template.js';

const read = (text: string) => readMonthlyTemplate(text, 'mine.yaml');
const columns = (lines: readonly string[]) =>
  ['title: 表', 'columns:', ...lines.map((line) => `  - ${line}`)].join('\n');

describe('the template of the month’s table', () => {
  test('that comes with the project is usable and says that it is not the official one', () => {
    const { columns, notes } = read(defaultMonthlyTemplate());
    expect(columns.length).toBe(16);
    expect(notes.join('')).toContain('不是官方表样');
  });

  test.each([
    ['an unknown kind of outcome', ['{ key: a, group: 人员, heading: 数, outcomes: [fined], of: person }'], 'line 3'],
    ['outcomes without whom', ['{ key: a, group: 人员, heading: 数, outcomes: [suspected] }'], 'stand together'],
    [
      'an outcome that is not of such a subject',
      ['{ key: a, group: 单位, heading: 数, outcomes: [suspected], of: employer }'],
      'suspected',
    ],
    ['two sources', ['{ key: a, group: 机构, heading: 数, steps: [decide], formula: 1 + 1 }'], 'has one of'],
    ['no source', ['{ key: a, group: 机构, heading: 数 }'], 'has one of'],
    ['an unknown action', ['{ key: a, group: 机构, heading: 数, steps: [punish] }'], 'steps'],
    [
      'a formula over what is not there',
      ['{ key: a, group: 机构, heading: 数, steps: [decide] }', '{ key: b, group: 机构, heading: 数, formula: a + z }'],
      'line 4: columns.1.formula: there is no column «z»',
    ],
    [
      'a formula over a formula',
      ['{ key: a, group: 机构, heading: 数, formula: 1 + 1 }', '{ key: b, group: 机构, heading: 数, formula: a + 1 }'],
      'is a formula itself',
    ],
    ['a formula that is none', ['{ key: a, group: 机构, heading: 数, formula: 1 + }'], 'the formula ends'],
    [
      'a key twice',
      ['{ key: a, group: 机构, heading: 数, steps: [decide] }', '{ key: a, group: 机构, heading: 数, steps: [file] }'],
      'line 4',
    ],
    ['a misspelt key', ['{ key: a, group: 机构, heading: 数, step: [decide] }'], 'line 3'],
    ['what is not YAML', ['{ key: a'], 'line 3'],
  ])('with %s is refused with its line', (_, lines, words) => {
    expect(() => read(columns(lines))).toThrow(words);
    expect(() => read(columns(lines))).toThrow(expect.objectContaining({ code: 'monthly_template_unusable' }));
  });

  test('is told every one of its errors', () => {
    const text = columns([
      '{ key: A, group: 机构, heading: 数, steps: [decide] }',
      '{ key: b, group: 机构, heading: "", steps: [file] }',
    ]);
    expect(() => read(text)).toThrow(/mine\.yaml, line 3: columns\.0\.key.*mine\.yaml, line 4: columns\.1\.heading/);
  });
});
