import { type Month, noEnd } from './periods.js';
import type { UnitRelation } from './unit-name.js';

/** A registration or an insurance while it runs, first and last month included. */
export interface Running {
  readonly row: number;
  readonly unit: number;
  readonly from: Month;
  readonly to: Month;
  /** The row's name is hardly this person's: it may clear, and accuses nobody. */
  readonly isDoubtful: boolean;
}

/** Months in which somebody was registered and insured, and what they show; both ends included. */
export interface Stretch {
  readonly from: Month;
  readonly to: Month;
  readonly finding: 'agrees' | 'unclear' | 'mismatch';
  /** Rows that ran. */
  readonly registrations: readonly number[];
  readonly insurance: readonly number[];
}

/**
 * What two lists of periods show month by month. They agree in a month in which one insured unit is one of the registered units; they do
 * not where none is, and that is unclear where a name is nearly one, or where every row of a side is of a doubtful name.
 *
 * @param until the last month that is looked at
 */
export function findMismatch(
  registrations: readonly Running[],
  insurance: readonly Running[],
  relate: (registered: number, insured: number) => UnitRelation,
  until: Month,
): Stretch[] {
  const stretches: Stretch[] = [];
  const cuts = cutsOf([...registrations, ...insurance], until);
  for (const [index, from] of cuts.entries()) {
    const to = (cuts[index + 1] ?? until + 1) - 1;
    if (to < from) continue;
    const runs = (each: Running): boolean => each.from <= from && each.to >= to;
    const [registered, insured] = [registrations.filter(runs), insurance.filter(runs)];
    if (registered.length === 0 || insured.length === 0) continue;
    const stretch = {
      ...{ from, to, finding: findingOf(registered, insured, relate) },
      registrations: registered.map(({ row }) => row),
      insurance: insured.map(({ row }) => row),
    };
    const last = stretches.at(-1);
    if (last !== undefined && last.to === from - 1 && isAlike(last, stretch))
      stretches[stretches.length - 1] = { ...last, to };
    else stretches.push(stretch);
  }
  return stretches;
}

/** Months in which something begins, or has ended the month before. */
function cutsOf(running: readonly Running[], until: Month): Month[] {
  const cuts = new Set<Month>();
  for (const { from, to } of running) {
    if (from <= until) cuts.add(from);
    if (to < noEnd && to + 1 <= until) cuts.add(to + 1);
  }
  return [...cuts].sort((one, other) => one - other);
}

function findingOf(
  registered: readonly Running[],
  insured: readonly Running[],
  relate: (registered: number, insured: number) => UnitRelation,
): Stretch['finding'] {
  let isNear = false;
  for (const { unit } of registered) {
    for (const other of insured) {
      const relation = relate(unit, other.unit);
      if (relation === 'same') return 'agrees';
      isNear ||= relation === 'near';
    }
  }
  const isSure = registered.some(({ isDoubtful }) => !isDoubtful) && insured.some(({ isDoubtful }) => !isDoubtful);
  return isSure && !isNear ? 'mismatch' : 'unclear';
}

function isAlike(one: Stretch, other: Stretch): boolean {
  return (
    one.finding === other.finding &&
    one.registrations.join() === other.registrations.join() &&
    one.insurance.join() === other.insurance.join()
  );
}
