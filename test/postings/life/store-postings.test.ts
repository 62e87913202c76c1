import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostingRow } from '../../../contracts/posting-row.js';
import { canonicalJson, type JsonValue } from '../../../evidence/verify/canonical-json.js';
import { sha256 } from '../../../postings/hash-content.js';
import { type SeenPosting, storePostings } from '../../../postings/life/store-postings.js';
import type { Database } from '../../../prisma/open-database.js';
import { createTestDatabase } from '../../prisma/test-database.js';
import { createCapture, storeOne } from '../seen-posting.js';
import { gate, untilOneWaitsForALock } from '../two-workers.js';

let test: Awaited<ReturnType<typeof createTestDatabase>>;
let db: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  db = test.db;
});
afterAll(() => test.close());

const monday = new Date('2026-03-02T08:00:00Z');
const tuesday = new Date('2026-03-03T08:00:00Z');
const row: PostingRow = {
  title: '收一建市政',
  company: '某建设有限公司',
  agency: '某人力资源有限公司',
  salary: '3.6万/年',
  place: '武汉',
  text: '长期收一级建造师证书，不坐班。',
};

/** A posting of a platform of its own. */
async function newPosting(): Promise<SeenPosting> {
  const { platformId, captureId } = await createCapture(db);
  return { platformId, captureId, key: '4711', url: 'https://jobs.example/4711', row, seenAt: monday };
}

const store = (seen: SeenPosting) => storeOne(db, seen);
const stored = (seen: SeenPosting) =>
  db.posting.findMany({
    where: { platformId: seen.platformId },
    include: { versions: { orderBy: { number: 'asc' } }, agency: true },
  });

describe('storing a posting', () => {
  it('that is new makes a posting with its first version, its words and its agency', async () => {
    const seen = await newPosting();
    const { versionId, change } = await store(seen);
    expect(change).toBe('first_seen');
    expect(await stored(seen)).toMatchObject([
      {
        key: '4711',
        url: seen.url,
        firstSeenAt: monday,
        lastSeenAt: monday,
        agency: { name: row.agency },
        band: null,
        versions: [{ id: versionId, number: 1, ...row, headcount: '', publishedAt: '', captureId: seen.captureId }],
      },
    ]);
  });

  it('of the same words again makes no version, and moves when it was last seen', async () => {
    const seen = await newPosting();
    const first = await store(seen);
    const again = await store({ ...seen, seenAt: tuesday, row: { ...row, headcount: '', id: 'ignored' } });
    expect(again).toEqual({ ...first, change: 'unchanged' });
    expect(await stored(seen)).toMatchObject([
      { firstSeenAt: monday, lastSeenAt: tuesday, versions: [{ number: 1, seenAt: monday }] },
    ]);
  });

  it.each(['title', 'company', 'agency', 'salary', 'place', 'headcount', 'publishedAt', 'text'] as const)(
    'whose %s was edited makes version 2 and keeps version 1',
    async (field) => {
      const seen = await newPosting();
      await store(seen);
      const { versionId, change } = await store({ ...seen, seenAt: tuesday, row: { ...row, [field]: '改过' } });
      expect(change).toBe('edited');
      const [posting, ...others] = await stored(seen);
      expect(others).toEqual([]);
      expect(posting?.versions).toMatchObject([
        { number: 1, [field]: row[field] ?? '' },
        { number: 2, id: versionId, [field]: '改过', seenAt: tuesday },
      ]);
    },
  );

  it('whose words come back makes a third version: the record shows each change', async () => {
    const seen = await newPosting();
    await store(seen);
    await store({ ...seen, row: { ...row, text: '招聘项目经理。' } });
    expect((await store(seen)).change).toBe('edited');
    expect((await stored(seen))[0]?.versions.map(({ number, text }) => [number, text])).toEqual([
      [1, row.text],
      [2, '招聘项目经理。'],
      [3, row.text],
    ]);
  });

  it('of the same key on two platforms makes two postings', async () => {
    const here = await newPosting();
    const there = await newPosting();
    await store(here);
    expect((await store(there)).change).toBe('first_seen');
    expect(await stored(here)).toHaveLength(1);
    expect(await stored(there)).toHaveLength(1);
  });

  it('under one agency name from many postings makes one agency, and none without a name', async () => {
    const agency = '同一家人力资源有限公司';
    for (const name of [agency, ` ${agency} `, agency])
      await store({ ...(await newPosting()), row: { ...row, agency: name } });
    expect(await db.agency.count({ where: { name: { contains: agency } } })).toBe(1);
    const nameless = { ...(await newPosting()), row: { text: '招聘', agency: '  ' } };
    await store(nameless);
    expect(await stored(nameless)).toMatchObject([{ agencyId: null }]);
  });

  it('follows its agency when it changes', async () => {
    const seen = await newPosting();
    await store(seen);
    await store({ ...seen, row: { ...row, agency: '另一家人力资源有限公司' } });
    expect(await stored(seen)).toMatchObject([{ agency: { name: '另一家人力资源有限公司' } }]);
  });

  it('with NUL characters and unpaired surrogates stores what can be stored, and knows it again', async () => {
    const seen = await newPosting();
    const hostile = {
      ...seen,
      key: '4711\u0000',
      row: { title: '收\u0000证\ud83d', agency: '\ude00代理\u0000', text: '挂\u0000靠\ud83d\ude00\udc00' },
    };
    expect((await store(hostile)).change).toBe('first_seen');
    expect(await stored(seen)).toMatchObject([
      { agency: { name: '\ufffd代理' }, versions: [{ title: '收证\ufffd', text: '挂靠😀\ufffd' }] },
    ]);
    expect((await store(hostile)).change).toBe('unchanged');
  });

  it('of a hundred thousand characters, with markup and quotes, keeps every one', async () => {
    const seen = await newPosting();
    const text = `'";--\\ <b>${'挂𠮷'.repeat(33_000)}`;
    await store({ ...seen, row: { text } });
    expect((await stored(seen))[0]?.versions[0]?.text).toBe(text);
  });

  it('that a transaction takes back leaves nothing', async () => {
    const seen = await newPosting();
    await expect(
      db.$transaction(async (transaction) => {
        await storePostings(transaction, [seen], monday);
        throw new Error('crash');
      }),
    ).rejects.toThrow('crash');
    expect(await stored(seen)).toEqual([]);
    expect((await store(seen)).change).toBe('first_seen');
  });
});

describe('two workers that see the same posting at once', () => {
  it('make one posting with one version: the second waits for the first', async () => {
    const seen = await newPosting();
    const results = await Promise.all(Array.from({ length: 8 }, () => store(seen)));
    expect(results.filter(({ change }) => change === 'first_seen')).toHaveLength(1);
    expect(new Set(results.map(({ versionId }) => versionId)).size).toBe(1);
    expect(await stored(seen)).toMatchObject([{ versions: [{ number: 1 }] }]);
  });

  it('do so even if the first commits after the second has begun', async () => {
    const seen = await newPosting();
    const firstHasStored = gate();
    const firstMayCommit = gate();
    const first = db.$transaction(async (transaction) => {
      const result = await storePostings(transaction, [seen], monday);
      firstHasStored.open();
      await firstMayCommit.opened;
      return result;
    });
    await firstHasStored.opened;
    const second = store({ ...seen, seenAt: tuesday });
    await untilOneWaitsForALock(db);
    firstMayCommit.open();
    const [made] = (await first).stored;
    expect(made?.change).toBe('first_seen');
    expect(await second).toEqual({ ...made, change: 'unchanged' });
    expect(await stored(seen)).toMatchObject([{ lastSeenAt: tuesday, versions: [{ number: 1 }] }]);
  });

  it('make one agency of the name that two different postings bring up at once', async () => {
    const agency = '刚刚出现的人力资源有限公司';
    const postings = await Promise.all(Array.from({ length: 6 }, newPosting));
    await Promise.all(postings.map((seen) => store({ ...seen, row: { ...row, agency } })));
    expect(await db.agency.count({ where: { name: agency } })).toBe(1);
    expect(await db.posting.count({ where: { agency: { name: agency } } })).toBe(6);
  });

  it('number two edits one after the other', async () => {
    const seen = await newPosting();
    await store(seen);
    const edits = ['甲', '乙', '丙', '丁'].map((text) => store({ ...seen, row: { ...row, text } }));
    expect((await Promise.all(edits)).every(({ change }) => change === 'edited')).toBe(true);
    expect((await stored(seen))[0]?.versions.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('storing many postings in one call', () => {
  const storeAll = (seen: readonly SeenPosting[]) =>
    db.$transaction((transaction) => storePostings(transaction, seen, monday));

  it('answers for each in the order given, and makes an event and an entry for what happened', async () => {
    const seen = await newPosting();
    const known = { ...seen, key: 'known' };
    await storeAll([known]);
    const { stored: results, ledger } = await storeAll([
      { ...seen, key: 'new' },
      { ...known, seenAt: tuesday },
      { ...known, seenAt: tuesday, row: { ...row, salary: '4万/年' } },
      { ...seen, key: 'other' },
    ]);
    expect(results.map(({ change }) => change)).toEqual(['first_seen', 'unchanged', 'edited', 'first_seen']);
    expect(ledger.map(({ kind }) => kind)).toEqual(['posting.first_seen', 'posting.edited', 'posting.first_seen']);
    const events = await db.postingEvent.findMany({ where: { id: { in: ledger.map(({ subjectId }) => subjectId) } } });
    expect(events).toHaveLength(3);
    for (const { at, ...event } of events) {
      const text = canonicalJson({ ...event, at: at.toISOString(), detail: event.detail as JsonValue });
      expect(ledger.find(({ subjectId }) => subjectId === event.id)?.subjectSha256).toBe(sha256(text));
    }
    expect(events.find(({ kind }) => kind === 'edited')).toMatchObject({
      at: tuesday,
      captureId: seen.captureId,
      detail: { changed: [{ field: 'salary', before: '3.6万/年', after: '4万/年' }] },
    });
  });

  it('takes the same posting twice in the order given', async () => {
    const seen = await newPosting();
    const edited = { ...seen, seenAt: tuesday, row: { ...row, text: '改过' } };
    const { stored: results } = await storeAll([seen, edited, edited, seen]);
    expect(results.map(({ change }) => change)).toEqual(['first_seen', 'edited', 'unchanged', 'unchanged']);
    expect(await stored(seen)).toMatchObject([
      {
        firstSeenAt: monday,
        lastSeenAt: tuesday,
        versions: [
          { number: 1, text: row.text },
          { number: 2, text: '改过' },
        ],
      },
    ]);
  });

  it('gives the same record one by one and all at once, whatever is seen in whatever order', async () => {
    const shape = async (platformId: string) => {
      const postings = await db.posting.findMany({
        where: { platformId },
        include: { versions: { orderBy: { number: 'asc' } }, events: { orderBy: { id: 'asc' } } },
        orderBy: { key: 'asc' },
      });
      return postings.map(({ key, firstSeenAt, lastSeenAt, nextVisitAt, versions, events }) => ({
        key,
        times: [firstSeenAt, lastSeenAt, nextVisitAt],
        versions: versions.map(({ number, text, seenAt }) => [number, text, seenAt]),
        events: events.map(({ kind, at, detail }) => [kind, at, detail]),
      }));
    };
    const sighting = fc.record({
      key: fc.constantFrom('a', 'b', 'c'),
      text: fc.constantFrom('甲', '乙'),
      hour: fc.nat(5),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(sighting, { maxLength: 12 }), async (sightings) => {
        const [whole, single] = [await newPosting(), await newPosting()];
        const of = (seen: SeenPosting) =>
          sightings.map(({ key, text, hour }) => ({
            ...seen,
            key,
            row: { text },
            seenAt: new Date(monday.getTime() + hour * 3_600_000),
          }));
        const all = await storeAll(of(whole));
        const changes: string[] = [];
        for (const seen of of(single)) changes.push((await store(seen)).change);
        expect(all.stored.map(({ change }) => change)).toEqual(changes);
        expect(await shape(whole.platformId)).toEqual(await shape(single.platformId));
      }),
      { numRuns: 30 },
    );
  });

  it('by workers that bring up the same new and known ones in any order makes each once', async () => {
    const seen = await newPosting();
    const keys = Array.from({ length: 40 }, (_, index) => `key ${index}`);
    await storeAll(keys.filter((_, index) => index % 3 === 0).map((key) => ({ ...seen, key })));
    const orders = Array.from({ length: 6 }, (_, turn) => (turn % 2 === 0 ? keys : [...keys].reverse()));
    await Promise.all(
      orders.map((order, turn) =>
        storeAll(order.map((key) => ({ ...seen, key, row: { ...row, text: `第${turn}版` }, seenAt: tuesday }))),
      ),
    );
    const postings = await stored(seen);
    expect(postings).toHaveLength(40);
    for (const { versions } of postings)
      expect(versions.map(({ number }) => number)).toEqual(versions.map((_, index) => index + 1));
  });

  it('of none does nothing', async () => {
    expect(await storeAll([])).toEqual({ stored: [], ledger: [] });
  });
});

describe('a sighting that comes late', () => {
  it('makes no version and moves nothing', async () => {
    const seen = await newPosting();
    const first = await store({ ...seen, seenAt: tuesday });
    const late = { ...seen, row: { ...row, text: '旧的', agency: '旧机构' }, url: 'https://jobs.example/old' };
    expect(await store(late)).toEqual({ ...first, change: 'unchanged' });
    expect(await stored(seen)).toMatchObject([
      { lastSeenAt: tuesday, url: seen.url, agency: { name: row.agency }, versions: [{ number: 1 }] },
    ]);
  });

  it('is late even if the newest version is older: the same words were seen after it', async () => {
    const seen = await newPosting();
    await store(seen);
    await store({ ...seen, seenAt: new Date('2026-03-04T00:00:00Z') });
    expect((await store({ ...seen, seenAt: tuesday, row: { ...row, text: '改过' } })).change).toBe('unchanged');
  });
});

describe('the next visit', () => {
  it('is a day after new words were seen, and none for what lists alone show', async () => {
    const seen = await newPosting();
    await store(seen);
    await store({ ...seen, key: 'of a list', listOnly: true });
    const postings = await stored(seen);
    expect(postings.map(({ nextVisitAt }) => nextVisitAt)).toEqual([tuesday, null]);
  });

  it('follows the band for the same words, and is a day off for others', async () => {
    const seen = await newPosting();
    await store(seen);
    await db.posting.updateMany({ where: { platformId: seen.platformId }, data: { band: 'clear' } });
    await store({ ...seen, seenAt: tuesday });
    expect((await stored(seen))[0]?.nextVisitAt).toEqual(new Date('2026-03-17T08:00:00Z'));
    await store({ ...seen, seenAt: tuesday, row: { text: '改过' } });
    expect((await stored(seen))[0]?.nextVisitAt).toEqual(new Date('2026-03-04T08:00:00Z'));
  });
});
