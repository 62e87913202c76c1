import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiError } from '../../../contracts/api/error.js';
import { agencyList, postingDetail, postingList } from '../../../contracts/api/postings.js';
import { nextTask, postingHistory, unmasked } from '../../../contracts/api/reviews.js';
import { canonicalJson } from '../../../evidence/verify/canonical-json.js';
import { maskContact, maskContacts } from '../../../server/postings/mask-contacts.js';
import { createVersion } from '../seed-postings.js';
import { type LoggedIn, type ServedDatabase, serveDatabase } from '../served-database.js';
import { seedQueue } from './review-seed.js';

describe('contacts are covered', () => {
  test.each([
    ['电话13812341234找我', '电话138****1234找我'],
    ['１３８-1234-1234', '１３８******1234'],
    ['加微信 guaz0000 详谈', '加微信 gu****00 详谈'],
    ['vx：ab_c123，QQ:12345678', 'vx：ab***23，QQ:12****78'],
    ['微信12345678', '微信12****78'],
    ['邮箱 someone@qq.com 详', '邮箱 so***ne@qq.com 详'],
    ['身份证420111199901011234。', '身份证420***********1234。'],
    ['一三八一二三四五六七八', '一三八****五六七八'],
    ['027-87654321', '027*****4321'],
  ])('in %s', (text, covered) => {
    expect(maskContacts(text)).toBe(covered);
    expect(maskContacts(text)).toHaveLength(text.length);
  });

  test.each([
    '月薪15000-22000元，2人，20261120发布',
    '统一社会信用代码91420100MA4K0000XX',
    '<img src=x onerror="alert(1)">一建转注册',
    '长期收一级建造师，三年一付，每年三万二',
  ])('and nothing else, as in %s', (text) => {
    expect(maskContacts(text)).toBe(text);
  });

  test('in texts of any length, and whatever stands as a contact', () => {
    const text = `${'岗位职责说明。'.repeat(3_000)}电话13812341234`;
    expect(maskContacts(text)).toBe(text.replace('13812341234', '138****1234'));
    expect(maskContact('不是联系方式')).toBe('不是**方式');
    expect(maskContact('')).toBe('');
  });
});

describe('over the API', () => {
  let served: ServedDatabase;
  let reviewer: LoggedIn;
  let auditor: LoggedIn;
  /** Of the posting that names a telephone in every field. */
  let id: string;
  const telephone = '13812341234';
  beforeAll(async () => {
    served = await serveDatabase();
    const seeded = await seedQueue(served.db, served.screenshotSha256);
    reviewer = await served.logIn('reviewer', 'hubei');
    auditor = await served.logIn('auditor', 'hubei');
    id = seeded.ids[1] ?? '';
    const contact = `联系${telephone}`;
    const version = await createVersion(served.db, id, 2, seeded.captureWithScreenshot, {
      ...{ title: `收一建${contact}`, company: `某公司${contact}`, agency: `某机构${contact}`, salary: contact },
      ...{
        place: contact,
        headcount: contact,
        text: `收一级建造师${contact}，加微信 guaz0000`,
        url: '',
        probability: 0.97,
      },
      ...{ band: 'flagged', categories: [], side: null, terms: {}, missing: [], browser: false },
    });
    const reason = { rule: 'r', field: 'text' as const, start: 3, end: 19, text: `建造师${contact}`, why: '' };
    await served.db.verdict.create({
      data: {
        ...{ postingVersionId: version.id, releaseId: 'release-1', band: 'flagged', probability: 0.97 },
        ...{ categories: ['credential_rental'], terms: { contact: telephone }, missing: [], reasons: [reason] },
      },
    });
    await served.db.reviewTask.updateMany({
      where: { postingId: id },
      data: { postingVersionId: version.id, rank: 2 },
    });
    await served.db.postingEvent.create({
      data: { postingId: id, kind: 'removed', at: new Date(), detail: { reason: contact } },
    });
    for (const [kind, value] of [
      ['phone', telephone],
      ['wechat', 'guaz0000'],
    ] as const)
      await served.db.postingContact.create({
        data: { posting: { connect: { id } }, contact: { create: { kind, value } } },
      });
  });
  afterAll(() => served?.close());

  test('nobody reads them in lists, postings, tasks or histories, and spans still fit', async () => {
    const answers = [
      await auditor.get('/api/postings?limit=100'),
      await reviewer.get(`/api/postings/${id}`),
      await reviewer.get('/api/reviews/queue'),
      await reviewer.send('POST', '/api/reviews/next', {}),
      await reviewer.get(`/api/postings/${id}/history`),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      const text = await answer.clone().text();
      expect(text, answer.url).toContain('138****1234');
      expect(text, answer.url).not.toMatch(/13812341234|guaz0000/);
    }
    const [, detail, , next, history] = await Promise.all(answers.map((answer) => answer.json()));
    const { task } = nextTask.parse(next);
    for (const posting of [postingDetail.parse(detail), task?.posting]) {
      const [reason] = posting?.reasons ?? [];
      expect(reason?.text).toBe('建造师联系138****1234'.slice(0, reason?.text.length));
      expect(posting?.text.slice(reason?.start, reason?.end)).toBe(reason?.text);
    }
    expect(postingHistory.parse(history).versions).toHaveLength(2);
  });

  test('who asks for them is in the record and the ledger first', async () => {
    const response = await reviewer.send('POST', `/api/postings/${id}/unmask`);
    expect(unmasked.parse(await response.json())).toMatchObject({
      contacts: [
        { kind: 'phone', value: telephone },
        { kind: 'wechat', value: 'guaz0000' },
      ],
      posting: { title: `收一建联系${telephone}` },
    });
    const row = await served.db.unmasking.findFirstOrThrow({ where: { userId: reviewer.userId } });
    expect(row).toMatchObject({ postingId: id, sessionId: reviewer.sessionId });
    const { unmaskedAt, ...rest } = row;
    expect(await served.db.ledgerEntry.findFirstOrThrow({ where: { subjectId: row.id } })).toMatchObject({
      kind: 'contact.unmasked',
      subjectSha256: createHash('sha256')
        .update(canonicalJson({ ...rest, at: unmaskedAt.toISOString() }))
        .digest('hex'),
    });
    const stranger = await served.logIn('supervisor', 'default');
    expect((await auditor.send('POST', `/api/postings/${id}/unmask`)).status).toBe(403);
    expect((await stranger.send('POST', `/api/postings/${id}/unmask`)).status).toBe(404);
    expect(await served.db.unmasking.count()).toBe(1);
  });

  test('agencies are named and found without them', async () => {
    const name = `江城机构${telephone}`;
    await served.db.posting.update({ where: { id }, data: { agency: { create: { name } } } });
    const find = (who: LoggedIn, q: string) => who.get(`/api/agencies?q=${encodeURIComponent(q)}`);
    const found = async (who: LoggedIn, q: string) => agencyList.parse(await (await find(who, q)).json()).agencies;
    for (const who of [auditor, reviewer]) {
      for (const readable of ['江城机构', '138', '1234'])
        expect(await found(who, readable), readable).toMatchObject([{ name: '江城机构138****1234', postings: 1 }]);
      for (const part of ['3812', '8123']) expect(await found(who, part), part).toEqual([]);
    }
    const refused = await find(auditor, telephone);
    expect([refused.status, apiError.parse(await refused.json()).code]).toEqual([403, 'contact_search_refused']);
    expect(await found(reviewer, telephone)).toEqual([]);
  });

  test('the search finds no part of them, and whole ones only for who may uncover them', async () => {
    const find = async (who: LoggedIn, q: string) => who.get(`/api/postings?limit=100&q=${encodeURIComponent(q)}`);
    const found = async (who: LoggedIn, q: string) =>
      postingList.parse(await (await find(who, q)).json()).postings.map((posting) => posting.id);
    for (const who of [auditor, reviewer]) {
      expect(await found(who, '收一建联系')).toEqual([id]);
      expect(await found(who, '138')).toEqual([id]);
      for (const part of ['8123', '3812', 'guaz', 'uaz00']) expect(await found(who, part), part).toEqual([]);
    }
    for (const whole of [telephone, '138-1234-1234', '１３８１２３４１２３４', '81234', 'a@b']) {
      const refused = await find(auditor, whole);
      expect([refused.status, apiError.parse(await refused.json()).code]).toEqual([403, 'contact_search_refused']);
    }
    expect(await found(reviewer, telephone)).toEqual([id]);
    expect(await found(reviewer, '138-1234-1234')).toEqual([id]);
    expect(await found(reviewer, 'guaz0000')).toEqual([id]);
    expect(await found(reviewer, '81234')).toEqual([]);
  });

  test('a search looks through a few pages at a time and says where to go on', async () => {
    const { postings } = postingList.parse(await (await auditor.get('/api/postings?limit=100')).json());
    const last = postings.at(-1)?.id ?? '';
    // All but the least probable posting hold the words in a covered contact alone.
    for (const posting of await served.db.posting.findMany({ include: { versions: { take: 1 } } })) {
      const [{ id: _, ...version } = { id: '' }] = posting.versions;
      if (!('captureId' in version)) continue;
      const text = posting.id === last ? '编号8123' : `电话${telephone}`;
      await served.db.postingVersion.create({ data: { ...version, number: 9, text } });
    }
    const pages: string[][] = [];
    for (let after = ''; ; ) {
      const page = postingList.parse(await (await auditor.get(`/api/postings?limit=2&q=8123${after}`)).json());
      pages.push(page.postings.map((posting) => posting.id));
      if (page.next === null) break;
      after = `&after=${page.next}`;
    }
    // 31 postings, ten at a time.
    expect(postings).toHaveLength(31);
    expect(pages).toEqual([[], [], [], [last]]);
  });
});
