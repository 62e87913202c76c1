import { addressesIn } from '../../casework/complaints/complained-text.js';
import { findPostingAt } from '../../casework/complaints/find-known-posting.js';
import { linkComplaints } from '../../casework/complaints/link-complaints.js';
import { jurisdictionOf } from '../../casework/users/jurisdiction.js';
import { type PutOffError, RefusedError } from '../../contracts/errors.js';
import { canonicalUrl } from '../../crawler/extract/canonical-url.js';
import type { Database } from '../../prisma/open-database.js';
import { waitFor } from '../complaints/complaint-waits.js';
import { findPlatformOfAddress, unfitAddress } from '../complaints/platform-of-address.js';
import { type ComplainedPage, startComplaintRun } from '../complaints/start-complaint-run.js';
import type { PipelineStep } from './step.js';

/** What is to be done about the addresses that a complaint names. */
type Found =
  | { readonly kind: 'known'; readonly complaintId: string; readonly postingId: string }
  | ({ readonly kind: 'page' } & ComplainedPage)
  | { readonly kind: 'failure'; readonly error: RefusedError | PutOffError };

/**
 * Complaint → its link with a posting that has become known meanwhile, or a crawl run of the page at the first address that lies on a
 * platform on record; what that page shows is judged like any other, and linked when it is read. An address anywhere else is not asked for.
 */
export const captureComplaint: PipelineStep<Found, null> = {
  async load({ database, clock }, work) {
    const complaints = await database.complaint.findMany({
      where: { id: { in: work.map(({ subjectId }) => subjectId) } },
      select: {
        ...{ id: true, organisationId: true, text: true, url: true, channel: true },
        captureRequests: { take: 1, select: { id: true } },
      },
    });
    const found = new Map<string, Found>();
    for (const complaint of complaints) found.set(complaint.id, await look(database, complaint, clock.now()));
    return new Map(
      work.flatMap(({ id, subjectId }) => {
        const one = found.get(subjectId);
        return one === undefined ? [] : [[id, one] as const];
      }),
    );
  },

  async act(_context, _work, found) {
    if (found.kind === 'failure') throw found.error;
    return null;
  },

  async store(transaction, acted, now) {
    const due = [];
    const known = [];
    // The rows of platforms in one order, whoever takes several.
    const inOrder = acted.map(({ loaded }) => loaded).sort((a, b) => (platformOf(a) < platformOf(b) ? -1 : 1));
    for (const loaded of inOrder) {
      if (loaded.kind === 'page') due.push(await startComplaintRun(transaction, loaded, now));
      else if (loaded.kind === 'known') {
        const { complaintId, postingId } = loaded;
        known.push({ complaintId, postingId, captureId: null });
      }
    }
    return { due, ledger: await linkComplaints(transaction, known, now) };
  },
};

interface Complaint {
  readonly id: string;
  readonly organisationId: string;
  readonly text: string;
  readonly url: string | null;
  readonly channel: string;
  /** By whom it was asked for once more. */
  readonly captureRequests: readonly { readonly id: string }[];
}

function platformOf(found: Found): string {
  return found.kind === 'page' ? found.platformId : '';
}

async function look(database: Database, complaint: Complaint, now: Date): Promise<Found> {
  const { id, organisationId, text, url, channel, captureRequests } = complaint;
  const isPublic = channel === 'web' && captureRequests.length === 0;
  const urls = addressesIn(text, url).flatMap((one) => canonicalUrl(one, one) ?? []);
  const jurisdiction = await jurisdictionOf(database, organisationId);
  const postingId = await findPostingAt(database, jurisdiction, urls);
  if (postingId !== null) return { kind: 'known', complaintId: id, postingId };
  let unfit: RefusedError | undefined;
  for (const address of urls) {
    const found = await findPlatformOfAddress(database, jurisdiction, address);
    if (found === undefined) continue;
    const code = unfitAddress(found.platform, address);
    if (code === undefined) {
      const { id: platformId, versionId, platform } = found;
      const page = { complaintId: id, url: address, platformId, versionId, platform, isPublic };
      const wait = await waitFor(database, page, now);
      return wait === undefined ? { kind: 'page', ...page } : { kind: 'failure', error: wait };
    }
    unfit ??= new RefusedError(
      code,
      code === 'complaint_list_only'
        ? `${found.id} has no pages of single postings: ${address} is not taken; the next crawl reads its lists.`
        : `${address} is the front or a list page of ${found.id} and no posting's; it is not taken.`,
    );
  }
  const error =
    unfit ??
    new RefusedError(
      'complaint_no_platform',
      `No address of the complaint ${id} lies on a platform on record, so that none is fetched; add the platform, or take the page by hand.`,
    );
  return { kind: 'failure', error };
}
