import type { NewLedgerEntry } from '../../evidence/ledger/append-entries.js';
import { linkPostings } from '../../postings/linking/link-postings.js';
import type { NewDueWork } from '../due-work.js';
import type { PipelineStep } from './step.js';

/**
 * PostingVersion → near-duplicates, re-listings and campaigns. After the verdict, for campaigns are made of suspicious postings. Also the
 * PostingEvent of a removal → those that repeat what was removed: one may have been listed before the old one was known to be gone.
 */
export const linkPosting: PipelineStep<{ readonly postingId: string }, null> = {
  async load({ database }, work) {
    const rows = await database.$queryRaw<{ workId: string; postingId: string }[]>`
      SELECT due."workId", COALESCE(version."postingId", event."postingId") AS "postingId"
        FROM unnest(${work.map(({ id }) => id)}::text[], ${work.map(({ subjectId }) => subjectId)}::text[])
               AS due("workId", "subjectId")
        LEFT JOIN "PostingVersion" version ON version."id" = due."subjectId"
        LEFT JOIN "PostingEvent" event ON event."id" = due."subjectId"
       WHERE version."id" IS NOT NULL OR event."id" IS NOT NULL`;
    return new Map(rows.map(({ workId, postingId }) => [workId, { postingId }]));
  },

  act: async () => null,

  async store(transaction, acted, now) {
    const postingIds = [...new Set(acted.map(({ loaded }) => loaded.postingId))];
    return { due: [], ledger: await linkPostings(transaction, postingIds, now) };
  },
};

/** What becomes due by absences: those that removed a posting. */
export function linksAfterRemoval(entries: readonly NewLedgerEntry[]): NewDueWork[] {
  return entries
    .filter(({ kind }) => kind === 'posting.removed')
    .map(({ subjectId }) => ({ step: 'link_posting', subjectId, crawlRunId: null }));
}
