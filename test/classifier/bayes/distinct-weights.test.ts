import { describe, expect, it } from 'vitest';
import { distinctWeights } from '../../../classifier/bayes/distinct-weights.js';
import { InputError } from '../../../contracts/errors.js';

describe('the distinct weights of n-grams', () => {
  it('stand once each, those of most n-grams first, and every n-gram has its own', () => {
    const { values, numbers } = distinctWeights([0.5, -1, 0.1, -1, -1, 0.1]);
    expect([...values]).toEqual([-1, Math.fround(0.1), 0.5]);
    expect([...numbers]).toEqual([2, 0, 1, 0, 0, 1]);
  });

  it('may be 65,536, and no more', () => {
    const many = Array.from({ length: 65_537 }, (_, index) => index);
    const { values, numbers } = distinctWeights(many.slice(1));
    expect(values[numbers[65_535] ?? 0]).toBe(65_536);
    expect(() => distinctWeights(many)).toThrow(InputError);
  });
});
