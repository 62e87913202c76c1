import { InputError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Database } from '../../prisma/open-database.js';
import { type Administrator, changePeople } from './administrator.js';

/**
 * Adds an organisation below one that the administrator sees.
 * @throws InputError `organisation_unusable`, `organisation_known`, or `organisation_unknown` for what it is to be below
 */
export async function addOrganisation(
  database: Database,
  given: { readonly id: string; readonly name: string; readonly parentId: string },
  now: Date,
  by: Administrator,
): Promise<void> {
  const { id, parentId } = given;
  const name = given.name.trim();
  if (!/^[a-z0-9][a-z0-9-]{1,39}$/.test(id) || !/^[^\p{Cc}\p{Cs}]{1,100}$/u.test(name))
    throw new InputError(
      'organisation_unusable',
      'The organisation’s id is not of 2 to 40 small letters, digits and hyphens, or its name is empty or too long.',
    );
  await database.$transaction(async (transaction) => {
    await changePeople(transaction, by);
    if (!by.jurisdiction.includes(parentId))
      throw new InputError('organisation_unknown', `There is no organisation ${parentId}.`);
    const data = { id, name, parentId, createdAt: now };
    const { count } = await transaction.organisation.createMany({ data: [data], skipDuplicates: true });
    if (count === 0) throw new InputError('organisation_known', `There is an organisation ${id} already.`);
    const subjectSha256 = sha256(canonicalJson({ ...data, createdAt: now.toISOString(), by: by.sessionId }));
    await appendLedgerEntries(transaction, [{ kind: 'organisation.added', subjectId: id, subjectSha256 }], now);
  });
}
