import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CountedPlaces } from '../../../classifier/bayes/counted-places.js';

describe('the places that counted', () => {
  it('are known with their last passages, as in a map, in posting after posting', () => {
    const counted = new CountedPlaces();
    const counts = fc.array(fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.nat(9)), {
      size: 'max',
      maxLength: 3000,
    });
    fc.assert(
      fc.property(counts, (each) => {
        counted.clear(each.length);
        const expected = new Map<number, number>();
        for (const [place, passage] of each) {
          expect(counted.count(place, passage)).toBe(expected.get(place) ?? -1);
          if (passage !== 0 || !expected.has(place)) expected.set(place, passage);
        }
      }),
      { numRuns: 50 },
    );
  });
});
