import type { PostingRow } from '../../contracts/posting-row.js';
import { canonicalJson, type JsonValue } from '../../evidence/canonical-json.js';
import { appendLedgerEntries } from '../../evidence/ledger.js';
import { sha256 } from '../../postings/hash-content.js';
import { storeContacts } from '../../postings/store-contacts.js';
import { endDueWork } from '../due-work.js';
import type { RunStep } from './step.js';

/** PostingVersion → Verdict. The posting's own band follows its newest version. */
export const judgePosting: RunStep = async (context, work) => {
  const { database, clock } = context;
  const version = await database.postingVersion.findUniqueOrThrow({ where: { id: work.subjectId } });
  const { title, company, agency, salary, place, headcount, publishedAt, text } = version;
  const row: PostingRow = { title, company, agency, salary, place, headcount, publishedAt, text };
  const { verdict, contacts } = context.judge(row);

  return database.$transaction(async (transaction) => {
    const now = clock.now();
    await endDueWork(transaction, work, context.holder, now);
    const { release: releaseId, ...columns } = verdict;
    const stored = await transaction.verdict.create({
      data: { postingVersionId: version.id, releaseId, ...columns },
      select: { id: true },
    });
    const newest = await transaction.postingVersion.findFirst({
      where: { postingId: version.postingId },
      orderBy: { number: 'desc' },
      select: { id: true },
    });
    if (newest?.id === version.id) {
      await transaction.posting.update({
        where: { id: version.postingId },
        data: { band: verdict.band, probability: verdict.probability },
      });
    }
    await storeContacts(transaction, version.postingId, contacts);
    // As JSON holds it: deal terms that are not there have no key.
    const judged: JsonValue = JSON.parse(JSON.stringify({ ...verdict, postingVersion: version.contentSha256 }));
    const subjectSha256 = sha256(canonicalJson(judged));
    await appendLedgerEntries(transaction, [{ kind: 'verdict.given', subjectId: stored.id, subjectSha256 }], now);
    return [];
  });
};
