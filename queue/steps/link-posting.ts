import { linkPostings } from '../../postings/linking/link-postings.js';
import type { PipelineStep } from './step.js';

/** PostingVersion → near-duplicates, re-listings and campaigns. After the verdict, for campaigns are made of suspicious postings. */
export const linkPosting: PipelineStep<{ readonly postingId: string }, null> = {
  async load({ database }, work) {
    const versions = await database.postingVersion.findMany({
      where: { id: { in: work.map(({ subjectId }) => subjectId) } },
      select: { id: true, postingId: true },
    });
    const postingOf = new Map(versions.map(({ id, postingId }) => [id, postingId]));
    return new Map(
      work.flatMap(({ id, subjectId }) => {
        const postingId = postingOf.get(subjectId);
        return postingId === undefined ? [] : [[id, { postingId }] as const];
      }),
    );
  },

  act: async () => null,

  async store(transaction, acted, now) {
    const postingIds = [...new Set(acted.map(({ loaded }) => loaded.postingId))];
    return { due: [], ledger: await linkPostings(transaction, postingIds, now) };
  },
};
