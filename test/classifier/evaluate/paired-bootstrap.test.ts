import { describe, expect, it } from 'vitest';
import { percentileInterval, resample } from '../../../classifier/evaluate/paired-bootstrap.js';
import { seededDraw } from '../../../classifier/evaluate/random.js';

describe('resample', () => {
  it('draws from each stratum as many rows as it has, and none from outside', () => {
    const strata = [
      [0, 2, 4],
      [1, 5],
    ];
    const seen = new Set<number>();
    resample(
      6,
      strata,
      (weights) => {
        for (const rows of strata) expect(rows.reduce((sum, row) => sum + (weights[row] ?? 0), 0)).toBe(rows.length);
        expect(weights[3]).toBe(0);
        for (const [row, weight] of weights.entries()) if (weight > 0) seen.add(row);
        return [];
      },
      { resamples: 200, draw: seededDraw(1) },
    );
    expect([...seen].sort()).toEqual([0, 1, 2, 4, 5]);
  });

  it('gives one column for each statistic, one value for each resample', () => {
    const columns = resample(3, [[0, 1, 2]], (weights) => [weights[0] ?? 0, 7], {
      resamples: 500,
      draw: seededDraw(1),
    });
    expect(columns.map((column) => column.length)).toEqual([500, 500]);
    expect(new Set(columns[1])).toEqual(new Set([7]));
    const mean = Array.from(columns[0] ?? []).reduce((sum, value) => sum + value, 0) / 500;
    expect(mean).toBeGreaterThan(0.8);
    expect(mean).toBeLessThan(1.2);
  });
});

describe('percentileInterval', () => {
  it('cuts off a fortieth at either end', () => {
    const values = Float64Array.from({ length: 2000 }, (_, index) => 1999 - index);
    expect(percentileInterval(values)).toEqual({ low: 50, high: 1949 });
  });
});

describe('seededDraw', () => {
  it('gives the same numbers for a seed and others for another', () => {
    const numbers = (seed: number) => {
      const draw = seededDraw(seed);
      return Array.from({ length: 20 }, () => draw(1000));
    };
    expect(numbers(1)).toEqual(numbers(1));
    expect(numbers(1)).not.toEqual(numbers(2));
    expect(new Set(numbers(0)).size).toBeGreaterThan(10);
  });

  it('draws every number evenly', () => {
    const draw = seededDraw(3);
    const counts = new Array<number>(10).fill(0);
    for (let n = 0; n < 100_000; n++) {
      const value = draw(10);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    // Six standard deviations of a count of 10,000.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(6 * Math.sqrt(9000));
  });
});
