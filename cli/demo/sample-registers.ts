import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { licenceCells, licenceHeader } from '../../fixtures/registers/invent-licences.js';
import {
  exceptionHeader,
  insuranceHeader,
  inventPeople,
  registrationHeader,
} from '../../fixtures/registers/invent-people.js';

/** Files of registers, by what they hold. */
export interface SampleRegisters {
  readonly licences: string;
  readonly registrations: string;
  readonly insurance: string;
  readonly exceptions: string;
}

const invented = 400;

/**
 * Writes sample registers of invented people into `folder`, and licences of some of the agencies: of the first a valid one, of the second one
 * that is over, and so on; of every third there is none.
 */
export async function writeSampleRegisters(folder: string, agencies: readonly string[]): Promise<SampleRegisters> {
  const write = async (name: string, header: string, rows: readonly (readonly string[])[]) => {
    const file = join(folder, `${name}.csv`);
    await writeFile(file, `${[header, ...rows.map((cells) => cells.join(','))].join('\n')}\n`);
    return file;
  };
  const licences = agencies.flatMap((name, index) =>
    index % 3 === 2
      ? []
      : [
          licenceCells(index, {
            name,
            ...(index % 3 === 1 ? { issuedOn: '2021-03-01', validUntil: '2026-02-28' } : {}),
          }),
        ],
  );
  const people = [...inventPeople(invented)];
  return {
    licences: await write('人力资源服务许可证名录', licenceHeader, licences),
    registrations: await write(
      ...(['注册信息', registrationHeader] as const),
      people.flatMap(({ registrations }) => registrations),
    ),
    insurance: await write(
      ...(['参保信息', insuranceHeader] as const),
      people.flatMap(({ insurance }) => insurance),
    ),
    exceptions: await write(
      ...(['例外情形', exceptionHeader] as const),
      people.flatMap(({ exceptions }) => exceptions),
    ),
  };
}
