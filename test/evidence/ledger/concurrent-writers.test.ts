import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { sealLedger } from '../../../evidence/ledger/seal-ledger.js';
import { verifyLedger } from '../../../evidence/ledger/verify-ledger.js';
import { createTestDatabase } from '../../prisma/test-database.js';

const program = fileURLToPath(new URL('append-by-many.ts', import.meta.url));
const batch = 25;
const children = new Set<ChildProcess>();
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
});

interface Writers {
  /** Resolves when so many transactions were committed. */
  committed(count: number): Promise<void>;
  kill(): Promise<void>;
  ended(): Promise<void>;
}

function startWriters(url: string, prefix: string, writers: number, transactions: number): Writers {
  const words = [url, prefix, writers, transactions, batch].map(String);
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), program, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.add(child);
  const exit = once(child, 'exit').finally(() => children.delete(child));
  let lines = 0;
  const waiting: { count: number; resolve: () => void }[] = [];
  createInterface({ input: child.stdout }).on('line', () => {
    lines += 1;
    for (const { count, resolve } of waiting) if (lines >= count) resolve();
  });
  return {
    committed: (count) =>
      new Promise((resolve, reject) => {
        waiting.push({ count, resolve });
        exit.then(([code]) => reject(new Error(`the writers ended (${code}) before ${count} transactions`)), reject);
      }),
    async kill() {
      child.kill('SIGKILL');
      await exit;
    },
    async ended() {
      expect(await exit).toEqual([0, null]);
    },
  };
}

test('200 writers in four processes, one of them killed, make one chain of 20,000 entries', async () => {
  const { db, url, close } = await createTestDatabase();
  try {
    // 200 transactions of 25 entries each, by 50 writers in each process.
    const processes = ['a', 'b', 'c'].map((prefix) => startWriters(url, prefix, 50, 200));
    const killed = startWriters(url, 'killed', 50, 200);
    await killed.committed(20);
    await killed.kill();
    await Promise.all(processes.map((writers) => writers.ended()));

    const count = () => db.ledgerEntry.count({ where: { subjectId: { startsWith: 'killed' } } });
    const written = await count();
    // Whole transactions: at least those that it had told of, and not all.
    expect(written % batch).toBe(0);
    expect(written).toBeGreaterThanOrEqual(20 * batch);
    expect(written).toBeLessThan(200 * batch);
    expect(await verifyLedger(db)).toEqual({ entries: 3 * 5000 + written, ok: true });

    await startWriters(url, 'killed-again', 50, 200 - written / batch).ended();
    expect(await verifyLedger(db)).toEqual({ entries: 20_000, ok: true });
    const subjects = await db.ledgerEntry.findMany({ distinct: ['subjectId'], select: { subjectId: true } });
    expect(subjects).toHaveLength(20_000);
  } finally {
    await close();
  }
});

test('a ledger that grows and is sealed while it is verified holds each time', async () => {
  const { db, url, close } = await createTestDatabase();
  try {
    const writers = startWriters(url, 'busy', 10, 400);
    const ended = writers.ended();
    await writers.committed(1);
    let isWriting = true;
    ended.then(
      () => {
        isWriting = false;
      },
      () => {
        isWriting = false;
      },
    );
    while (isWriting) {
      const [report] = await Promise.all([verifyLedger(db), sealLedger(db, new Date())]);
      expect(report).toMatchObject({ ok: true });
    }
    await ended;
    expect(await db.ledgerSeal.count()).toBeGreaterThan(0);
    expect(await verifyLedger(db)).toEqual({ entries: 400 * batch, ok: true });
  } finally {
    await close();
  }
});
