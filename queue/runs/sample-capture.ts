import type { Transaction } from '../../prisma/open-database.js';
import type { Departure } from './layout-alarm.js';

/** A capture of the run whose page shows the departure; null where the run kept none. */
export async function findSampleCapture(
  transaction: Transaction,
  crawlRunId: string,
  { sign, field }: Departure,
): Promise<string | null> {
  const sample =
    sign === 'field' || sign === 'text'
      ? await transaction.postingVersion.findFirst({
          where: { capture: { crawlTask: { crawlRunId } }, ...(field === undefined ? {} : { [field]: '' }) },
          orderBy: { id: 'asc' },
          select: { captureId: true },
        })
      : undefined;
  if (sample != null) return sample.captureId;
  const unread = await transaction.capture.findFirst({
    where: {
      crawlTask: {
        crawlRunId,
        state: { in: ['dead', 'done'] },
        ...(sign === 'yield' ? {} : { kind: 'list' as const }),
      },
    },
    // Pages that could not be read first: those are dead, which sorts behind done. Then done ones that held no posting, which have a code.
    orderBy: [
      { crawlTask: { state: 'desc' } },
      { crawlTask: { errorCode: { sort: 'asc', nulls: 'last' } } },
      { id: 'asc' },
    ],
    select: { id: true },
  });
  return unread?.id ?? null;
}
