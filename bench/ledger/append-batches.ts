import { hash } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import type { Database } from '../../prisma/open-database.js';

/** Appends entries in transactions of `batch`, of which `connections` are under way at once. */
export async function appendBatches(
  database: Database,
  { entries, batch, connections }: { entries: number; batch: number; connections: number },
): Promise<void> {
  let left = entries;
  async function appendSome(): Promise<void> {
    while (left > 0) {
      const count = Math.min(batch, left);
      left -= count;
      const content = Array.from({ length: count }, () => {
        const subjectId = newId();
        return { kind: 'bench.entry', subjectId, subjectSha256: hash('sha256', subjectId) };
      });
      await database.$transaction((transaction) => appendLedgerEntries(transaction, content, new Date()));
    }
  }
  await Promise.all(Array.from({ length: connections }, appendSome));
}
