import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DisplacedRows, displaceRows } from '../../text/row-displacement.js';

const width = 12;
const row = fc
  .uniqueArray(fc.nat(width - 1), { minLength: 1, maxLength: width })
  .chain((keys) =>
    fc.array(fc.nat(1000), { minLength: keys.length, maxLength: keys.length }).map((values) => ({ keys, values })),
  )
  .map(({ keys, values }) => new Map(keys.map((key, index) => [key, values[index] ?? 0])));

function valueIn({ columns, values }: DisplacedRows, offset: number, column: number): number | undefined {
  return columns[offset + column] === column ? values[offset + column] : undefined;
}

describe('sparse rows in one array', () => {
  it('each hold their own values, in their own columns, and no other', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
        const displaced = displaceRows(rows, width);
        for (const [index, each] of rows.entries()) {
          const offset = displaced.offsets[index] ?? 0;
          for (let column = 0; column < width; column++)
            expect(valueIn(displaced, offset, column)).toBe(each.get(column));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('have places of their own, none of them that of a row of nothing, and within the arrays', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
        const { offsets, columns, values } = displaceRows(rows, width);
        expect(new Set(offsets).size).toBe(rows.length);
        expect(values.length).toBe(columns.length);
        for (const offset of offsets) {
          expect(offset).toBeGreaterThanOrEqual(1);
          expect(offset + width).toBeLessThanOrEqual(columns.length);
        }
        // A row of nothing is looked for from 0 on, and finds nothing there.
        expect(columns.length).toBeGreaterThanOrEqual(width);
        expect(columns.slice(0, width).some((column, place) => column === place)).toBe(false);
      }),
    );
  });

  it('lie closer together than in a full table, and go beyond the first four thousand places', () => {
    const rows = Array.from(
      { length: 3000 },
      (_, index) =>
        new Map([
          [index % 500, index],
          [(index * 7) % 500, index + 1],
        ]),
    );
    const displaced = displaceRows(rows, 500);
    expect(displaced.columns.length).toBeLessThan(12_000);
    for (const [index, each] of rows.entries())
      for (const [column, value] of each) expect(valueIn(displaced, displaced.offsets[index] ?? 0, column)).toBe(value);
  });

  it('are none for none', () => {
    const { offsets, columns } = displaceRows([], width);
    expect(offsets).toHaveLength(0);
    expect(columns.every((column) => column === -1)).toBe(true);
  });
});
