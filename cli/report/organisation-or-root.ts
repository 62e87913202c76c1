import { InputError } from '../../contracts/errors.js';
import type { Database } from '../../prisma/open-database.js';

/**
 * The organisation that is given, or the one that is below no other, where there is one such.
 * @throws InputError `organisation_unknown`, or `bad_option` where it must be given
 */
export async function organisationOrRoot(database: Database, given: string | undefined): Promise<string> {
  if (given !== undefined) {
    if ((await database.organisation.count({ where: { id: given } })) > 0) return given;
    throw new InputError('organisation_unknown', `There is no organisation ${given}.`);
  }
  const roots = await database.organisation.findMany({ where: { parentId: null }, select: { id: true }, take: 2 });
  const [root, other] = roots;
  if (root !== undefined && other === undefined) return root.id;
  throw new InputError('bad_option', 'Several organisations are below no other; say with --organisation which one.');
}
