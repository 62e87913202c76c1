import { v7 as newId } from 'uuid';
import { appendLedgerEntries, type NewLedgerEntry } from '../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Database, Transaction } from '../../prisma/open-database.js';

/** How somebody is logged in. */
export type SessionOrigin = 'command' | 'page' | 'token';

/** Writes a session's row; append the entry last in the same transaction. */
export async function insertSession(
  transaction: Transaction,
  session: { readonly userId: string; readonly origin: SessionOrigin; readonly authSessionId?: string },
  now: Date,
): Promise<{ id: string; entry: NewLedgerEntry }> {
  const { userId, origin, authSessionId } = session;
  const id = newId();
  const data = { id, userId, origin, startedAt: now };
  await transaction.userSession.create({
    data: { ...data, ...(authSessionId === undefined ? {} : { authSessionId }) },
  });
  const subjectSha256 = sha256(canonicalJson({ ...data, startedAt: now.toISOString() }));
  return { id, entry: { kind: 'session.opened', subjectId: id, subjectSha256 } };
}

/**
 * Opens the session that goes with a log-in on the page: without this row, which the ledger speaks of, nobody is logged in.
 * Done once for each AuthSession, however often it is called.
 */
export async function openPageSession(
  database: Database,
  authSession: { readonly id: string; readonly userId: string },
  now: Date,
): Promise<void> {
  await database.$transaction(async (transaction) => {
    // Locked, so that the second of two at once sees the first one's row.
    await transaction.$queryRaw`SELECT 1 FROM "AuthSession" WHERE "id" = ${authSession.id} FOR UPDATE`;
    const authSessionId = authSession.id;
    if ((await transaction.userSession.count({ where: { authSessionId } })) > 0) return;
    const { entry } = await insertSession(
      transaction,
      { userId: authSession.userId, origin: 'page', authSessionId },
      now,
    );
    await appendLedgerEntries(transaction, [entry], now);
  });
}

/** Logs a person out of every page, and ends their tokens. Commands that run end by themselves. */
export async function endSessionsOf(transaction: Transaction, userId: string, now: Date): Promise<void> {
  await transaction.authSession.deleteMany({ where: { userId } });
  await transaction.userSession.updateMany({
    where: { userId, origin: 'page', endedAt: null },
    data: { endedAt: now },
  });
  await endTokensOf(transaction, userId, now);
}

/** Ends the tokens of a person: no program reads in their name any more. */
export async function endTokensOf(transaction: Transaction, userId: string, now: Date): Promise<void> {
  await transaction.apiToken.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: now } });
  await transaction.userSession.updateMany({
    where: { userId, origin: 'token', endedAt: null },
    data: { endedAt: now },
  });
}

/** Ends a person's sessions on pages whose log-in is gone: logged out, revoked or replaced. */
export async function endLostSessions(database: Database, userId: string, now: Date): Promise<void> {
  await database.$executeRaw`
    UPDATE "UserSession" session SET "endedAt" = ${now}
     WHERE "userId" = ${userId} AND "origin" = 'page' AND "endedAt" IS NULL
       AND NOT EXISTS (SELECT 1 FROM "AuthSession" auth WHERE auth."id" = session."authSessionId")`;
}

/** Logs out of one page. @returns whether there was such a session of that person */
export async function endPageSession(database: Database, userId: string, id: string, now: Date): Promise<boolean> {
  return database.$transaction(async (transaction) => {
    const session = await transaction.userSession.findFirst({
      where: { id, userId, origin: 'page', endedAt: null },
      select: { authSessionId: true },
    });
    if (session === null) return false;
    if (session.authSessionId !== null)
      await transaction.authSession.deleteMany({ where: { id: session.authSessionId } });
    await transaction.userSession.update({ where: { id }, data: { endedAt: now } });
    return true;
  });
}
