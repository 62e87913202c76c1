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

  it('says nothing of the order of its groups: the same places whichever comes first', () => {
    const findings = { a: [at(0), at(40)], b: [at(8), at(44)], c: [at(2), at(41, 43)] };
    const places = (all: string[]) =>
      apply({ all, within: 10 }, findings)?.places.toSorted((x, y) => x.start - y.start);
    for (const all of [
      ['a', 'b', 'c'],
      ['c', 'b', 'a'],
      ['b', 'a', 'c'],
    ])
      expect(places(all)).toEqual([at(40), at(41, 43), at(44)]);
  });

  it('with a window shows its alternative wherever that stands', () => {
    const findings = { a: [at(0)], b: [at(5)], c: [at(900), at(1)] };
    expect(apply({ all: ['a', 'b'], any: ['x', 'c'], within: 10 }, findings)?.places).toEqual([at(0), at(5), at(900)]);
  });

  it('that all hold are all given, in the order of the lexicon', () => {
    const rules = ['one', 'two', 'three'].map((id) => ({ ...base, id, all: id === 'two' ? ['x'] : ['a'] }));
    expect(applyRules(rules, new Map([['a', [at(0)]]])).map(({ rule }) => rule.id)).toEqual(['one', 'three']);
    expect(applyRules([], new Map())).toEqual([]);
  });

  const place = (longest: number) =>
    fc
      .record({ field: fc.nat(1), start: fc.nat(40), length: fc.integer({ min: 1, max: longest }) })
      .map(({ field, start, length }) => at(start, start + length, field));
  /** As findings come: by field and by their starts. */
  const inOrder = (places: Found[]): Found[] =>
    places.sort((a, b) => a.field - b.field || a.start - b.start || a.end - b.end);
  const expectSmallest = (lists: readonly Found[][], within: number): void => {
    const all = lists.map((_, index) => `g${index}`);
    const findings = Object.fromEntries(lists.map((places, index) => [`g${index}`, places]));
    const hit = apply({ all, within }, findings);
    const smallest = Math.min(...choices(lists).map(width));
    expect(hit !== undefined).toBe(smallest <= within);
    if (hit === undefined) return;
    expect(width(hit.places)).toBe(smallest);
    for (const [index, places] of lists.entries()) expect(places).toContain(hit.places[index]);
  };

  it('finds the smallest window that trying every choice of places finds, where no place of a group lies in another', () => {
    const list = fc
      .array(place(12), { minLength: 1, maxLength: 8 })
      .map(inOrder)
      .map((places) => places.filter((each) => !places.some((other) => other !== each && lies(other, each))));
    fc.assert(
      fc.property(
        fc.array(
          list.filter((places) => places.length > 0),
          { minLength: 2, maxLength: 4 },
        ),
        fc.integer({ min: 1, max: 30 }),
        expectSmallest,
      ),
      { numRuns: 2000 },
    );
  });

  // A gap: findings come by their starts, and a place inside a longer one of its group («师» in «建造…师») is passed over.
  it.fails('finds the smallest window where places of a group lie in one another', () => {
    expectSmallest([[at(0)], [at(5, 20), at(6, 7)]], 10);
    const list = fc.array(place(12), { minLength: 1, maxLength: 8 }).map(inOrder);
    fc.assert(
      fc.property(fc.array(list, { minLength: 2, maxLength: 4 }), fc.integer({ min: 1, max: 30 }), expectSmallest),
      { numRuns: 2000 },
    );
  });

  it('ends for 64 places of each of many groups', () => {
    const lists = Object.fromEntries(
      Array.from({ length: 20 }, (_, group) => [
        `g${group}`,
        Array.from({ length: 64 }, (_each, index) => at(index * 100 + group * 3)),
      ]),
    );
    const hit = apply({ all: Object.keys(lists), within: 58 }, lists);
    expect(hit?.places).toHaveLength(20);
    expect(apply({ all: Object.keys(lists), within: 57 }, lists)).toBeUndefined();
  });
});

/** The first lies in the second. */
function lies(inner: Found, outer: Found): boolean {
  return inner.field === outer.field && inner.start >= outer.start && inner.end <= outer.end;
}

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
