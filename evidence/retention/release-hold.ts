import { createHash } from 'node:crypto';
import { InputError } from '../../contracts/errors.js';
import type { Database } from '../../prisma/open-database.js';
import { appendLedgerEntries } from '../ledger/append-entries.js';
import { canonicalJson } from '../verify/canonical-json.js';

/**
 * Ends a hold: the posting's material is kept for its term from then on, which may be over.
 *
 * @throws InputError `hold_unknown` when there is no such hold, or it was released before
 */
export async function releaseHold(database: Database, id: string, releasedBy: string, now: Date): Promise<void> {
  await database.$transaction(async (transaction) => {
    const { count } = await transaction.retentionHold.updateMany({
      where: { id, releasedAt: null },
      data: { releasedBy, releasedAt: now },
    });
    if (count === 0)
      throw new InputError('hold_unknown', `There is no hold ${id} that is still in force; correct the id.`);
    const content = canonicalJson({ id, releasedBy, releasedAt: now.toISOString() });
    const subjectSha256 = createHash('sha256').update(content).digest('hex');
    await appendLedgerEntries(transaction, [{ kind: 'retention.released', subjectId: id, subjectSha256 }], now);
  });
}
