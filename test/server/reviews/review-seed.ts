import { enterTasks } from '../../../casework/reviews/enter-tasks.js';
import { band } from '../../../contracts/verdict.js';
import { lshBands } from '../../../postings/linking/lsh-bands.js';
import { minHash } from '../../../postings/linking/min-hash.js';
import { shingleText } from '../../../postings/linking/shingle-text.js';
import type { Database } from '../../../prisma/open-database.js';
import { type Seeded, seedPostings } from '../seed-postings.js';

/** The postings of `seedPostings`, signed, those that are not clear in the review queue. */
export async function seedQueue(db: Database, screenshotSha256?: string): Promise<Seeded> {
  const seeded = await seedPostings(db, screenshotSha256);
  const versions = await db.postingVersion.findMany({
    where: { verdicts: { some: {} } },
    include: { verdicts: true },
    orderBy: { id: 'asc' },
  });
  for (const { postingId, title, text } of versions) {
    const signature = minHash(shingleText(title, text));
    await db.posting.update({
      where: { id: postingId },
      data: { minHash: Array.from(signature), lshBands: lshBands(signature) },
    });
  }
  const judged = versions.map(({ id: postingVersionId, postingId, verdicts: [verdict] }) => ({
    ...{ postingVersionId, postingId, probability: verdict?.probability ?? 0 },
    band: band.parse(verdict?.band),
  }));
  await db.$transaction((transaction) => enterTasks(transaction, judged, new Date()));
  return seeded;
}
