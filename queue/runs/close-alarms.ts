import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Database } from '../../prisma/open-database.js';

/**
 * Closes a platform's layout alarms: a person has seen to them. From then on the runs that raised them count as its history.
 * @param by the person, where one did it in the browser
 * @returns how many were open
 */
export async function closeAlarms(database: Database, platformId: string, now: Date, by?: string): Promise<number> {
  return database.$transaction(async (transaction) => {
    const closed = await transaction.layoutAlarm.updateManyAndReturn({
      where: { platformId, closedAt: null },
      data: { closedAt: now },
      select: { id: true },
    });
    const entries = closed.map(({ id }) => ({
      kind: 'layout.alarm_closed',
      subjectId: id,
      subjectSha256: sha256(canonicalJson({ id, closedAt: now.toISOString(), ...(by === undefined ? {} : { by }) })),
    }));
    await appendLedgerEntries(transaction, entries, now);
    return closed.length;
  });
}
