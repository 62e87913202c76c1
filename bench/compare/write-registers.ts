import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  exceptionHeader,
  type InventedPerson,
  insuranceHeader,
  inventPeople,
  registrationHeader,
} from '../../fixtures/registers/invent-people.js';

export interface RegisterFiles {
  readonly registrations: string;
  readonly insurance: string;
  readonly exceptions: string;
}

/** Registers of so many invented people, as a department would export them, with the rows of a person far apart. */
export async function writeRegisters(folder: string, people: number): Promise<RegisterFiles> {
  const files = {
    registrations: join(folder, 'registrations.csv'),
    insurance: join(folder, 'insurance.csv'),
    exceptions: join(folder, 'exceptions.csv'),
  };
  await writeRows(files.registrations, registrationHeader, people, (person) => person.registrations);
  await writeRows(files.insurance, insuranceHeader, people, (person) => person.insurance);
  await writeRows(files.exceptions, exceptionHeader, people, (person) => person.exceptions);
  return files;
}

/** Rows that are held back before they are written in another order. */
const shuffled = 50_000;

async function writeRows(
  file: string,
  header: string,
  people: number,
  rowsOf: (person: InventedPerson) => readonly (readonly string[])[],
): Promise<void> {
  function* lines(): Generator<string> {
    yield `${header}\n`;
    let held: string[] = [];
    for (const person of inventPeople(people)) {
      for (const row of rowsOf(person)) held.push(`${row.join(',')}\n`);
      if (held.length < shuffled) continue;
      yield inOtherOrder(held).join('');
      held = [];
    }
    yield inOtherOrder(held).join('');
  }
  await pipeline(Readable.from(lines()), createWriteStream(file));
}

/** Steps of 7,919 through the list, which is prime and divides none of its lengths but its own multiples. */
function inOtherOrder(rows: readonly string[]): string[] {
  const step = rows.length % 7919 === 0 ? 1 : 7919;
  return rows.map((_, index) => rows[(index * step) % rows.length] ?? '');
}
