import { type LicenceRow, readLicences } from '../../../casework/agencies/licence-rows.js';
import type { RegisterLine } from '../../../casework/comparison/register-columns.js';

const today = '2026-11-23';

/** Lines as a table gives them. */
export async function* linesOf(rows: readonly (readonly string[])[]): AsyncGenerator<RegisterLine> {
  for (const [index, cells] of rows.entries()) yield { line: index + 1, cells, raw: cells.join(',') };
}

export interface ReadRegister {
  readonly licences: readonly LicenceRow[];
  readonly rows: number;
  /** Reasons by line. */
  readonly rejected: ReadonlyMap<number, string>;
}

export async function readAll(lines: AsyncIterable<RegisterLine>): Promise<ReadRegister> {
  const rejected = new Map<number, string>();
  const read = await readLicences(lines, 'register.csv', today, async ({ line, reason }) => {
    rejected.set(line, reason);
  });
  return { ...read, rejected };
}
