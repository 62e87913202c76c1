import { InputError } from '../../contracts/errors.js';
import type { Database } from '../../prisma/open-database.js';

/**
 * The id of a case named by its id or its number: `〔2026〕12号` or `2026-12`.
 * @throws InputError `case_unknown`, or `case_ambiguous` where several organisations have that number
 */
export async function caseIdOf(database: Database, named: string, jurisdiction: readonly string[]): Promise<string> {
  const [, year, number] = /^〔?(\d{4})[〕-](\d{1,9})号?$/.exec(named.trim()) ?? [];
  const rows = await database.case.findMany({
    where: {
      organisationId: { in: [...jurisdiction] },
      ...(year === undefined ? { id: named } : { year: Number(year), number: Number(number) }),
    },
    select: { id: true, organisationId: true },
  });
  const [only, ...others] = rows;
  if (only === undefined)
    throw new InputError('case_unknown', `There is no case ${named}; «guazheng case list» names them.`);
  if (others.length > 0)
    throw new InputError(
      'case_ambiguous',
      `${rows.length} organisations have a case ${named}; name one by its id: ${rows.map(({ id }) => id).join(', ')}.`,
    );
  return only.id;
}
