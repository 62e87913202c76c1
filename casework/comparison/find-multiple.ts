import type { Day } from './periods.js';
import type { UnitRelation } from './unit-name.js';

/** A registration while it runs, first and last day included. */
export interface RegisteredDays {
  readonly row: number;
  readonly unit: number;
  readonly from: Day;
  readonly to: Day;
  readonly isDoubtful: boolean;
}

/** Two registrations with different units at once; both ends included. */
export interface Overlap {
  readonly rows: readonly [number, number];
  readonly from: Day;
  readonly to: Day;
}

/**
 * Registrations with two units at once. On the day on which somebody goes from one to the other both may run: that day alone is no overlap.
 *
 * @param until the last day that is looked at
 */
export function findMultiple(
  registrations: readonly RegisteredDays[],
  relate: (one: number, other: number) => UnitRelation,
  until: Day,
): Overlap[] {
  const sure = registrations.filter(({ isDoubtful }) => !isDoubtful);
  return sure.flatMap((one, index) =>
    sure.slice(index + 1).flatMap((other): Overlap[] => {
      const [from, to] = [Math.max(one.from, other.from), Math.min(one.to, other.to, until)];
      return to > from && relate(one.unit, other.unit) === 'different'
        ? [{ rows: [one.row, other.row], from, to }]
        : [];
    }),
  );
}

/** Units within so many days that make somebody's changes frequent: whoever really moves works somewhere for a while. */
const manyUnits = 3;
const withinDays = 730;

/** The first registrations with `manyUnits` different units that began within two years, or an empty list. */
export function findFrequentChanges(
  registrations: readonly RegisteredDays[],
  relate: (one: number, other: number) => UnitRelation,
  until: Day,
): readonly RegisteredDays[] {
  const begun = registrations
    .filter(({ isDoubtful, from }) => !isDoubtful && from <= until)
    .sort((one, other) => one.from - other.from);
  for (const [index, first] of begun.entries()) {
    const units: RegisteredDays[] = [first];
    for (const next of begun.slice(index + 1)) {
      if (next.from - first.from > withinDays) break;
      if (units.every(({ unit }) => relate(unit, next.unit) === 'different')) units.push(next);
      if (units.length === manyUnits) return units;
    }
  }
  return [];
}
