import type { PackageCustody } from '../../contracts/evidence-package.js';
import { type NamedPerson, namedPerson } from '../../contracts/evidence-record.js';
import type { Database } from '../../prisma/open-database.js';
import type { LoadedEvidence } from './load-evidence.js';

/** What each kind of ledger entry says was done, for whoever reads a package. */
const acts: Readonly<Record<string, string>> = {
  'capture.stored': '爬取采集：网页字节入库并计算哈希',
  'verdict.given': '程序研判',
  'review.recorded': '人工复核',
  'review.withdrawn': '撤回人工复核，该项复核不再作数',
  'capture.ordered': '下达全量取证指令',
  'evidence.captured': '全量取证：网页全部资源入库并计算哈希',
  'capture.confirmed': '执法人员核实',
  'package.ordered': '申请导出证据包',
  'package.exported': '导出证据包',
};

/**
 * What the ledger says of the given subjects, in order: 保管记录.
 * @param order of the package that is going to hold it: its entry is checked against who gave it
 */
export async function readCustodyLog(
  database: Database,
  subjectIds: readonly string[],
  { decisions, withdrawn }: Pick<LoadedEvidence, 'decisions' | 'withdrawn'>,
  order: { readonly packageId: string; readonly by: NamedPerson | null },
): Promise<PackageCustody> {
  const entries = await database.ledgerEntry.findMany({
    where: { subjectId: { in: [...subjectIds] }, kind: { in: Object.keys(acts) } },
    orderBy: { sequence: 'asc' },
  });
  const people = new Map<string, NamedPerson>(
    [...decisions.reviews, ...decisions.confirmations].map(({ id, by }) => [id, by]),
  );
  for (const { reviewId, withdrawalId, by } of withdrawn) people.set(reviewId, by).set(withdrawalId, by);
  const orders = await database.fullCaptureOrder.findMany({
    where: { id: { in: [...subjectIds] } },
    select: { id: true, by: true },
  });
  for (const { id, by } of orders) if (by !== null) people.set(id, namedPerson.parse(by));
  if (order.by !== null) people.set(order.packageId, order.by);
  return {
    log: entries.map(({ at, kind, subjectId, subjectSha256, sequence }) => ({
      at: at.toISOString(),
      act: acts[kind] ?? kind,
      by: people.get(subjectId) ?? null,
      object: subjectId,
      sha256: subjectSha256,
      sequence: String(sequence),
    })),
  };
}
