import { isCreditCode } from '../../postings/agencies/credit-code.js';
import { type Situation, situationOf, type Verification, verificationOf } from './exceptions.js';
import { NumberColumn, TextColumn, WordColumn } from './growing-columns.js';
import { type PersonKey, readIdentityNumber } from './identity-number.js';
import { type Day, type Month, noEnd, readDay, readMonth } from './periods.js';
import { compareNames } from './person-name.js';
import {
  exceptionColumns,
  insuranceColumns,
  type RegisterLine,
  type RegisterRow,
  type RejectedRow,
  readRegister,
  registrationColumns,
} from './register-columns.js';
import { Units } from './units.js';

export interface Exception {
  readonly situation: Situation;
  readonly basis: string;
  readonly verification: Verification;
  readonly line: number;
}

/** How a row's name stands to the first name that its identity number came with. */
export const nameCodes = { same: 0, spelling: 1, conflict: 2 } as const;

/**
 * Two registers side by side, a column a field and a number a person. Insurance of people who are registered nowhere is not kept: it can
 * mismatch nothing.
 */
export class Registers {
  readonly units = new Units();
  readonly registrations = {
    person: new NumberColumn(),
    unit: new NumberColumn(),
    from: new NumberColumn(),
    to: new NumberColumn(),
    line: new NumberColumn(),
    name: new NumberColumn(),
    credential: new WordColumn(),
    specialty: new WordColumn(),
    number: new TextColumn(),
  };
  readonly insurance = {
    person: new NumberColumn(),
    unit: new NumberColumn(),
    from: new NumberColumn(),
    to: new NumberColumn(),
    line: new NumberColumn(),
    name: new NumberColumn(),
  };
  /** Names that disagree with the person's own, by row of insurance. */
  readonly otherNames = new Map<number, string>();
  /** Identity numbers by person. */
  readonly keys: PersonKey[] = [];
  readonly names = new TextColumn();
  readonly exceptions = new Map<PersonKey, Exception[]>();
  /**
   * Employers that rows name which were kept out, by whose they are: such a row may be the one that shows an honest person's insurance to
   * agree, so nobody is accused over it.
   */
  readonly doubtful = new Map<PersonKey, number[]>();
  readonly #persons = new Map<PersonKey, number>();

  /** @returns the row's problem, if it is kept out. */
  addRegistration({ line, cells }: RegisterRow<keyof typeof registrationColumns>): string | undefined {
    const key = readIdentityNumber(cells.identityNumber);
    if (typeof key === 'string') return key;
    const code = readCode(cells.code);
    const [from, to] = [readDay(cells.from), readDay(cells.to)];
    const problem =
      problemOfUnit(cells.name, cells.unit, code) ??
      (cells.credential === '' ? '没有证书类型' : undefined) ??
      problemOfPeriod({ 注册日期: cells.from, 有效期至: cells.to }, from, to);
    if (problem !== undefined || from === undefined || to === undefined || code === undefined) {
      this.#doubt(key, cells.unit, code);
      return problem;
    }
    let person = this.#persons.get(key);
    if (person === undefined) {
      person = this.keys.push(key) - 1;
      this.#persons.set(key, person);
      this.names.push(cells.name);
    }
    const { registrations } = this;
    registrations.person.push(person);
    registrations.unit.push(this.units.add(cells.unit, code));
    registrations.from.push(from);
    registrations.to.push(to);
    registrations.line.push(line);
    registrations.name.push(nameCodes[compareNames(this.names.at(person), cells.name)]);
    registrations.credential.push(cells.credential);
    registrations.specialty.push(cells.specialty);
    registrations.number.push(cells.number);
    return undefined;
  }

  /** To be called when every registration is there. @returns the row's problem, if it is kept out. */
  addInsurance({ line, cells }: RegisterRow<keyof typeof insuranceColumns>): string | undefined {
    const key = readIdentityNumber(cells.identityNumber);
    if (typeof key === 'string') return key;
    const code = readCode(cells.code);
    const from = readMonth(cells.from);
    const to = cells.to === '' ? noEnd : readMonth(cells.to);
    const problem =
      problemOfUnit(cells.name, cells.unit, code) ??
      problemOfPeriod({ 起始月: cells.from, 截止月: cells.to }, from, to);
    if (problem !== undefined || from === undefined || to === undefined || code === undefined) {
      this.#doubt(key, cells.unit, code);
      return problem;
    }
    const person = this.#persons.get(key);
    if (person === undefined) return undefined;
    const { insurance } = this;
    insurance.person.push(person);
    insurance.unit.push(this.units.add(cells.unit, code));
    insurance.from.push(from);
    insurance.to.push(to);
    const row = insurance.line.push(line);
    const agreement = compareNames(this.names.at(person), cells.name);
    insurance.name.push(nameCodes[agreement]);
    if (agreement !== 'same') this.otherNames.set(row, cells.name);
    return undefined;
  }

  /** @returns the row's problem, if it is kept out. */
  addException({ line, cells }: RegisterRow<keyof typeof exceptionColumns>): string | undefined {
    const key = readIdentityNumber(cells.identityNumber);
    if (typeof key === 'string') return key;
    const situation = situationOf(cells.situation);
    if (situation === undefined) return `情形「${cells.situation}」不在建办市函〔2019〕92号所列六种之内`;
    const verification = verificationOf(cells.verification);
    if (verification === undefined) return `核实「${cells.verification}」应写「已核实」「未核实」或「不属实」`;
    const ofPerson = this.exceptions.get(key) ?? [];
    this.exceptions.set(key, [...ofPerson, { situation, basis: cells.basis, verification, line }]);
    return undefined;
  }

  #doubt(key: PersonKey, unit: string, code: string | undefined): void {
    if (unit === '') return;
    const units = this.doubtful.get(key) ?? [];
    this.doubtful.set(key, [...units, this.units.add(unit, code ?? '')]);
  }
}

/** How many rows a register has, those that were kept out among them. */
export interface Gathered {
  readonly rows: number;
  readonly rejected: number;
}

export type RegisterKind = 'registrations' | 'insurance' | 'exceptions';

/**
 * Reads one register into both. Registrations first.
 *
 * @param file what the file is called in sentences
 * @param reject hears of every row that is kept out
 * @throws InputError `column_missing`
 */
export async function gatherRegister(
  registers: Registers,
  kind: RegisterKind,
  lines: AsyncIterable<RegisterLine>,
  file: string,
  reject: (row: RejectedRow) => Promise<void>,
): Promise<Gathered> {
  switch (kind) {
    case 'registrations':
      return gather(readRegister(lines, registrationColumns, file), (row) => registers.addRegistration(row), reject);
    case 'insurance':
      return gather(readRegister(lines, insuranceColumns, file), (row) => registers.addInsurance(row), reject);
    case 'exceptions':
      return gather(readRegister(lines, exceptionColumns, file), (row) => registers.addException(row), reject);
  }
}

async function gather<Key extends string>(
  rows: AsyncIterable<RegisterRow<Key> | RejectedRow>,
  add: (row: RegisterRow<Key>) => string | undefined,
  reject: (row: RejectedRow) => Promise<void>,
): Promise<Gathered> {
  const gathered = { rows: 0, rejected: 0 };
  for await (const row of rows) {
    gathered.rows++;
    const reason = 'reason' in row ? row.reason : add(row);
    if (reason === undefined) continue;
    gathered.rejected++;
    await reject({ line: row.line, reason, raw: row.raw });
  }
  return gathered;
}

/** The code in capitals; empty where there is none; undefined where it is wrong. */
function readCode(text: string): string | undefined {
  const code = /^[0-9A-Z]{18}$/.test(text) ? text : text.normalize('NFKC').replace(/\s/g, '').toUpperCase();
  return code === '' || isCreditCode(code) ? code : undefined;
}

function problemOfUnit(name: string, unit: string, code: string | undefined): string | undefined {
  if (name === '') return '没有姓名';
  if (unit === '') return '没有单位名称（合并的单元格请先拆分并逐行填写）';
  return code === undefined ? '统一社会信用代码的位数或校验码不对' : undefined;
}

/** @param written the two cells by the names of their columns */
function problemOfPeriod(
  written: Readonly<Record<string, string>>,
  from: Day | Month | undefined,
  to: Day | Month | undefined,
): string | undefined {
  const [[beginning, first] = [], [end, last] = []] = Object.entries(written);
  if (from === undefined) return first === '' ? `没有${beginning}` : `${beginning}「${first}」不是日期`;
  if (to === undefined) return last === '' ? `没有${end}` : `${end}「${last}」不是日期`;
  return to < from ? `${end}「${last}」早于${beginning}「${first}」` : undefined;
}
