import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Database } from '../../prisma/open-database.js';
import { endTokensOf } from './page-session.js';

/** What a person changes of their own log-in, as the ledger names it. */
export type OwnChange =
  | 'user.passphrase_changed'
  | 'user.logged_out'
  | 'user.second_factor_on'
  | 'user.second_factor_off';

/** After these whoever had got hold of a token is to have nothing left. */
const endsTokens: readonly OwnChange[] = ['user.passphrase_changed', 'user.logged_out'];

/**
 * Records what a person changed of their own log-in, and ends their tokens where it is for that. The log-in's library has made the change
 * in a transaction of its own: where this process dies between the two, the change stands without an entry, and tokens go on until the
 * person ends them.
 * @param sessionId in which they did it
 */
export async function recordOwnChange(
  database: Database,
  change: OwnChange,
  { userId, sessionId }: { readonly userId: string; readonly sessionId: string },
  now: Date,
): Promise<void> {
  const subjectSha256 = sha256(canonicalJson({ id: userId, at: now.toISOString(), by: sessionId }));
  await database.$transaction(async (transaction) => {
    if (endsTokens.includes(change)) await endTokensOf(transaction, userId, now);
    await appendLedgerEntries(transaction, [{ kind: change, subjectId: userId, subjectSha256 }], now);
  });
}
