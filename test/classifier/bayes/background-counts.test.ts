import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  countBackground,
  formatBackgroundCounts,
  readBackgroundCounts,
} from '../../../classifier/bayes/background-counts.js';
import { BernoulliNaiveBayes } from '../../../classifier/bayes/bernoulli-naive-bayes.js';
import { trainBayes } from '../../../classifier/bayes/train-bayes.js';
import { InputError } from '../../../contracts/errors.js';

const folder = mkdtempSync(join(tmpdir(), 'guazheng-background-'));
const file = join(folder, 'counts.json');
afterAll(() => rmSync(folder, { recursive: true }));

const ordinary = Array.from({ length: 30 }, (_, index) => (index < 25 ? '任职要求' : '岗位'));

describe('background counts', () => {
  it('are read as they were written, and hold nothing that few postings share', () => {
    const counted = countBackground(ordinary);
    writeFileSync(file, formatBackgroundCounts(counted));
    expect(readBackgroundCounts(file)).toEqual(counted);
    expect(counted.documents).toBe(30);
    expect([...counted.counts.values()]).toEqual(Array.from({ length: 9 }, () => 25));
    expect(counted.counts.has('岗'.charCodeAt(0))).toBe(false);
  });

  it('take the suspicion from what ordinary jobs say, and leave it on what they do not', () => {
    const examples = [
      ...Array.from({ length: 5 }, () => ({ text: '任职要求\n挂靠', rental: true })),
      ...Array.from({ length: 5 }, () => ({ text: '面试', rental: false })),
    ];
    const without = new BernoulliNaiveBayes(trainBayes(examples));
    const beside = new BernoulliNaiveBayes(trainBayes(examples, countBackground(ordinary)));
    const [ordinaryWord, tradeWord] = ['任', '挂'].map((character) => character.charCodeAt(0)) as [number, number];
    expect(beside.weightOf(ordinaryWord)).toBeLessThan((without.weightOf(ordinaryWord) ?? 0) - 1);
    expect(beside.weightOf(tradeWord)).toBeCloseTo(without.weightOf(tradeWord) ?? 0, 10);
  });

  it('that are missing or broken are refused with their file', () => {
    expect(() => readBackgroundCounts(join(folder, 'none.json'))).toThrow(InputError);
    writeFileSync(file, '{"documents":1,"ngrams":[1,2],"counts":[20]}');
    expect(() => readBackgroundCounts(file)).toThrow(/counts\.json.*columns differ/);
  });
});
