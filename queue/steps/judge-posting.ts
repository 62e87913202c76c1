import { v7 as newId } from 'uuid';
import { orderCaptures } from '../../casework/captures/order-captures.js';
import { enterTasks } from '../../casework/reviews/enter-tasks.js';
import type { Judgement } from '../../classifier/judge.js';
import type { PostingRow } from '../../contracts/posting-row.js';
import { canonicalJson, type JsonValue } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import { scheduleRevisits } from '../../postings/life/schedule-revisits.js';
import { storeContacts } from '../../postings/store-contacts.js';
import type { Transaction } from '../../prisma/open-database.js';
import type { Acted, PipelineStep } from './step.js';

interface Version extends Required<Omit<PostingRow, 'id' | 'url' | 'label' | 'slice'>> {
  readonly id: string;
  readonly postingId: string;
  readonly contentSha256: string;
}

/** PostingVersion → Verdict. The posting's own band follows its newest version. */
export const judgePosting: PipelineStep<Version, Judgement> = {
  async load({ database }, work) {
    const rows = await database.$queryRaw<(Version & { workId: string })[]>`
      SELECT due."workId", version."id", version."postingId", version."contentSha256", version."title", version."company",
             version."agency", version."salary", version."place", version."headcount", version."publishedAt", version."text"
        FROM unnest(${work.map(({ id }) => id)}::text[], ${work.map(({ subjectId }) => subjectId)}::text[])
               AS due("workId", "versionId")
        JOIN "PostingVersion" version ON version."id" = due."versionId"`;
    return new Map(rows.map(({ workId, ...version }) => [workId, version]));
  },

  async act({ judge }, _work, version) {
    const { title, company, agency, salary, place, headcount, publishedAt, text } = version;
    return judge({ title, company, agency, salary, place, headcount, publishedAt, text });
  },

  async store(transaction, acted, now) {
    const verdicts = acted.map(({ loaded: version, effect: { verdict } }) => {
      const { release: releaseId, ...columns } = verdict;
      return { id: newId(), postingVersionId: version.id, releaseId, ...columns, createdAt: now.toISOString() };
    });
    await transaction.$executeRaw`
      INSERT INTO "Verdict" ("id", "postingVersionId", "releaseId", "band", "probability", "categories", "side", "reasons", "terms",
                             "missing", "createdAt")
      SELECT "id", "postingVersionId", "releaseId", "band", "probability", "categories", "side", "reasons", "terms", "missing", "createdAt"
        FROM jsonb_populate_recordset(NULL::"Verdict", ${JSON.stringify(verdicts)}::jsonb)`;
    // In the order of their ids, as whoever else writes posting rows.
    await transaction.$executeRaw`
      WITH verdict AS (
        SELECT * FROM jsonb_to_recordset(${JSON.stringify(verdicts)}::jsonb)
          AS row("postingVersionId" text, "band" text, "probability" float8)
      ), locked AS (
        SELECT posting."id" FROM "Posting" posting
         WHERE posting."id" IN (SELECT version."postingId" FROM "PostingVersion" version
                                  JOIN verdict ON verdict."postingVersionId" = version."id")
         ORDER BY posting."id" FOR NO KEY UPDATE
      )
      UPDATE "Posting" SET "band" = verdict."band", "probability" = verdict."probability"
        FROM verdict JOIN "PostingVersion" version ON version."id" = verdict."postingVersionId"
       WHERE "Posting"."id" = version."postingId" AND "Posting"."id" IN (SELECT "id" FROM locked)
         AND NOT EXISTS (SELECT 1 FROM "PostingVersion" newer
                          WHERE newer."postingId" = version."postingId" AND newer."number" > version."number")`;
    const postingIds = [...new Set(acted.map(({ loaded }) => loaded.postingId))];
    await scheduleRevisits(transaction, postingIds, now);
    await storeContacts(
      transaction,
      acted.map(({ loaded: { postingId }, effect: { contacts } }) => ({ postingId, contacts })),
    );
    const ordered = await orderFlagged(transaction, acted, now);
    await enterTasks(
      transaction,
      acted.map(({ loaded: { id: postingVersionId, postingId }, effect: { verdict } }) => {
        const { band, probability } = verdict;
        return { postingVersionId, postingId, band, probability };
      }),
      now,
    );
    return {
      due: [
        ...acted.map(({ work: { crawlRunId }, loaded }) => ({
          step: 'link_posting' as const,
          subjectId: loaded.id,
          crawlRunId,
        })),
        // Not of the run: evidence is taken after the crawl has ended, too.
        ...ordered.ids.map((subjectId) => ({ step: 'capture_full' as const, subjectId, crawlRunId: null })),
      ],
      ledger: [
        ...acted.map(({ loaded: version, effect: { verdict } }, index) => {
          // As JSON holds it: deal terms that are not there have no key.
          const judged: JsonValue = JSON.parse(JSON.stringify({ ...verdict, postingVersion: version.contentSha256 }));
          return {
            kind: 'verdict.given',
            subjectId: verdicts[index]?.id ?? version.id,
            subjectSha256: sha256(canonicalJson(judged)),
          };
        }),
        ...ordered.ledger,
      ],
    };
  },
};

/** What is flagged is captured in full before it can be changed. */
function orderFlagged(transaction: Transaction, acted: readonly Acted<Version, Judgement>[], now: Date) {
  const flagged = acted.filter(({ effect: { verdict } }) => verdict.band === 'flagged');
  const orders = flagged.map(({ loaded: { id: postingVersionId, postingId } }) => ({
    ...{ postingId, postingVersionId, reason: 'flagged' as const, by: null, clueNumber: '', witness: null },
  }));
  return orderCaptures(transaction, orders, now);
}
