import { type NewCaptureOrder, orderCaptures } from '../../casework/captures/order-captures.js';
import { caseNumber } from '../../casework/cases/case-record.js';
import { namedPerson } from '../../contracts/evidence-record.js';
import type { Transaction } from '../../prisma/open-database.js';
import type { PipelineStep } from './step.js';

/** The step of a case that ordered the recapture. */
interface OrderingStep {
  readonly caseId: string;
  readonly by: unknown;
}

/** Somebody waits for it. */
const priority = 99;

/**
 * CaseStep → FullCaptureOrder of each advertisement of the case, when the period of a rectification order is over. The orders are of the
 * officer who gave that one, so that the captures can become evidence. A case that has gone on meanwhile, because it was rechecked before
 * the period was over, needs none.
 */
export const recaptureCase: PipelineStep<OrderingStep, null> = {
  async load({ database }, work) {
    const steps = await database.caseStep.findMany({
      where: { id: { in: work.map(({ subjectId }) => subjectId) } },
      select: { id: true, caseId: true, by: true },
    });
    const byId = new Map(steps.map((step) => [step.id, step]));
    return new Map(
      work.flatMap(({ id, subjectId }) => {
        const step = byId.get(subjectId);
        return step === undefined ? [] : [[id, step] as const];
      }),
    );
  },

  act: async () => null,

  async store(transaction, acted, now) {
    const orders: NewCaptureOrder[] = [];
    for (const { loaded } of acted) orders.push(...(await ordersOf(transaction, loaded)));
    const { ids, ledger } = await orderCaptures(transaction, orders, now);
    return {
      due: ids.map((subjectId) => ({ step: 'capture_full' as const, subjectId, crawlRunId: null, priority })),
      ledger,
    };
  },
};

async function ordersOf(transaction: Transaction, { caseId, by }: OrderingStep): Promise<NewCaptureOrder[]> {
  // Whoever takes a step of the case holds this row until that is committed.
  await transaction.$queryRaw`SELECT "id" FROM "Case" WHERE "id" = ${caseId} FOR NO KEY UPDATE`;
  const found = await transaction.case.findUniqueOrThrow({ where: { id: caseId }, include: { postings: true } });
  if (found.state !== 'rectifying') return [];
  const clues = await cluesOf(
    transaction,
    found.postings.map(({ postingId }) => postingId),
  );
  return clues.map(({ postingId, postingVersionId }) => ({
    ...{ postingId, postingVersionId, reason: 'rectification', by: namedPerson.parse(by) },
    ...{ clueNumber: caseNumber(found), witness: null },
  }));
}

/** The words that were confirmed: an advertisement that is no longer the same is to be told as changed, however often it was changed. */
function cluesOf(
  transaction: Transaction,
  postingIds: readonly string[],
): Promise<{ postingId: string; postingVersionId: string }[]> {
  return transaction.$queryRaw`
    SELECT DISTINCT ON (version."postingId") version."postingId", version."id" AS "postingVersionId"
      FROM "PostingVersion" version LEFT JOIN "ReviewTask" task ON task."postingVersionId" = version."id"
     WHERE version."postingId" = ANY(${[...postingIds]})
     ORDER BY version."postingId", (task."outcome" = 'confirmed') DESC NULLS LAST, version."number" DESC`;
}
