import { explainLead } from './explain-lead.js';
import { findMismatch, type Running, type Stretch } from './find-mismatch.js';
import { findFrequentChanges, findMultiple, type RegisteredDays } from './find-multiple.js';
import { maskedIdentityNumber, type PersonKey } from './identity-number.js';
import type { InsuranceShown, Lead, RegistrationShown, UnitStanding } from './lead.js';
import {
  type Day,
  firstWholeMonth,
  lastWholeMonth,
  type Month,
  monthOf,
  noEnd,
  writeDay,
  writeMonth,
} from './periods.js';
import { nameCodes, type Registers } from './registers.js';
import { RowsOfPerson } from './rows-of-person.js';

export interface Compared {
  /** Persons whose insured unit is none of their registered units while both run, and who have no proven exception. */
  mismatches: number;
  /** Those cleared by a proven one. */
  exceptions: number;
  /** Those of whom the registers do not say enough. */
  unclear: number;
  /** Persons registered with two or more units at once. */
  multiple: number;
  frequentChanges: number;
  /** Units that a lead is about, the worst first. */
  readonly units: readonly UnitStanding[];
}

/**
 * Compares the two registers person by person. A month counts where registration and insurance run through all of it, so that the month of
 * a change of unit speaks against nobody. Agreement is not reported: it shows nothing about where somebody works.
 *
 * @param today nothing after it is looked at
 * @param tell hears of each lead and whom it is about, in the order of the registrations
 */
export async function compareRegisters(
  registers: Registers,
  today: Day,
  tell: (lead: Lead, person: PersonKey) => Promise<void>,
): Promise<Compared> {
  const persons = registers.keys.length;
  const registrationsOf = new RowsOfPerson(registers.registrations.person, persons);
  const insuranceOf = new RowsOfPerson(registers.insurance.person, persons);
  const standings = new Standings(registers);
  const compared = { mismatches: 0, exceptions: 0, unclear: 0, multiple: 0, frequentChanges: 0 };
  for (let person = 0; person < persons; person++) {
    const days = daysOf(registers, registrationsOf.of(person));
    standings.register(days);
    const leads = leadsOf(registers, person, days, insuranceOf.of(person), today);
    for (const lead of leads) {
      compared[countOf[lead.kind]]++;
      standings.count(lead, days);
      await tell(lead.shown(), registers.keys[person] ?? 0);
    }
  }
  return { ...compared, units: standings.ranked() };
}

const countOf = {
  mismatch: 'mismatches',
  exception: 'exceptions',
  unclear: 'unclear',
  multiple: 'multiple',
  frequent_changes: 'frequentChanges',
} as const;

/** A lead before its words are put together. */
interface FoundLead {
  readonly kind: Lead['kind'];
  /** Rows of registrations that it rests on. */
  readonly rows: readonly number[];
  shown(): Lead;
}

function leadsOf(
  registers: Registers,
  person: number,
  days: readonly RegisteredDays[],
  insuranceRows: Int32Array,
  today: Day,
): FoundLead[] {
  const relate = (one: number, other: number) => registers.units.relate(one, other);
  const leads: FoundLead[] = [];
  const mismatch = insuranceRows.length === 0 ? undefined : mismatchOf(registers, person, days, insuranceRows, today);
  if (mismatch !== undefined) leads.push(mismatch);
  if (days.length > 1) {
    const overlaps = findMultiple(days, relate, today);
    if (overlaps.length > 0) {
      const rows = [...new Set(overlaps.flatMap((overlap) => overlap.rows))];
      const from = Math.min(...overlaps.map((overlap) => overlap.from));
      const to = Math.max(...overlaps.map((overlap) => overlap.to));
      leads.push(leadOf(registers, person, 'multiple', rows, [], [monthOf(from), monthOf(to)]));
    }
    const changes = findFrequentChanges(days, relate, today);
    const [first, last] = [changes.at(0), changes.at(-1)];
    if (first !== undefined && last !== undefined) {
      const rows = changes.map(({ row }) => row);
      leads.push(leadOf(registers, person, 'frequent_changes', rows, [], [monthOf(first.from), monthOf(last.from)]));
    }
  }
  return leads;
}

function mismatchOf(
  registers: Registers,
  person: number,
  days: readonly RegisteredDays[],
  insuranceRows: Int32Array,
  today: Day,
): FoundLead | undefined {
  const registered: Running[] = days.map(({ row, unit, from, to, isDoubtful }) => ({
    ...{ row, unit, isDoubtful },
    ...{ from: firstWholeMonth(from), to: lastWholeMonth(to) },
  }));
  const insured = Array.from(insuranceRows, (row): Running => {
    const { unit, from, to, name } = registers.insurance;
    return { row, unit: unit.at(row), from: from.at(row), to: to.at(row), isDoubtful: isConflict(name.at(row)) };
  });
  const stretches = findMismatch(
    registered,
    insured,
    (one, other) => registers.units.relate(one, other),
    monthOf(today),
  );
  const against = stretches.filter(({ finding }) => finding === 'mismatch');
  const shown = against.length > 0 ? against : stretches.filter(({ finding }) => finding === 'unclear');
  if (shown.length === 0) return undefined;
  const doubt = against.length > 0 && mayBeCleared(registers, person, registered, insured);
  const key = registers.keys[person] ?? 0;
  const isProven = registers.exceptions.get(key)?.some(({ verification }) => verification === 'proven') === true;
  const kind = against.length === 0 || doubt ? 'unclear' : isProven ? 'exception' : 'mismatch';
  const rows = (side: 'registrations' | 'insurance') => [...new Set(shown.flatMap((stretch) => stretch[side]))];
  const [first, last] = [shown.at(0)?.from ?? 0, shown.at(-1)?.to ?? 0];
  return leadOf(registers, person, kind, rows('registrations'), rows('insurance'), [first, last], {
    months: monthsIn(shown),
    ...(doubt ? { doubt: '另有一行因有错未能采用，其单位可能与之相符，请先更正该行' } : {}),
  });
}

function monthsIn(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { from, to }) => sum + to - from + 1, 0);
}

/** Whether a row of theirs that was kept out names a unit of the other register. */
function mayBeCleared(
  registers: Registers,
  person: number,
  registered: readonly Running[],
  insured: readonly Running[],
): boolean {
  const doubtful = registers.doubtful.get(registers.keys[person] ?? 0) ?? [];
  return doubtful.some((unit) =>
    [...registered, ...insured].some((other) => registers.units.relate(unit, other.unit) !== 'different'),
  );
}

function daysOf({ registrations }: Registers, rows: Int32Array): RegisteredDays[] {
  return Array.from(rows, (row) => ({
    ...{ row, unit: registrations.unit.at(row), from: registrations.from.at(row), to: registrations.to.at(row) },
    isDoubtful: isConflict(registrations.name.at(row)),
  }));
}

function isConflict(nameCode: number): boolean {
  return nameCode === nameCodes.conflict;
}

function leadOf(
  registers: Registers,
  person: number,
  kind: Lead['kind'],
  registrationRows: readonly number[],
  insuranceRows: readonly number[],
  [from, to]: readonly [Month, Month],
  { months = to - from + 1, doubt }: { months?: number; doubt?: string } = {},
): FoundLead {
  return {
    kind,
    rows: registrationRows,
    shown() {
      const key = registers.keys[person] ?? 0;
      const facts = {
        ...{ kind, months, from: writeMonth(from), to: writeMonth(to) },
        ...{ name: registers.names.at(person), identityNumber: maskedIdentityNumber(key) },
        registrations: registrationRows.map((row) => registrationShown(registers, row)),
        insurance: insuranceRows.map((row) => insuranceShown(registers, row)),
        exceptions: (insuranceRows.length === 0 ? [] : (registers.exceptions.get(key) ?? [])).map(
          ({ situation, verification, line }) => ({ situation: situation.name, verification, line }),
        ),
      };
      return { ...facts, explanation: explainLead({ ...facts, ...(doubt === undefined ? {} : { doubt }) }) };
    },
  };
}

function registrationShown({ registrations, units }: Registers, row: number): RegistrationShown {
  return {
    ...units.at(registrations.unit.at(row)),
    credential: registrations.credential.at(row),
    specialty: registrations.specialty.at(row),
    number: registrations.number.at(row),
    from: writeDay(registrations.from.at(row)),
    to: writeDay(registrations.to.at(row)),
    line: registrations.line.at(row),
  };
}

function insuranceShown({ insurance, units, otherNames }: Registers, row: number): InsuranceShown {
  const to = insurance.to.at(row);
  const personName = otherNames.get(row);
  return {
    ...units.at(insurance.unit.at(row)),
    from: writeMonth(insurance.from.at(row)),
    to: to >= noEnd ? '' : writeMonth(to),
    line: insurance.line.at(row),
    ...(personName === undefined ? {} : { personName }),
  };
}

/** Counts per unit; a person counts once for each unit, whatever number of rows. */
class Standings {
  readonly #counts = new Map<number, { registered: number; mismatches: number; unclear: number; multiple: number }>();
  readonly #registers: Registers;

  constructor(registers: Registers) {
    this.#registers = registers;
  }

  register(days: readonly RegisteredDays[]): void {
    for (const unit of new Set(days.map((each) => each.unit))) this.#of(unit).registered++;
  }

  count({ kind, rows }: FoundLead, days: readonly RegisteredDays[]): void {
    if (kind !== 'mismatch' && kind !== 'unclear' && kind !== 'multiple') return;
    const concerned = days.filter(({ row }) => rows.includes(row));
    for (const unit of new Set(concerned.map((each) => each.unit)))
      this.#of(unit)[kind === 'mismatch' ? 'mismatches' : kind]++;
  }

  ranked(): UnitStanding[] {
    return [...this.#counts]
      .filter(([, { mismatches, unclear, multiple }]) => mismatches + unclear + multiple > 0)
      .map(([unit, counts]) => ({ ...this.#registers.units.at(unit), ...counts }))
      .sort(
        (one, other) =>
          other.mismatches - one.mismatches || other.multiple - one.multiple || other.unclear - one.unclear,
      );
  }

  #of(unit: number) {
    const counts = this.#counts.get(unit) ?? { registered: 0, mismatches: 0, unclear: 0, multiple: 0 };
    this.#counts.set(unit, counts);
    return counts;
  }
}
