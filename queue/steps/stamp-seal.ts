import { messageOf, PutOffError, RetriedError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { headBytes, writeHeadFile, writeHeadTimestamp } from '../../evidence/ledger/head-files.js';
import { type Seal, sealOf } from '../../evidence/ledger/seal-ledger.js';
import { storeTimestamps } from '../../evidence/ledger/store-timestamp.js';
import { requestTimestamp, type Timestamp } from '../../evidence/timestamps/request-timestamp.js';
import type { PipelineStep, StepContext } from './step.js';

interface UnstampedSeal {
  readonly seal: Seal;
  /** Authorities that have given a timestamp over it. */
  readonly stampedBy: readonly string[];
}

const shortestWait = 10_000;
const longestWait = 3_600_000;

/**
 * LedgerSeal → LedgerTimestamp, one of each configured authority. An authority that gives none is asked again without end, each time after
 * as long as the seal is old; what the others gave is kept meanwhile. The order under a crash is told in evidence/ledger/head-files.ts.
 */
export const stampSeal: PipelineStep<UnstampedSeal, readonly Timestamp[]> = {
  async load({ database }, work) {
    const seals = await database.ledgerSeal.findMany({
      where: { id: { in: work.map(({ subjectId }) => subjectId) } },
      include: { timestamps: { select: { authority: true } } },
    });
    const byId = new Map(seals.map((row) => [row.id, row]));
    return new Map(
      work.flatMap(({ id, subjectId }) => {
        const row = byId.get(subjectId);
        if (row === undefined) return [];
        return [[id, { seal: sealOf(row), stampedBy: row.timestamps.map(({ authority }) => authority) }] as const];
      }),
    );
  },

  async act(context, _work, { seal, stampedBy }, signal) {
    await writeHeadFile(context.ledgerHeadsFolder, seal.head);
    const asked = context.timestampAuthorities.filter((authority) => !stampedBy.includes(authority));
    const { clock } = context;
    const answers = await Promise.allSettled(
      asked.map(async (authority) => {
        const timestamp = await requestTimestamp(authority, headBytes(seal.head), { signal, clock });
        await writeHeadTimestamp(context.ledgerHeadsFolder, seal.head, timestamp.response);
        return timestamp;
      }),
    );
    const timestamps = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    const failures = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
    if (failures.length === 0) return timestamps;
    await keep(context, seal, timestamps);
    throw putOff(failures, seal, clock.now());
  },

  async store(transaction, acted) {
    const ledger = [];
    for (const { loaded, effect } of acted)
      ledger.push(...(await storeTimestamps(transaction, loaded.seal.id, effect)));
    return { due: [], ledger };
  },
};

/** What came is kept though the work goes on: it is not asked for again, and counts from now on. */
async function keep({ database, clock }: StepContext, seal: Seal, timestamps: readonly Timestamp[]): Promise<void> {
  if (timestamps.length === 0) return;
  await database.$transaction(async (transaction) => {
    const entries = await storeTimestamps(transaction, seal.id, timestamps);
    await appendLedgerEntries(transaction, entries, clock.now());
  });
}

function putOff(failures: readonly unknown[], seal: Seal, now: Date): unknown {
  // A defect, a full disk or a forked ledger is no authority's fault.
  const other = failures.find((failure) => !isAuthoritysFailure(failure));
  if (other !== undefined) return other;
  const age = now.getTime() - seal.sealedAt.getTime();
  const notBefore = new Date(now.getTime() + Math.min(Math.max(age, shortestWait), longestWait));
  return new PutOffError('timestamp_failed', failures.map(messageOf).join(' '), notBefore, { cause: failures[0] });
}

const isAuthoritysFailure = (failure: unknown): boolean =>
  failure instanceof RetriedError && failure.code === 'timestamp_failed';
