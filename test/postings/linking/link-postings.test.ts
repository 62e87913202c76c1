import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordAbsences } from '../../../postings/life/record-absences.js';
import { linkPostings } from '../../../postings/linking/link-postings.js';
import { agreement, minHash } from '../../../postings/linking/min-hash.js';
import type { NamedContact } from '../../../postings/linking/normalise-contact.js';
import { shingleText } from '../../../postings/linking/shingle-text.js';
import { storeContacts } from '../../../postings/store-contacts.js';
import type { Database } from '../../../prisma/open-database.js';
import { createTestDatabase } from '../../prisma/test-database.js';
import { createCapture, storeOne } from '../seen-posting.js';
import { gate, untilOneWaitsForALock } from '../two-workers.js';

let test: Awaited<ReturnType<typeof createTestDatabase>>;
let db: Database;
let here: { platformId: string; captureId: string };
let there: { platformId: string; captureId: string };
beforeAll(async () => {
  test = await createTestDatabase();
  db = test.db;
  here = await createCapture(db);
  there = await createCapture(db);
});
afterAll(() => test.close());

const day = (number: number): Date => new Date(Date.UTC(2026, 2, number, 8));
const now = day(28);

/** A text of its own: no two of them share a shingle worth speaking of. */
let texts = 0;
function newText(): string {
  const start = 0x4e00 + texts++ * 97;
  return String.fromCharCode(...Array.from({ length: 90 }, (_, index) => start + index));
}

interface Ad {
  readonly text?: string;
  readonly band?: string | null;
  readonly contacts?: readonly NamedContact[];
  readonly seen?: number;
  readonly where?: { platformId: string; captureId: string };
  readonly agency?: string;
}
let keys = 0;
async function newPosting({
  text = newText(),
  band = 'flagged',
  contacts = [],
  seen = 1,
  where = here,
  agency = '',
}: Ad) {
  const key = `key ${keys++}`;
  const posting = { ...where, key, url: `https://jobs.example/${key}`, row: { text, agency }, seenAt: day(seen) };
  const { postingId } = await storeOne(db, posting);
  await db.posting.update({ where: { id: postingId }, data: { band } });
  await db.$transaction((transaction) => storeContacts(transaction, [{ postingId, contacts }]));
  return postingId;
}
const link = (...ids: readonly string[]) => db.$transaction((transaction) => linkPostings(transaction, ids, now));
const remove = (postingId: string, at: Date) =>
  db.$transaction((transaction) => recordAbsences(transaction, [{ postingId, captureId: null, reason: 'gone', at }]));
const campaignOf = async (id: string) => (await db.posting.findUniqueOrThrow({ where: { id } })).campaignId;
const qq = (number: number): NamedContact => ({ kind: 'qq', value: `${number}` });

describe('signing', () => {
  it('stores the signature and bands of the newest version', async () => {
    const text = newText();
    const posting = await newPosting({ text: newText() });
    const { key, url } = await db.posting.findUniqueOrThrow({ where: { id: posting } });
    await storeOne(db, { ...here, key, url, row: { text }, seenAt: day(2) });
    await link(posting);
    const stored = await db.posting.findUniqueOrThrow({ where: { id: posting } });
    expect(stored.minHash).toEqual(Array.from(minHash(shingleText('', text))));
    expect(stored.lshBands).toHaveLength(16);
  });

  it('stores none for a text that is too short, and links it to no other', async () => {
    const [one, other] = [await newPosting({ text: '收证' }), await newPosting({ text: '收证' })];
    await link(one, other);
    expect(await campaignOf(one)).toBeNull();
    expect((await db.posting.findUniqueOrThrow({ where: { id: one } })).minHash).toEqual([]);
  });
});

describe('campaigns', () => {
  it('hold suspicious postings that share a contact, over platforms and agencies', async () => {
    const contacts = [qq(10_000_001)];
    const one = await newPosting({ contacts, agency: '甲人力资源有限公司' });
    const other = await newPosting({ contacts, band: 'borderline', where: there, agency: '乙人力资源有限公司' });
    const alone = await newPosting({ contacts: [qq(10_000_002)] });
    const ledger = await link(one, other, alone);
    const campaign = await campaignOf(one);
    expect(campaign).not.toBeNull();
    expect(await campaignOf(other)).toBe(campaign);
    expect(await campaignOf(alone)).toBeNull();
    expect(ledger).toMatchObject([{ kind: 'campaign.created', subjectId: campaign }]);
  });

  it('hold suspicious postings of the same words under other contacts', async () => {
    const text = newText();
    const one = await newPosting({ text: `${text}电话13812345678`, contacts: [qq(10_000_011)] });
    await link(one);
    const other = await newPosting({ text: `${text}电话13987654321`, contacts: [qq(10_000_012)], where: there });
    await link(other);
    expect(await campaignOf(one)).not.toBeNull();
    expect(await campaignOf(other)).toBe(await campaignOf(one));
  });

  it('leave out clear postings, whatever they share', async () => {
    const ad = { text: newText(), contacts: [qq(10_000_021)] };
    const [flagged, clear, unjudged] = [
      await newPosting(ad),
      await newPosting({ ...ad, band: 'clear' }),
      await newPosting({ ...ad, band: null }),
    ];
    await link(flagged, clear, unjudged);
    expect(await Promise.all([flagged, clear, unjudged].map(campaignOf))).toEqual([null, null, null]);
  });

  it('take no notice of a contact of more than 200 postings', async () => {
    const contacts = [qq(10_000_031)];
    const postings: string[] = [];
    for (let index = 0; index < 201; index++) postings.push(await newPosting({ contacts }));
    await link(...postings);
    expect(await db.posting.count({ where: { id: { in: postings }, campaignId: { not: null } } })).toBe(0);
  });

  it('that turn out to be one become the larger, and nothing is left in the other', async () => {
    const [a, b] = [qq(10_000_041), qq(10_000_042)];
    const large = await Promise.all([1, 2, 3].map(() => newPosting({ contacts: [a] })));
    const small = await Promise.all([1, 2].map(() => newPosting({ contacts: [b] })));
    await link(...small);
    await link(...large);
    const [largeCampaign, smallCampaign] = [await campaignOf(large[0] ?? ''), await campaignOf(small[0] ?? '')];
    const bridge = await newPosting({ contacts: [a, b] });
    const ledger = await link(bridge);
    for (const posting of [...large, ...small, bridge]) expect(await campaignOf(posting)).toBe(largeCampaign);
    expect(await db.campaign.findUniqueOrThrow({ where: { id: smallCampaign ?? '' } })).toMatchObject({
      mergedIntoId: largeCampaign,
    });
    expect(ledger).toMatchObject([{ kind: 'campaign.merged', subjectId: smallCampaign }]);
  });

  it('stay as they are when a posting is linked again', async () => {
    const contacts = [qq(10_000_051)];
    const postings = [await newPosting({ contacts }), await newPosting({ contacts })];
    await link(...postings);
    const campaign = await campaignOf(postings[0] ?? '');
    expect(await link(...postings)).toEqual([]);
    expect(await campaignOf(postings[0] ?? '')).toBe(campaign);
  });

  it('are those of a plain union-find over all pairs, whatever the order and the batches', async () => {
    let offset = 20_000_000;
    const base = newText();
    const words = Array.from({ length: 4 }, newText);
    // A chain: each is near the next, the first and the last are not near each other.
    const chain = [0, 6, 12, 18].map((from) => `${base.slice(from)}${words[0]?.slice(0, from)}`);
    const anAd = fc.record({
      text: fc.option(fc.constantFrom(...words, ...chain), { nil: undefined }),
      contacts: fc.uniqueArray(fc.nat(5), { maxLength: 2 }),
      band: fc.constantFrom('flagged', 'borderline', 'clear'),
    });
    const work = fc.array(anAd, { minLength: 2, maxLength: 12 }).chain((ads) =>
      fc.record({
        ads: fc.constant(ads),
        order: fc.shuffledSubarray(
          ads.map((_, index) => index),
          { minLength: ads.length },
        ),
        batch: fc.integer({ min: 1, max: 4 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(work, async ({ ads, order, batch }) => {
        // Contacts and words of this run alone: each begins with a mark of its own.
        offset += 10;
        const mark = String.fromCharCode(0xac00 + (offset % 10_000));
        const all = ads.map((ad) => ({
          ...ad,
          text: ad.text === undefined ? newText() : Array.from(ad.text).join(mark),
          contacts: ad.contacts.map((contact) => qq(offset + contact)),
        }));
        const ids: string[] = [];
        for (const ad of all) ids.push(await newPosting(ad));
        for (let from = 0; from < order.length; from += batch)
          await link(...order.slice(from, from + batch).map((index) => ids[index] ?? ''));

        const expected = plainUnionFind(all);
        const campaigns = await Promise.all(ids.map(campaignOf));
        for (const [a, own] of expected.entries()) {
          const others = expected.filter((set, b) => b !== a && set === own).length;
          expect(campaigns[a] !== null).toBe(others > 0);
          for (const [b, other] of expected.entries())
            if (a !== b && own === other) expect(campaigns[a]).toBe(campaigns[b]);
            else if (a !== b && campaigns[a] !== null) expect(campaigns[a]).not.toBe(campaigns[b]);
        }
      }),
      { numRuns: 25 },
    );
  });
});

/** The set of each ad, by comparing every pair; candidates that share no band are no pair here either. */
function plainUnionFind(ads: readonly { text: string; band: string; contacts: readonly NamedContact[] }[]): number[] {
  const sets = ads.map((_, index) => index);
  const signatures = ads.map(({ text }) => minHash(shingleText('', text)));
  for (const [a, one] of ads.entries()) {
    for (const [b, other] of ads.entries()) {
      if (a >= b || one.band === 'clear' || other.band === 'clear') continue;
      const shares = one.contacts.some(({ value }) => other.contacts.some((contact) => contact.value === value));
      const [first, second] = [signatures[a] ?? [], signatures[b] ?? []];
      const inBand = Array.from({ length: 16 }, (_, band) => band * 8).some((from) =>
        Array.from({ length: 8 }, (_, row) => from + row).every((at) => first[at] === second[at]),
      );
      if (!shares && !(inBand && agreement(first, second) >= 0.8)) continue;
      const [from, into] = [sets[b], sets[a] ?? 0];
      for (const [index, set] of sets.entries()) if (set === from) sets[index] = into;
    }
  }
  return sets;
}

describe('re-listings', () => {
  const from = async (id: string) => (await db.posting.findUniqueOrThrow({ where: { id } })).relistedFromId;

  it('are postings that repeat a removed one under a new key, with an event and its entry', async () => {
    const text = newText();
    const old = await newPosting({ text: `${text}电话13812345678`, agency: '某人力资源有限公司' });
    await link(old);
    await remove(old, day(5));
    const fresh = await newPosting({ text: `${text}电话13987654321`, seen: 6, where: there });
    const ledger = await link(fresh);
    expect(await from(fresh)).toBe(old);
    const event = await db.postingEvent.findFirstOrThrow({ where: { postingId: fresh, kind: 'relisted' } });
    expect(event.detail).toEqual({ from: old, similarity: 1, samePlatform: false, sameAgency: false });
    expect(ledger).toMatchObject([{ kind: 'posting.relisted', subjectId: event.id }, { kind: 'campaign.created' }]);
    expect((await link(fresh)).map(({ kind }) => kind)).toEqual([]);
  });

  it('are found too when the removal is noticed after the new one came', async () => {
    const text = newText();
    const old = await newPosting({ text, band: 'clear' });
    const fresh = await newPosting({ text, band: 'clear', seen: 3 });
    await link(old, fresh);
    expect(await from(fresh)).toBeNull();
    await remove(old, day(5));
    await link(old);
    expect(await from(fresh)).toBe(old);
    expect(await from(old)).toBeNull();
  });

  it('are not copies that were up side by side', async () => {
    const text = newText();
    const one = await newPosting({ text });
    const copy = await newPosting({ text, seen: 1 });
    await link(one, copy);
    await remove(one, day(5));
    await link(one, copy);
    expect(await from(copy)).toBeNull();
  });

  it('name the likest, then one of the same platform, then the one that went last', async () => {
    const text = newText();
    const elsewhere = await newPosting({ text, seen: 2, where: there });
    const first = await newPosting({ text, seen: 1 });
    const second = await newPosting({ text, seen: 2 });
    // So much less that its signature cannot come out the same.
    const lessLike = await newPosting({ text: text.slice(10), seen: 3 });
    await link(elsewhere, first, second, lessLike);
    for (const posting of [elsewhere, first, second, lessLike]) await remove(posting, day(5));
    const fresh = await newPosting({ text, seen: 6 });
    await link(fresh);
    expect(await from(fresh)).toBe(second);
  });
});

describe('two workers that link at once', () => {
  it('make one campaign: the second waits and sees what the first has found', async () => {
    const text = newText();
    const [one, other] = [await newPosting({ text }), await newPosting({ text })];
    const hasLinked = gate();
    const mayCommit = gate();
    const first = db.$transaction(async (transaction) => {
      await linkPostings(transaction, [one], now);
      hasLinked.open();
      await mayCommit.opened;
    });
    await hasLinked.opened;
    const second = link(other);
    await untilOneWaitsForALock(db);
    mayCommit.open();
    await Promise.all([first, second]);
    expect(await campaignOf(one)).not.toBeNull();
    expect(await campaignOf(other)).toBe(await campaignOf(one));
  });

  it('end in the same campaigns as one after the other', async () => {
    const contacts = Array.from({ length: 4 }, (_, index) => qq(30_000_000 + index));
    const postings = await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        newPosting({ contacts: [contacts[index % 4], contacts[(index + 1) % 4]].flatMap((one) => one ?? []) }),
      ),
    );
    await Promise.all(postings.map((posting) => link(posting)));
    const campaigns = new Set(await Promise.all(postings.map(campaignOf)));
    expect(campaigns.size).toBe(1);
    expect(campaigns.has(null)).toBe(false);
    expect(await db.campaign.count({ where: { mergedIntoId: null, postings: { none: {} } } })).toBe(0);
  });
});
