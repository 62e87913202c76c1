import { v7 as uuid } from 'uuid';
import type { PostingRow } from '../../contracts/posting-row.js';
import type { NewLedgerEntry } from '../../evidence/ledger/append-entries.js';
import type { Transaction } from '../../prisma/open-database.js';
import { findOrCreateAgencies } from '../agencies/find-or-create-agencies.js';
import { contentOf, hashContent, type PostingContent, sha256, storable } from '../hash-content.js';
import { compareContent, fillGaps } from './compare-content.js';
import { type NewPostingEvent, storeEvents } from './posting-events.js';
import { afterSighting, isLate } from './posting-life.js';
import { lockPostings, type PostingRowState, writePostings } from './posting-rows.js';
import { type NewestVersion, newestVersions, storeVersions, type VersionRow } from './posting-versions.js';
import { nextVisit } from './revisit-interval.js';

/** A posting as a capture showed it. */
export interface SeenPosting {
  readonly platformId: string;
  /** The platform's own identifier, or else the canonical URL. */
  readonly key: string;
  readonly url: string;
  readonly row: PostingRow;
  readonly captureId: string;
  readonly seenAt: Date;
  /** Read off a list page: it has no page of its own to visit again, the list says whether it is still there. */
  readonly listOnly?: boolean;
  /** What a list said of it, in `row` where its own page says nothing. */
  readonly listed?: Partial<PostingRow>;
}

/**
 * `first_seen`, `edited` and `completed` come with a new version, which has no verdict yet. One that was removed and is back with other words is
 * `edited`. `completed` is one whose page was known without a list, to which a list has now added what the page does not say: nobody edited it.
 */
export type SightingChange = 'first_seen' | 'edited' | 'completed' | 'unchanged' | 'seen_again';

export interface StoredSighting {
  readonly postingId: string;
  /** The version that holds these words; of a late sighting the newest one. */
  readonly versionId: string;
  readonly change: SightingChange;
}

interface Sighting extends SeenPosting {
  readonly keySha256: string;
  readonly content: PostingContent;
  readonly contentSha256: string;
  readonly agencyId: string | null;
}

/**
 * Records that postings were seen, in their order: new ones, new versions of known ones, the same words again, or back after a removal.
 * A handful of statements however many. Two workers that see the same posting wait for each other at its row, so that no version is
 * numbered twice; what was seen before the newest sighting changes nothing.
 *
 * In its transaction call it before anything else that writes posting rows: it takes new keys before known rows.
 *
 * @returns what became of each, in the order given, and the entries for the ledger, to be appended last
 */
export async function storePostings(
  transaction: Transaction,
  seen: readonly SeenPosting[],
  now: Date,
): Promise<{ stored: readonly StoredSighting[]; ledger: readonly NewLedgerEntry[] }> {
  if (seen.length === 0) return { stored: [], ledger: [] };
  const sightings = await readSightings(transaction, seen, now);
  const idOf = await findOrCreatePostings(transaction, sightings);
  const rows = await lockPostings(transaction, idOf.values());
  const newest = await newestVersions(transaction, wordsOf(sightings, idOf));

  const versions: VersionRow[] = [];
  const events: NewPostingEvent[] = [];
  const changedRows = new Map<string, PostingRowState>();
  const stored = sightings.map((sighting): StoredSighting => {
    const postingId = idOf.get(identityOf(sighting)) ?? missing('Posting', sighting.keySha256);
    const row = changedRows.get(postingId) ?? rows.get(postingId) ?? missing('Posting', postingId);
    const before = newest.get(postingId);
    if (before !== undefined && isLate(row, sighting.seenAt))
      return { postingId, versionId: before.id, change: 'unchanged' };

    const version =
      before?.contentSha256 === sighting.contentSha256 ? undefined : newVersion(postingId, sighting, before);
    const after = rowAfter(row, sighting, version !== undefined);
    const difference = version === undefined || before === undefined ? undefined : differenceOf(before, sighting);
    const event = { postingId, at: sighting.seenAt, captureId: sighting.captureId };
    const isBack = row.state === 'removed' && after.state === 'live';
    if (isBack) events.push({ ...event, kind: 'seen_again', detail: {} });
    if (version !== undefined) {
      if (before === undefined) events.push({ ...event, kind: 'first_seen', detail: {} });
      else if (difference !== undefined) events.push({ ...event, kind: 'edited', detail: difference });
      versions.push(version);
      newest.set(postingId, { ...version, content: sighting.content, isListed: sighting.listed !== undefined });
    }
    if (!isSame(row, after)) changedRows.set(postingId, after);
    const versionId = version?.id ?? before?.id ?? missing('PostingVersion', postingId);
    const change = changeOf(before !== undefined, version !== undefined, difference !== undefined, isBack);
    return { postingId, versionId, change };
  });

  await storeVersions(transaction, versions);
  await writePostings(transaction, [...changedRows.values()]);
  return { stored, ledger: await storeEvents(transaction, events) };
}

async function readSightings(
  transaction: Transaction,
  seen: readonly SeenPosting[],
  now: Date,
): Promise<readonly Sighting[]> {
  const read = seen.map((posting) => {
    const [key, url] = [storable(posting.key), storable(posting.url)];
    const content = contentOf(posting.row);
    return { ...posting, key, url, keySha256: sha256(key), content, contentSha256: hashContent(content) };
  });
  // Agencies are told apart by the name they advertise under until their credit code is known.
  const names = read.map(({ content }) => content.agency.trim());
  const agencies = await findOrCreateAgencies(transaction, names, now);
  return read.map((posting) => ({ ...posting, agencyId: agencies.get(posting.content.agency.trim()) ?? null }));
}

function identityOf({ platformId, keySha256 }: Pick<Sighting, 'platformId' | 'keySha256'>): string {
  return `${keySha256} ${platformId}`;
}

/** Ids of the postings by `identityOf`. A new one is written as its first sighting shows it. */
async function findOrCreatePostings(
  transaction: Transaction,
  sightings: readonly Sighting[],
): Promise<Map<string, string>> {
  const first = new Map<string, Sighting>();
  for (const sighting of sightings) if (!first.has(identityOf(sighting))) first.set(identityOf(sighting), sighting);
  const rows = [...first.values()].map(({ platformId, key, keySha256, url, agencyId, seenAt, listOnly }) => ({
    id: uuid(),
    platformId,
    key,
    keySha256,
    url,
    agencyId,
    seenAt,
    nextVisitAt: listOnly === true ? null : nextVisit(null, seenAt),
  }));
  // In the order of their keys: of two workers that bring up the same new postings one waits, and then finds them.
  await transaction.$executeRaw`
    INSERT INTO "Posting" ("id", "platformId", "key", "keySha256", "url", "agencyId", "firstSeenAt", "lastSeenAt", "nextVisitAt")
    SELECT "id", "platformId", "key", "keySha256", "url", "agencyId", "seenAt", "seenAt", "nextVisitAt"
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row(
             "id" text, "platformId" text, "key" text, "keySha256" text, "url" text, "agencyId" text,
             "seenAt" timestamptz, "nextVisitAt" timestamptz)
     ORDER BY "platformId", "keySha256"
        ON CONFLICT ("platformId", "keySha256") DO NOTHING`;
  const found = await transaction.$queryRaw<{ id: string; platformId: string; keySha256: string }[]>`
    SELECT posting."id", posting."platformId", posting."keySha256"
      FROM unnest(
             ${rows.map(({ platformId }) => platformId)}::text[],
             ${rows.map(({ keySha256 }) => keySha256)}::text[]
           ) AS wanted("platformId", "keySha256")
      JOIN "Posting" AS posting USING ("platformId", "keySha256")`;
  return new Map(found.map((posting) => [identityOf(posting), posting.id]));
}

/** For each posting the hashes of the words that were seen of it. */
function wordsOf(sightings: readonly Sighting[], idOf: ReadonlyMap<string, string>): Map<string, Set<string>> {
  const words = new Map<string, Set<string>>();
  for (const sighting of sightings) {
    const id = idOf.get(identityOf(sighting)) ?? missing('Posting', sighting.keySha256);
    const hashes = words.get(id) ?? new Set();
    words.set(id, hashes.add(sighting.contentSha256));
  }
  return words;
}

function newVersion(postingId: string, sighting: Sighting, before: { number: number } | undefined): VersionRow {
  const { content, contentSha256, captureId, seenAt } = sighting;
  return { id: uuid(), postingId, number: (before?.number ?? 0) + 1, contentSha256, ...content, captureId, seenAt };
}

/** New words are unjudged, whatever the band of those before. */
function rowAfter(row: PostingRowState, sighting: Sighting, isNew: boolean): PostingRowState {
  const visit = { again: sighting.listOnly !== true, band: isNew ? null : row.band };
  const { url, agencyId } = sighting;
  return { ...row, ...afterSighting(row, sighting.seenAt, visit), url, agencyId };
}

/** Undefined where a list has merely added to what was known without one. */
function differenceOf({ id, content, isListed }: NewestVersion, { content: after, listed = {} }: Sighting) {
  const known = content ?? missing('PostingVersion', id);
  const before = isListed === true ? known : fillGaps(known, listed);
  const { changed, shortened } = compareContent(before, after);
  if (changed.length === 0) return undefined;
  const passages = changed.map((change) => ({ ...change }));
  return shortened ? { changed: passages, shortened } : { changed: passages };
}

function isSame(a: PostingRowState, b: PostingRowState): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function changeOf(isKnown: boolean, isNewVersion: boolean, isEdited: boolean, isBack: boolean): SightingChange {
  if (!isKnown) return 'first_seen';
  if (isNewVersion) return isEdited ? 'edited' : 'completed';
  return isBack ? 'seen_again' : 'unchanged';
}

/** Rows are never deleted, and those asked for were written before in this transaction. */
function missing(table: string, id: string): never {
  throw new Error(`The ${table} ${id} is not in the database, though this transaction has just found or written it.`);
}
