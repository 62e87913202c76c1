import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyRules } from '../../../classifier/lexicon/apply-rules.js';
import type { Found } from '../../../classifier/lexicon/find-terms.js';
import type { Rule } from '../../../classifier/lexicon/schema.js';

const base: Rule = { id: 'r', why: 'w', source: 's', all: ['a'], any: [], none: [], weight: 1 };
const at = (start: number, end = start + 1, field = 0): Found => ({ field, start, end });
const apply = (rule: Partial<Rule>, findings: Record<string, Found[]>) =>
  applyRules([{ ...base, ...rule }], new Map(Object.entries(findings)))[0];

describe('a rule', () => {
  it('holds where all its groups are found, each with its first place', () => {
    expect(apply({ all: ['a', 'b'] }, { a: [at(5), at(9)], b: [at(1)] })?.places).toEqual([at(5), at(1)]);
    expect(apply({ all: ['a', 'b'] }, { a: [at(5)] })).toBeUndefined();
  });

  it('with alternatives holds where one of them is found as well, and shows it', () => {
    const rule = { any: ['b', 'c'] };
    expect(apply(rule, { a: [at(0)] })).toBeUndefined();
    expect(apply(rule, { a: [at(0)], c: [at(7)] })?.places).toEqual([at(0), at(7)]);
    expect(apply(rule, { b: [at(7)] })).toBeUndefined();
  });

  it('with exclusions holds where none of them is found', () => {
    const rule = { none: ['x', 'y'] };
    expect(apply(rule, { a: [at(0)] })).toBeDefined();
    expect(apply(rule, { a: [at(0)], y: [at(90)] })).toBeUndefined();
  });

  it('with a window holds where first and last are at most that far apart, in one field', () => {
    const rule = { all: ['a', 'b'], within: 10 };
    expect(apply(rule, { a: [at(0)], b: [at(9)] })).toBeDefined();
    expect(apply(rule, { a: [at(0)], b: [at(10)] })).toBeUndefined();
    expect(apply(rule, { a: [at(0)], b: [at(3, 4, 1)] })).toBeUndefined();
    expect(apply(rule, { a: [at(0), at(2, 3, 1)], b: [at(50), at(3, 4, 1)] })?.places).toEqual([
      at(2, 3, 1),
      at(3, 4, 1),
    ]);
  });

  it('with a window shows the places that are closest together', () => {
    const findings = { a: [at(0), at(40)], b: [at(8), at(44)] };
    expect(apply({ all: ['a', 'b'], within: 10 }, findings)?.places).toEqual([at(40), at(44)]);
  });

  it('with a window for one group holds wherever that group is', () => {
    expect(apply({ within: 1 }, { a: [at(3, 9)] })).toBeDefined();
  });

  it('finds the smallest window that trying every choice of places finds', () => {
    const place = fc
      .record({ field: fc.nat(1), start: fc.nat(40), length: fc.integer({ min: 1, max: 12 }) })
      .map(({ field, start, length }) => at(start, start + length, field));
    // As the automaton gives them: by field, then by their ends, the longest first at one end.
    const list = fc
      .array(place, { minLength: 1, maxLength: 8 })
      .map((places) => places.sort((a, b) => a.field - b.field || a.end - b.end || a.start - b.start));
    fc.assert(
      fc.property(fc.array(list, { minLength: 2, maxLength: 4 }), fc.integer({ min: 1, max: 30 }), (lists, within) => {
        const all = lists.map((_, index) => `g${index}`);
        const findings = Object.fromEntries(lists.map((places, index) => [`g${index}`, places]));
        const hit = apply({ all, within }, findings);
        const smallest = Math.min(...choices(lists).map(width));
        expect(hit !== undefined).toBe(smallest <= within);
        if (hit === undefined) return;
        expect(width(hit.places)).toBe(smallest);
        for (const [index, places] of lists.entries()) expect(places).toContain(hit.places[index]);
      }),
      { numRuns: 2000 },
    );
  });
});

function choices(lists: readonly Found[][]): Found[][] {
  return lists.reduce<Found[][]>(
    (chosen, list) => chosen.flatMap((some) => list.map((place) => [...some, place])),
    [[]],
  );
}

function width(places: readonly Found[]): number {
  if (new Set(places.map(({ field }) => field)).size > 1) return Infinity;
  return Math.max(...places.map(({ end }) => end)) - Math.min(...places.map(({ start }) => start));
}
