import { createHash } from 'node:crypto';
import { InputError } from '../../contracts/errors.js';
import type { Database } from '../../prisma/open-database.js';
import { appendLedgerEntries } from '../ledger/append-entries.js';
import { canonicalJson } from '../verify/canonical-json.js';

/** Arbitrary, and ours alone in a database: the characters `gzhd`. Holds share it, retention needs it alone. */
export const holdLock = 0x67_7a_68_64;

export interface Hold {
  readonly postingId: string;
  /** Case or clue number, and why. */
  readonly reason: string;
  readonly heldBy: string;
}

/**
 * Keeps everything of a posting beyond its term until the hold is released. When this returns, no run of retention that began before can
 * still decide to delete any of it.
 *
 * @returns the hold's id
 * @throws InputError `posting_unknown`
 */
export async function holdPosting(database: Database, hold: Hold, now: Date): Promise<string> {
  return database.$transaction(async (transaction) => {
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock_shared(${holdLock})`;
    const { postingId, reason, heldBy } = hold;
    if ((await transaction.posting.count({ where: { id: postingId } })) === 0)
      throw new InputError('posting_unknown', `There is no posting ${postingId}; correct the id.`);
    const { id } = await transaction.retentionHold.create({ data: { postingId, reason, heldBy, heldAt: now } });
    const content = canonicalJson({ id, postingId, reason, heldBy, heldAt: now.toISOString() });
    const subjectSha256 = createHash('sha256').update(content).digest('hex');
    await appendLedgerEntries(transaction, [{ kind: 'retention.held', subjectId: id, subjectSha256 }], now);
    return id;
  });
}
