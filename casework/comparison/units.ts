import { plainUnitName, relateUnits, type Unit, type UnitRelation } from './unit-name.js';

/**
 * The employers that two registers name, each with a number. The same credit code is the same employer however its name is written, and
 * each way it is written counts when a row without a code is to be matched with it.
 */
export class Units {
  /** First the way in which a unit was written first. */
  readonly #units: Unit[][] = [];
  readonly #byWritten = new Map<string, Map<string, number>>();
  readonly #byIdentity = new Map<string, number>();
  readonly #relations = new Map<number, UnitRelation>();

  /** The employer's number. */
  add(name: string, code: string): number {
    // Most rows repeat a name and code letter by letter: those are not normalised again.
    const known = this.#byWritten.get(code)?.get(name);
    if (known !== undefined) return known;
    const identity = code === '' ? plainUnitName(name) : code;
    let number = this.#byIdentity.get(identity);
    if (number === undefined) {
      number = this.#units.push([]) - 1;
      this.#byIdentity.set(identity, number);
    }
    this.#units[number]?.push({ name, code });
    const names = this.#byWritten.get(code) ?? new Map<string, number>();
    this.#byWritten.set(code, names.set(name, number));
    return number;
  }

  at(number: number): Unit {
    const unit = this.#units[number]?.[0];
    if (unit === undefined) throw new RangeError(`There is no employer ${number}.`);
    return unit;
  }

  /** To be asked when both registers are there: a name that is added later may change the answer. */
  relate(one: number, other: number): UnitRelation {
    if (one === other) return 'same';
    const pair = Math.min(one, other) * 0x4000000 + Math.max(one, other);
    const known = this.#relations.get(pair);
    if (known !== undefined) return known;
    const relation = this.#closest(one, other);
    // Pairs recur where many people of one employer are insured by one other; those that do not are soon computed anew.
    if (this.#relations.size > 500_000) this.#relations.clear();
    this.#relations.set(pair, relation);
    return relation;
  }

  #closest(one: number, other: number): UnitRelation {
    let closest: UnitRelation = 'different';
    for (const unit of this.#units[one] ?? []) {
      for (const another of this.#units[other] ?? []) {
        const relation = relateUnits(unit, another);
        if (relation === 'same') return 'same';
        if (relation === 'near') closest = 'near';
      }
    }
    return closest;
  }
}
