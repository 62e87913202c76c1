import { v7 as newId } from 'uuid';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { rowEntry } from '../../evidence/ledger/row-entry.js';
import type { Database, Transaction } from '../../prisma/open-database.js';
import type { OpenSession } from '../users/open-session.js';

/** Records that a person is going to be shown a posting's contacts in full; only when this has been committed may they be. */
export async function recordUnmasking(
  database: Database,
  session: OpenSession,
  postingId: string,
  now: Date,
): Promise<void> {
  await database.$transaction((transaction) => record(transaction, session, [postingId], now));
}

/**
 * The same of every posting that a captured page shows. A posting whose contacts this session has been shown before is not recorded again:
 * pictures and documents are asked for anew each time that a page is drawn.
 */
export async function recordPageUnmasking(
  database: Database,
  session: OpenSession,
  postingIds: readonly string[],
  now: Date,
): Promise<void> {
  if ((await unrecorded(database, session, postingIds)).length === 0) return;
  await database.$transaction(async (transaction) => {
    // Of two requests at once one records; the other finds its rows when it has waited.
    await transaction.$executeRaw`SELECT 1 FROM "UserSession" WHERE "id" = ${session.id} FOR NO KEY UPDATE`;
    await record(transaction, session, await unrecorded(transaction, session, postingIds), now);
  });
}

async function unrecorded(
  database: Transaction,
  { id: sessionId }: OpenSession,
  postingIds: readonly string[],
): Promise<string[]> {
  const wanted = [...new Set(postingIds)];
  if (wanted.length === 0) return [];
  const rows = await database.unmasking.findMany({
    where: { sessionId, postingId: { in: wanted } },
    select: { postingId: true },
  });
  const recorded = new Set(rows.map(({ postingId }) => postingId));
  return wanted.filter((postingId) => !recorded.has(postingId));
}

async function record(
  transaction: Transaction,
  { id: sessionId, person }: OpenSession,
  postingIds: readonly string[],
  now: Date,
): Promise<void> {
  if (postingIds.length === 0) return;
  const rows = postingIds.map((postingId) => ({ id: newId(), userId: person.id, sessionId, postingId }));
  await transaction.unmasking.createMany({ data: rows.map((row) => ({ ...row, unmaskedAt: now })) });
  const entries = rows.map((row) => rowEntry('contact.unmasked', row, now));
  await appendLedgerEntries(transaction, entries, now);
}
