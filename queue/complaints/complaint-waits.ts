import { PutOffError } from '../../contracts/errors.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Database, Transaction } from '../../prisma/open-database.js';

/**
 * Pages that the public form has taken of one platform in an hour: it is open to anyone, and what it asks for goes before the platform's own
 * crawl. At the usual pace of a page a second it is a sixtieth of the hour. More wait, and none is lost. What a person registers or asks for
 * again never waits for them.
 */
const mostInHour = 60;
const hour = 3_600_000;
/** How long one waits for another complaint's page of the same address. In milliseconds. */
const sameAddressWait = 15_000;

/** The page of a complaint, as far as it may have to wait. */
export interface AskedPage {
  readonly platformId: string;
  readonly url: string;
  /** It came by the public form, and no person has asked for it. */
  readonly isPublic: boolean;
}

/**
 * Why the page of a complaint must wait; undefined where it need not. The answer holds for as long as nobody else starts a run: for whoever
 * has the platform's row locked.
 */
export async function waitFor(
  database: Database | Transaction,
  { platformId, url, isPublic }: AskedPage,
  now: Date,
): Promise<PutOffError | undefined> {
  const same = await database.crawlTask.findFirst({
    where: {
      urlSha256: sha256(url),
      crawlRun: { state: 'running', complaintId: { not: null }, platformVersion: { platformId } },
    },
    select: { id: true },
  });
  if (same !== null)
    return new PutOffError(
      'complaint_same_address',
      `${url} is being taken for another complaint.`,
      new Date(now.getTime() + sameAddressWait),
    );
  if (!isPublic) return undefined;
  const first = await database.crawlRun.findMany({
    where: {
      ...{ complaint: { channel: 'web' }, platformVersion: { platformId } },
      startedAt: { gt: new Date(now.getTime() - hour) },
    },
    orderBy: { startedAt: 'desc' },
    skip: mostInHour - 1,
    take: 1,
    select: { startedAt: true },
  });
  return first[0] === undefined
    ? undefined
    : new PutOffError(
        'complaints_many',
        `${mostInHour} pages of ${platformId} were taken for the public form within an hour; ${url} waits.`,
        new Date(first[0].startedAt.getTime() + hour),
      );
}
