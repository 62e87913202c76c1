import { beforeAll, describe, expect, it } from 'vitest';
import { type Compared, compareRegisters } from '../../../casework/comparison/compare-registers.js';
import type { Lead } from '../../../casework/comparison/lead.js';
import { readDay } from '../../../casework/comparison/periods.js';
import type { RegisterLine, RejectedRow } from '../../../casework/comparison/register-columns.js';
import { gatherRegister, type RegisterKind, Registers } from '../../../casework/comparison/registers.js';
import {
  exceptionHeader,
  type InventedPerson,
  insuranceHeader,
  inventPeople,
  registrationHeader,
  type Truth,
} from '../../../fixtures/registers/invent-people.js';

const people = [...inventPeople(6000, 7)];
const byLast = new Map<string, InventedPerson>();
/** The story of each lead, found by a line of its registrations. */
const personAtLine: InventedPerson[] = [];
const leads: Lead[] = [];
const rejected: RejectedRow[] = [];
let compared: Compared;

async function* lines(header: string, rows: Iterable<readonly string[]>): AsyncGenerator<RegisterLine> {
  yield { line: 1, cells: header.split(','), raw: header };
  let line = 1;
  for (const cells of rows) {
    line++;
    yield { line, cells, raw: cells.join(',') };
  }
}

beforeAll(async () => {
  const registers = new Registers();
  const gather = (kind: RegisterKind, header: string, rows: Iterable<readonly string[]>) =>
    gatherRegister(registers, kind, lines(header, rows), `${kind}.csv`, async (row) => {
      rejected.push(row);
    });
  await gather(
    'registrations',
    registrationHeader,
    people.flatMap((each) => each.registrations),
  );
  await gather(
    'insurance',
    insuranceHeader,
    people.flatMap((each) => each.insurance),
  );
  await gather(
    'exceptions',
    exceptionHeader,
    people.flatMap((each) => each.exceptions),
  );
  let line = 2;
  for (const person of people) {
    byLast.set(person.identityNumber, person);
    for (const _ of person.registrations) personAtLine[line++] = person;
  }
  compared = await compareRegisters(registers, readDay('2026-03-01') ?? 0, async (lead) => {
    leads.push(lead);
  });
});

const numbersOf = (truth: Truth) =>
  people
    .filter((each) => each.truth === truth)
    .map((each) => each.identityNumber)
    .sort();
const found = (kind: Lead['kind']) =>
  leads
    .filter((lead) => lead.kind === kind)
    .map((lead) => personAtLine[lead.registrations[0]?.line ?? 0]?.identityNumber ?? '')
    .sort();

describe('invented people, of whom the truth is known', () => {
  it.each([
    ['mismatch', 'mismatch'],
    ['excepted', 'exception'],
    ['multiple', 'multiple'],
    ['unclear', 'unclear'],
  ] as const)('are all found who are %s, and nobody else is', (truth, kind) => {
    const stories = (numbers: readonly string[]) => numbers.map((number) => `${number} ${byLast.get(number)?.story}`);
    expect(numbersOf(truth).length).toBeGreaterThan(15);
    expect(stories(found(kind))).toEqual(stories(numbersOf(truth)));
  });

  it('are counted as they are told', () => {
    expect(compared).toMatchObject({
      mismatches: found('mismatch').length,
      exceptions: found('exception').length,
      multiple: found('multiple').length,
      unclear: found('unclear').length,
    });
  });

  it('are rejected only by the rows that have an error', () => {
    expect(rejected.length).toBe(people.filter(({ story }) => story.includes('a row of the own unit')).length);
    expect(new Set(rejected.map(({ reason }) => reason))).toEqual(new Set(['统一社会信用代码的位数或校验码不对']));
  });

  it('are shown with what a person can check, their number masked', () => {
    for (const { explanation, identityNumber } of leads) {
      expect(identityNumber).toMatch(/^999999\*{8}\d{3}[\dX]$/);
      expect(explanation).toMatch(/注册表第 \d+ 行/);
      expect(explanation).not.toMatch(/999999(?:19|20)\d{2}/);
    }
  });

  it('bring their units up, the one with most mismatches first', () => {
    const { units } = compared;
    expect(units.reduce((sum, { mismatches }) => sum + mismatches, 0)).toBe(compared.mismatches);
    for (const [index, unit] of units.entries())
      expect(unit.mismatches).toBeLessThanOrEqual(units[index - 1]?.mismatches ?? Infinity);
  });
});
