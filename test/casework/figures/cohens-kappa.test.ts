import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cohensKappa } from '../../../casework/figures/cohens-kappa.js';

describe("Cohen's kappa", () => {
  it('of the second table of Cohen (1960) is 0.492', () => {
    const { kappa, observed, expected, n } = cohensKappa([
      [88, 14, 18],
      [10, 40, 10],
      [2, 6, 12],
    ]);
    expect(observed).toBeCloseTo(0.7, 10);
    expect(expected).toBeCloseTo(0.41, 10);
    expect(kappa).toBeCloseTo(0.492, 3);
    expect(n).toBe(200);
  });

  it('of the two raters in Fleiss, Levin & Paik (2003), table 18.1, is 0.68, with the standard error of formula 13', () => {
    const { kappa, standardError } = cohensKappa([
      [75, 1, 4],
      [5, 4, 1],
      [0, 0, 10],
    ]);
    expect(kappa).toBeCloseTo(0.676, 3);
    expect(standardError).toBeCloseTo(0.088, 3);
  });

  it('is 1 where two always agree on both classes, and −1 where they never do', () => {
    expect(
      cohensKappa([
        [5, 0],
        [0, 5],
      ]),
    ).toMatchObject({ kappa: 1, standardError: 0, low: 1, high: 1 });
    expect(
      cohensKappa([
        [0, 5],
        [5, 0],
      ]).kappa,
    ).toBeCloseTo(-1, 12);
  });

  it('is 0 where only one answer of the first is shown to the second, whatever that one says', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.integer({ min: 1, max: 500 }), (agreed, disagreed) => {
        expect(
          cohensKappa([
            [agreed, disagreed],
            [0, 0],
          ]).kappa,
        ).toBeCloseTo(0, 10);
      }),
    );
  });

  it('is not defined where both only ever give one answer', () => {
    expect(
      cohensKappa([
        [40, 0],
        [0, 0],
      ]),
    ).toMatchObject({ kappa: null, standardError: null, observed: 1, n: 40 });
  });

  it('does not change when the raters or the classes change places, and keeps its bounds', () => {
    const counts = fc.array(fc.nat(60), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(counts, ([a = 0, b = 0, c = 0, d = 0]) => {
        fc.pre(a + b + c + d > 0);
        const one = cohensKappa([
          [a, b],
          [c, d],
        ]);
        for (const other of [
          cohensKappa([
            [a, c],
            [b, d],
          ]),
          cohensKappa([
            [d, c],
            [b, a],
          ]),
        ]) {
          expect(other.kappa ?? 9).toBeCloseTo(one.kappa ?? 9, 10);
          expect(other.standardError ?? 9).toBeCloseTo(one.standardError ?? 9, 10);
        }
        expect(Math.abs(one.kappa ?? 0)).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });

  it('has a standard error that repeated sampling confirms', () => {
    // Pairs drawn with these chances 4,000 times, by a generator of fixed seed (mulberry32).
    const chances = [0.45, 0.1, 0.1, 0.35];
    let state = 1960;
    const random = (): number => {
      state = (state + 0x6d2b79f5) | 0;
      let t = Math.imul(state ^ (state >>> 15), 1 | state);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    };
    const kappas: number[] = [];
    for (let sample = 0; sample < 4_000; sample++) {
      const cells: [number, number, number, number] = [0, 0, 0, 0];
      for (let pair = 0; pair < 150; pair++) {
        const drawn = random();
        const at = drawn < 0.45 ? 0 : drawn < 0.55 ? 1 : drawn < 0.65 ? 2 : 3;
        cells[at]++;
      }
      const [a, b, c, d] = cells;
      kappas.push(
        cohensKappa([
          [a, b],
          [c, d],
        ]).kappa ?? 0,
      );
    }
    const mean = kappas.reduce((sum, kappa) => sum + kappa, 0) / kappas.length;
    const deviation = Math.sqrt(kappas.reduce((sum, kappa) => sum + (kappa - mean) ** 2, 0) / (kappas.length - 1));
    const [a = 0, b = 0, c = 0, d = 0] = chances.map((chance) => Math.round(chance * 10_000));
    const known = cohensKappa([
      [a, b],
      [c, d],
    ]);
    expect((known.standardError ?? 0) * Math.sqrt(10_000 / 150)).toBeCloseTo(deviation, 2);
  });
});
