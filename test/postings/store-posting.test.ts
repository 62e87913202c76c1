import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostingRow } from '../../contracts/posting-row.js';
import { type SeenPosting, storePosting } from '../../postings/store-posting.js';
import type { Database } from '../../prisma/open-database.js';
import { createTestDatabase } from '../prisma/test-database.js';
import { createCapture } from './seen-posting.js';
import { gate, untilOneWaitsForALock } from './two-workers.js';

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

const store = (seen: SeenPosting) => db.$transaction((transaction) => storePosting(transaction, seen));
const stored = (seen: SeenPosting) =>
  db.posting.findMany({
    where: { platformId: seen.platformId },
    include: { versions: { orderBy: { number: 'asc' } }, agency: true },
  });

describe('storing a posting', () => {
  it('that is new makes a posting with its first version, its words and its agency', async () => {
    const seen = await newPosting();
    const { versionId, isNew } = await store(seen);
    expect(isNew).toBe(true);
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
    expect(again).toEqual({ versionId: first.versionId, isNew: false });
    expect(await stored(seen)).toMatchObject([
      { firstSeenAt: monday, lastSeenAt: tuesday, versions: [{ number: 1, seenAt: monday }] },
    ]);
  });

  it.each(['title', 'company', 'agency', 'salary', 'place', 'headcount', 'publishedAt', 'text'] as const)(
    'whose %s was edited makes version 2 and keeps version 1',
    async (field) => {
      const seen = await newPosting();
      await store(seen);
      const { versionId, isNew } = await store({ ...seen, seenAt: tuesday, row: { ...row, [field]: '改过' } });
      expect(isNew).toBe(true);
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
    expect((await store(seen)).isNew).toBe(true);
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
    expect((await store(there)).isNew).toBe(true);
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
      row: { title: '收\u0000证\ud83d', agency: '\ude00代理\u0000', text: '挂\u0000靠\ud83d\ude00\udc00' },
    };
    expect((await store(hostile)).isNew).toBe(true);
    expect(await stored(seen)).toMatchObject([
      { agency: { name: '\ufffd代理' }, versions: [{ title: '收证\ufffd', text: '挂靠😀\ufffd' }] },
    ]);
    expect((await store(hostile)).isNew).toBe(false);
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
        await storePosting(transaction, seen);
        throw new Error('crash');
      }),
    ).rejects.toThrow('crash');
    expect(await stored(seen)).toEqual([]);
    expect((await store(seen)).isNew).toBe(true);
  });
});

describe('two workers that see the same posting at once', () => {
  it('make one posting with one version: the second waits for the first', async () => {
    const seen = await newPosting();
    const results = await Promise.all(Array.from({ length: 8 }, () => store(seen)));
    expect(results.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(results.map(({ versionId }) => versionId)).size).toBe(1);
    expect(await stored(seen)).toMatchObject([{ versions: [{ number: 1 }] }]);
  });

  it('do so even if the first commits after the second has begun', async () => {
    const seen = await newPosting();
    const firstHasStored = gate();
    const firstMayCommit = gate();
    const first = db.$transaction(async (transaction) => {
      const result = await storePosting(transaction, seen);
      firstHasStored.open();
      await firstMayCommit.opened;
      return result;
    });
    await firstHasStored.opened;
    const second = store({ ...seen, seenAt: tuesday });
    await untilOneWaitsForALock(db);
    firstMayCommit.open();
    expect((await first).isNew).toBe(true);
    expect(await second).toEqual({ versionId: (await first).versionId, isNew: false });
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
    expect((await Promise.all(edits)).every(({ isNew }) => isNew)).toBe(true);
    expect((await stored(seen))[0]?.versions.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
  });
});
