import { v7 as uuid } from 'uuid';
import type { NewLedgerEntry } from '../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import type { Transaction } from '../../prisma/open-database.js';
import { sha256 } from '../hash-content.js';
import { storeEvents } from '../life/posting-events.js';
import { lockPostings } from '../life/posting-rows.js';
import { findRelistings, type PostingFacts, type Relisting } from './find-relistings.js';
import { type JoinedCampaigns, joinCampaigns, type Link } from './join-campaigns.js';
import { findNearDuplicates } from './near-duplicates.js';
import { findSharedContacts } from './shared-contacts.js';
import { type SignedPosting, signPostings } from './sign-postings.js';

/**
 * The lock of linking: arbitrary, and ours alone in a database, the characters `gzlk`. Two that link at once would each not see the
 * signature that the other is writing, nor the campaign that it is making.
 */
const advisoryLock = 0x67_7a_6c_6b;

/**
 * Links postings to what is known: signs their newest words, finds re-listings (of the removed ones among them too: a posting that
 * came before the removal was noticed repeats it all the same), and brings suspicious ones that share a contact or
 * their words into one campaign. To be done after a verdict, with the contacts stored, and after a removal; doing it again
 * changes nothing.
 *
 * In its transaction call it before anything else that writes posting rows: it takes its own lock before theirs.
 *
 * @returns the entries for the ledger, to be appended last: `posting.relisted`, `campaign.created`, `campaign.merged`
 */
export async function linkPostings(
  transaction: Transaction,
  postingIds: readonly string[],
  now: Date,
): Promise<NewLedgerEntry[]> {
  if (postingIds.length === 0) return [];
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${advisoryLock})`;
  const signed = await signPostings(transaction, postingIds);
  const pairs = await findNearDuplicates(transaction, signed);
  const contacts = await findSharedContacts(transaction, postingIds);
  const involved = [...pairs, ...contacts].flatMap(({ postingId, otherId }) => [postingId, otherId]);
  const facts = await readFacts(transaction, involved);

  const relistings = findRelistings(pairs, facts);
  const links = [...pairs, ...contacts].flatMap(({ postingId, otherId }): Link[] =>
    isSuspicious(facts.get(postingId)) && isSuspicious(facts.get(otherId)) ? [[postingId, otherId]] : [],
  );
  const campaigns = await findCampaigns(transaction, links, facts);
  await lockPostings(transaction, [
    ...postingIds,
    ...relistings.map(({ posting }) => posting.id),
    ...campaigns.joined.keys(),
    ...(await membersOf(transaction, campaigns.merged)),
  ]);
  await storeSignatures(transaction, signed);
  return [
    ...(await storeRelistings(transaction, relistings, now)),
    ...(await storeCampaigns(transaction, campaigns, now)),
  ];
}

function isSuspicious(facts: PostingFacts | undefined): boolean {
  return facts?.band === 'flagged' || facts?.band === 'borderline';
}

async function readFacts(transaction: Transaction, ids: readonly string[]): Promise<Map<string, PostingFacts>> {
  if (ids.length === 0) return new Map();
  const rows = await transaction.$queryRaw<PostingFacts[]>`
    SELECT "id", "platformId", "agencyId", "band", "state"::text AS "state", "firstSeenAt", "lastSeenAt", "relistedFromId", "campaignId"
      FROM "Posting" WHERE "id" = ANY(${[...new Set(ids)]}::text[])`;
  return new Map(rows.map((row) => [row.id, row]));
}

async function findCampaigns(
  transaction: Transaction,
  links: readonly Link[],
  facts: ReadonlyMap<string, PostingFacts>,
): Promise<JoinedCampaigns> {
  const campaignOf = new Map<string, string>();
  for (const posting of new Set(links.flat())) {
    const campaignId = facts.get(posting)?.campaignId ?? undefined;
    if (campaignId !== undefined) campaignOf.set(posting, campaignId);
  }
  const campaigns = [...new Set(campaignOf.values())];
  const sizes =
    campaigns.length < 2
      ? []
      : await transaction.$queryRaw<{ id: string; size: number }[]>`
          SELECT "campaignId" AS "id", count(*)::int AS "size"
            FROM "Posting" WHERE "campaignId" = ANY(${campaigns}::text[]) GROUP BY "campaignId"`;
  return joinCampaigns(links, campaignOf, new Map(sizes.map(({ id, size }) => [id, size])), uuid);
}

async function membersOf(transaction: Transaction, merged: JoinedCampaigns['merged']): Promise<string[]> {
  if (merged.length === 0) return [];
  const rows = await transaction.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "Posting" WHERE "campaignId" = ANY(${merged.map(({ id }) => id)}::text[])`;
  return rows.map(({ id }) => id);
}

async function storeSignatures(transaction: Transaction, signed: readonly SignedPosting[]): Promise<void> {
  await transaction.$executeRaw`
    UPDATE "Posting" AS posting SET "minHash" = signed."minHash", "lshBands" = signed."lshBands"
      FROM jsonb_to_recordset(${JSON.stringify(signed)}::jsonb) AS signed("id" text, "minHash" int[], "lshBands" int[])
     WHERE posting."id" = signed."id" AND posting."minHash" IS DISTINCT FROM signed."minHash"`;
}

async function storeRelistings(
  transaction: Transaction,
  relistings: readonly Relisting[],
  now: Date,
): Promise<NewLedgerEntry[]> {
  if (relistings.length === 0) return [];
  await transaction.$executeRaw`
    UPDATE "Posting" AS posting SET "relistedFromId" = row."fromId"
      FROM unnest(
             ${relistings.map(({ posting }) => posting.id)}::text[], ${relistings.map(({ from }) => from.id)}::text[]
           ) AS row("id", "fromId")
     WHERE posting."id" = row."id"`;
  return storeEvents(
    transaction,
    relistings.map(({ posting, from, similarity }) => ({
      postingId: posting.id,
      kind: 'relisted',
      at: now,
      captureId: null,
      detail: {
        from: from.id,
        similarity,
        samePlatform: posting.platformId === from.platformId,
        sameAgency: posting.agencyId !== null && posting.agencyId === from.agencyId,
      },
    })),
  );
}

/** Postings of a merged campaign move to the one that takes it in: `campaignId` never names a merged one. */
async function storeCampaigns(
  transaction: Transaction,
  { created, merged, joined }: JoinedCampaigns,
  now: Date,
): Promise<NewLedgerEntry[]> {
  if (created.length > 0)
    await transaction.campaign.createMany({ data: created.map((id) => ({ id, createdAt: now })) });
  if (joined.size > 0)
    await transaction.$executeRaw`
      UPDATE "Posting" AS posting SET "campaignId" = row."campaignId"
        FROM unnest(${[...joined.keys()]}::text[], ${[...joined.values()]}::text[]) AS row("id", "campaignId")
       WHERE posting."id" = row."id"`;
  if (merged.length > 0) {
    const [ids, intoIds] = [merged.map(({ id }) => id), merged.map(({ intoId }) => intoId)];
    await transaction.$executeRaw`
      UPDATE "Posting" AS posting SET "campaignId" = row."intoId"
        FROM unnest(${ids}::text[], ${intoIds}::text[]) AS row("id", "intoId") WHERE posting."campaignId" = row."id"`;
    await transaction.$executeRaw`
      UPDATE "Campaign" AS campaign SET "mergedIntoId" = row."intoId"
        FROM unnest(${ids}::text[], ${intoIds}::text[]) AS row("id", "intoId") WHERE campaign."id" = row."id"`;
  }
  const createdAt = now.toISOString();
  return [
    ...created.map((id) => entry('campaign.created', id, { id, createdAt })),
    ...merged.map(({ id, intoId }) => entry('campaign.merged', id, { id, mergedIntoId: intoId })),
  ];
}

function entry(kind: string, subjectId: string, subject: { readonly [key: string]: string }): NewLedgerEntry {
  return { kind, subjectId, subjectSha256: sha256(canonicalJson(subject)) };
}
