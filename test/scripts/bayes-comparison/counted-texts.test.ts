import { describe, expect, it } from 'vitest';
import { type CountedTexts, countNgrams, countWords } from '../../../scripts/bayes-comparison/counted-texts.js';

/** The counts of each text, largest first: what a feature's number is does not matter. */
const countsOf = ({ texts }: CountedTexts) => texts.map(({ counts }) => [...counts].sort((a, b) => b - a));

describe('countNgrams', () => {
  it('counts the character n-grams of each text, one number for the same n-gram in all texts', () => {
    const counted = countNgrams(['一一', '一二']);
    // 一 twice and 一一; then 一, 二 and 一二.
    expect(countsOf(counted)).toEqual([
      [2, 1],
      [1, 1, 1],
    ]);
    expect(counted.size).toBe(4);
    const [first, second] = counted.texts.map(({ features }) => new Set(features));
    expect([...(first ?? [])].filter((feature) => second?.has(feature) === true)).toHaveLength(1);
  });
});

describe('countWords', () => {
  it('counts words, not characters or punctuation', () => {
    const counted = countWords(['我们招聘公司，招聘！', '公司']);
    expect(counted.texts.map(({ features }) => features.length)).toEqual([3, 1]);
    expect(countsOf(counted)).toEqual([[2, 1, 1], [1]]);
    expect(counted.size).toBe(3);
  });

  it('takes numbers of the same length as one word, and the mark of a masked name as a word', () => {
    expect(countWords(['电话12345', '电话67890']).size).toBe(2);
    expect(countWords(['要\ue000', '\ue000']).size).toBe(2);
  });
});
