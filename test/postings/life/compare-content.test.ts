import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentOf } from '../../../postings/hash-content.js';
import { changedPassages } from '../../../postings/life/changed-passages.js';
import { compareContent } from '../../../postings/life/compare-content.js';

const clause = fc.constantFrom('收证，', '挂靠。', '年薪三万\n', '社保唯一；', '电话', 'x', '，', '\n');
const text = fc.array(clause, { maxLength: 30 }).map((clauses) => clauses.join(''));

describe('the passages that changed', () => {
  it('are none in the same text', () => {
    fc.assert(
      fc.property(text, (same) => {
        expect(changedPassages(same, same)).toEqual([]);
      }),
    );
  });

  it('are in both texts, in their order, and what lies between them is the same', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const passages = changedPassages(before, after);
        expect(passages.length === 0).toBe(before === after);
        // Whichever way each passage is found from where the last ended, taking them out leaves the same words in both.
        const rest = (whole: string, side: 'before' | 'after'): boolean[] =>
          passages.map((passage) => whole.includes(passage[side]));
        expect(rest(before, 'before')).not.toContain(false);
        expect(rest(after, 'after')).not.toContain(false);
        const removed = passages.reduce((sum, passage) => sum + passage.before.length, 0);
        const added = passages.reduce((sum, passage) => sum + passage.after.length, 0);
        expect(before.length - removed).toBe(after.length - added);
      }),
    );
  });

  it('are whole clauses, with what stays left out', () => {
    expect(changedPassages('长期收证，价格三万。电话联系；谢谢', '长期收证，价格四万。电话联系；')).toEqual([
      { before: '价格三万。', after: '价格四万。' },
      { before: '谢谢', after: '' },
    ]);
    expect(changedPassages('一\n三\n', '一\n二\n三\n')).toEqual([{ before: '', after: '二\n' }]);
  });

  it('are one where nearly everything is different', () => {
    const numbered = (mark: string) => Array.from({ length: 300 }, (_, index) => `${mark}${index}。`).join('');
    expect(changedPassages(numbered('甲'), numbered('乙'))).toHaveLength(1);
  });
});

describe('the difference between two versions', () => {
  const row = { title: '收一建', text: '长期收一级建造师证书。', salary: '3万/年' };

  it('names each field that changed, whole when short', () => {
    expect(compareContent(contentOf(row), contentOf({ ...row, title: '收二建', place: '武汉' }))).toEqual({
      changed: [
        { field: 'title', before: '收一建', after: '收二建' },
        { field: 'place', before: '', after: '武汉' },
      ],
    });
  });

  it('shows of a long text the passages', () => {
    const long = '岗位职责如下，'.repeat(60);
    const difference = compareContent(contentOf({ text: `${long}收证。` }), contentOf({ text: `${long}挂证。` }));
    expect(difference).toEqual({ changed: [{ field: 'text', before: '收证。', after: '挂证。' }] });
  });

  it('stays small and well-formed whatever was written', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3_000, size: 'max' }),
      fc.array(fc.constantFrom('😀', '。', 'a'), { maxLength: 2_000, size: 'max' }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(hostile, hostile, (before, after) => {
        const { changed } = compareContent(contentOf({ text: before }), contentOf({ text: after }));
        expect(JSON.stringify(changed).length).toBeLessThan(150_000);
        expect(changed.length).toBeLessThanOrEqual(20);
        for (const change of changed) expect(change.before.isWellFormed() && change.after.isWellFormed()).toBe(true);
      }),
    );
  });

  it('says so when something was left out', () => {
    const difference = compareContent(contentOf({ text: '😀'.repeat(400) }), contentOf({ text: '' }));
    expect(difference.shortened).toBe(true);
    expect(difference.changed[0]?.before).toHaveLength(499);
  });
});
