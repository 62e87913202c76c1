import { InputError, RefusedError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Database } from '../../prisma/open-database.js';
import type { Decider } from '../reviews/decider.js';
import { refuseUnlessDeciding } from './import-licences.js';

/**
 * Undoes an import as a whole: its rows stay and count no more. What an earlier import says of the same licences counts again.
 *
 * @throws InputError `import_unknown` for one outside the jurisdiction too; RefusedError `role_insufficient`, `import_undone`
 */
export async function undoImport(
  database: Database,
  { person, jurisdiction }: Decider,
  importId: string,
  now: Date,
): Promise<void> {
  refuseUnlessDeciding(person);
  await database.$transaction(async (transaction) => {
    const where = { id: importId, organisationId: { in: [...jurisdiction] } };
    if ((await transaction.registerImport.count({ where })) === 0)
      throw new InputError('import_unknown', `There is no import ${importId}; guazheng import list shows them.`);
    const undone = { undoneById: person.id, undoneAt: now };
    const { count } = await transaction.registerImport.updateMany({
      where: { ...where, undoneAt: null },
      data: undone,
    });
    if (count === 0) throw new RefusedError('import_undone', `The import ${importId} was undone already.`);
    const subjectSha256 = sha256(canonicalJson({ id: importId, by: person.id, at: now.toISOString() }));
    await appendLedgerEntries(transaction, [{ kind: 'register.undone', subjectId: importId, subjectSha256 }], now);
  });
}
