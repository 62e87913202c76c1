import { v7 as newId } from 'uuid';
import { RefusedError } from '../../contracts/errors.js';
import type { PlatformFile } from '../../contracts/platform.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Transaction } from '../../prisma/open-database.js';
import type { NewDueWork } from '../due-work.js';
import { fetchStepOf, readFetchMethods } from '../methods/fetch-methods.js';
import { type AskedPage, waitFor } from './complaint-waits.js';

/** The page of a platform that a complaint names. */
export interface ComplainedPage extends AskedPage {
  readonly complaintId: string;
  readonly versionId: string;
  readonly platform: PlatformFile;
}

/** Before everything else that is due of its platform: somebody waits for it. */
const priority = 99;

/**
 * A crawl run of one page: beside the platform's own, which goes on, at the pace that both share. It has no off-peak window, like a full
 * capture.
 *
 * @throws RefusedError `complaint_no_platform` where the platform was removed meanwhile; PutOffError where another complaint has come before
 */
export async function startComplaintRun(
  transaction: Transaction,
  page: ComplainedPage,
  now: Date,
): Promise<NewDueWork> {
  const { complaintId, url, platformId, versionId, platform } = page;
  // Whoever removes the platform writes this row first, and ends the runs that there are then.
  const there = await transaction.$queryRaw<unknown[]>`
    SELECT 1 FROM "Platform" WHERE "id" = ${platformId} AND "removedAt" IS NULL FOR NO KEY UPDATE`;
  if (there.length === 0)
    throw new RefusedError('complaint_no_platform', `The platform ${platformId} was removed; ${url} is not taken.`);
  // Two that were looked at at once have both seen nobody before them; with the row in hand the second one sees the first.
  const wait = await waitFor(transaction, page, now);
  if (wait !== undefined) throw wait;
  const methods = await readFetchMethods(transaction, platformId);
  const taskId = newId();
  const run = await transaction.crawlRun.create({
    data: {
      ...{ platformVersionId: versionId, pageBudget: 1, startedBy: 'complaint', startedAt: now, complaintId },
      tasks: { create: { id: taskId, url, urlSha256: sha256(url), kind: 'detail', priority } },
    },
    select: { id: true },
  });
  return { step: fetchStepOf(platform, 'detail', methods), subjectId: taskId, crawlRunId: run.id, priority };
}
