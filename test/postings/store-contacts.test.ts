import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NamedContact } from '../../postings/linking/normalise-contact.js';
import { storeContacts } from '../../postings/store-contacts.js';
import type { Database } from '../../prisma/open-database.js';
import { createTestDatabase } from '../prisma/test-database.js';
import { createCapture, storeOne } from './seen-posting.js';
import { gate, untilOneWaitsForALock } from './two-workers.js';

let test: Awaited<ReturnType<typeof createTestDatabase>>;
let db: Database;
let where: { platformId: string; captureId: string };
beforeAll(async () => {
  test = await createTestDatabase();
  db = test.db;
  where = await createCapture(db);
});
afterAll(() => test.close());

async function newPosting(key: string): Promise<string> {
  const seen = { ...where, key, url: `https://jobs.example/${key}`, row: { text: key }, seenAt: new Date(0) };
  return (await storeOne(db, seen)).postingId;
}

const store = (postingId: string, contacts: readonly NamedContact[]) =>
  db.$transaction((transaction) => storeContacts(transaction, [{ postingId, contacts }]));
async function linked(postingId: string): Promise<string[]> {
  const links = await db.postingContact.findMany({ where: { postingId }, include: { contact: true } });
  return links.map(({ contact }) => `${contact.kind} ${contact.value}`).sort();
}

describe('storing the contacts of a posting', () => {
  const phone: NamedContact = { kind: 'phone', value: '13812345678' };

  it('links each once, however often it is named and stored', async () => {
    const posting = await newPosting('once');
    await store(posting, [phone, { kind: 'qq', value: '12345678' }, phone]);
    await store(posting, [phone]);
    expect(await linked(posting)).toEqual(['phone 13812345678', 'qq 12345678']);
  });

  it('links two postings to the one contact that both name', async () => {
    const one = await newPosting('one');
    const other = await newPosting('other');
    await store(one, [phone]);
    await store(other, [phone]);
    const contact = await db.contact.findMany({ where: { value: phone.value }, include: { postings: true } });
    expect(contact).toHaveLength(1);
    expect(contact[0]?.postings.map(({ postingId }) => postingId)).toEqual(expect.arrayContaining([one, other]));
  });

  it('tells the same characters of two kinds apart', async () => {
    const posting = await newPosting('kinds');
    await store(posting, [
      { kind: 'qq', value: '987654321' },
      { kind: 'wechat', value: '987654321' },
    ]);
    expect(await linked(posting)).toEqual(['qq 987654321', 'wechat 987654321']);
  });

  it('keeps the links that are there when a newer version names none', async () => {
    const posting = await newPosting('kept');
    await store(posting, [phone]);
    await store(posting, []);
    expect(await linked(posting)).toEqual(['phone 13812345678']);
  });

  it('links many postings in one call', async () => {
    const postings = await Promise.all(Array.from({ length: 5 }, (_, index) => newPosting(`many ${index}`)));
    await db.$transaction((transaction) =>
      storeContacts(
        transaction,
        postings.map((postingId, index) => ({
          postingId,
          contacts: [phone, { kind: 'qq', value: `6660000${index}` }],
        })),
      ),
    );
    for (const [index, posting] of postings.entries())
      expect(await linked(posting)).toEqual(['phone 13812345678', `qq 6660000${index}`]);
  });

  it('brings each to its normal form, and leaves out what is none', async () => {
    const posting = await newPosting('normal forms');
    await store(posting, [
      { kind: 'phone', value: '+86 139-1234-5678' },
      { kind: 'wechat', value: '13912345678' },
      { kind: 'email', value: '10086110@QQ.com' },
      { kind: 'phone', value: '12345' },
    ]);
    expect(await linked(posting)).toEqual([
      'email 10086110@qq.com',
      'phone 13912345678',
      'qq 10086110',
      'wechat 13912345678',
    ]);
  });

  it('lets workers name the same new contacts in any order at once: none is turned away', async () => {
    const contacts = Array.from(
      { length: 30 },
      (_, index): NamedContact => ({ kind: 'qq', value: `${55_500_000 + index}` }),
    );
    const postings = await Promise.all(Array.from({ length: 8 }, (_, index) => newPosting(`at once ${index}`)));
    await Promise.all(
      postings.map((posting, index) => store(posting, index % 2 === 0 ? contacts : [...contacts].reverse())),
    );
    for (const posting of postings) expect(await linked(posting)).toHaveLength(30);
    expect(await db.contact.count({ where: { value: { startsWith: '555000' } } })).toBe(30);
  });

  it('takes contacts in one order, so that two workers never wait for each other', async () => {
    const early: NamedContact = { kind: 'qq', value: '77700001' };
    const late: NamedContact = { kind: 'qq', value: '77700002' };
    const [one, other] = [await newPosting('one of two workers'), await newPosting('the other of two')];
    const hasEarly = gate();
    const mayGoOn = gate();
    const first = db.$transaction(async (transaction) => {
      await storeContacts(transaction, [{ postingId: one, contacts: [early] }]);
      hasEarly.open();
      await mayGoOn.opened;
      await storeContacts(transaction, [{ postingId: one, contacts: [late] }]);
    });
    await hasEarly.opened;
    // Had this one taken the late contact before it waits for the early one, the first could not go on.
    const second = store(other, [late, early]);
    await untilOneWaitsForALock(db);
    mayGoOn.open();
    await Promise.all([first, second]);
    expect(await linked(one)).toEqual(['qq 77700001', 'qq 77700002']);
    expect(await linked(other)).toEqual(await linked(one));
  });
});
