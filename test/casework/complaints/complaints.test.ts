import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acknowledgementCode, readCode } from '../../../casework/complaints/acknowledgement-code.js';
import { askByCode } from '../../../casework/complaints/ask-by-code.js';
import { addressesIn } from '../../../casework/complaints/complained-text.js';
import { listComplaints } from '../../../casework/complaints/list-complaints.js';
import { registerComplaint } from '../../../casework/complaints/register-complaint.js';
import { recordComplaintResult } from '../../../casework/complaints/result-of-complaint.js';
import { unmaskComplainant } from '../../../casework/complaints/unmask-complainant.js';
import type { Decider } from '../../../casework/reviews/decider.js';
import { rowEntry } from '../../../evidence/ledger/row-entry.js';
import { minutes, now, openReviewWorld, type ReviewWorld } from '../reviews/review-world.js';
import { fromWeb, personalData, ports } from './complaint-world.js';

let world: ReviewWorld;
let officer: Decider;
beforeAll(async () => {
  world = await openReviewWorld();
  officer = await world.person('何江');
});
afterAll(() => world?.close());

const register = (complaint: Parameters<typeof registerComplaint>[2], at = now) =>
  registerComplaint(world.database, ports, complaint, null, at);
const advertisement =
  '长期收购一级建造师证书，建筑、市政、机电专业优先，初始注册或转注册均可，不用到岗，每年三万五千元现金结算，社保唯一可转，注册成功当天付清全款，合同正规。';

describe('registering a complaint', () => {
  test('gives a number of the year and a code that is kept nowhere, and has an entry in the ledger', async () => {
    const first = await register(fromWeb('有人在网上挂靠证书'));
    expect(first).toMatchObject({ year: 2026, number: 1, postingId: null, repeatsId: null });
    expect(first.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
    const row = await world.database.complaint.findUniqueOrThrow({ where: { id: first.id } });
    expect(JSON.stringify(row)).not.toContain(first.code);
    expect(row).toMatchObject({ channel: 'web', registeredById: null, verdict: { band: 'flagged', release: 'r1' } });
    await world.verify();
  });

  test('begins a year’s numbers in Shanghai', async () => {
    const last = await register(fromWeb('除夕前的举报'), new Date('2027-12-31T15:59:59Z'));
    const first = await register(fromWeb('新年的举报'), new Date('2027-12-31T16:00:00Z'));
    expect([last.year, last.number, first.year, first.number]).toEqual([2027, 1, 2028, 1]);
  });

  test('keeps the complainant apart and encrypted, and nothing of one who says nothing', async () => {
    const complainant = { name: '李举报', contact: '13900000001' };
    const named = await register(fromWeb('某机构扣押我的证书', { complainant }));
    const stored = await world.database.complainant.findUniqueOrThrow({ where: { complaintId: named.id } });
    const row = await world.database.complaint.findUniqueOrThrow({ where: { id: named.id } });
    const entries = await world.database.ledgerEntry.findMany({ where: { subjectId: named.id } });
    for (const secret of [complainant.name, complainant.contact])
      for (const held of [stored.sealed, row, entries.map(({ sequence: _, ...entry }) => entry)])
        expect(JSON.stringify(held)).not.toContain(secret);
    const anonymous = await register(fromWeb('匿名举报一家中介', { complainant: { name: ' ', contact: '' } }));
    expect(await world.database.complainant.count({ where: { complaintId: anonymous.id } })).toBe(0);
  });

  test('knows the advertisement by its address, with or without what tracks the click', async () => {
    const [judged] = await world.judge([{ probability: 0.9 }]);
    const { url } = await world.database.posting.findUniqueOrThrow({ where: { id: judged?.postingId ?? '' } });
    const { postingId } = await register(fromWeb('请查处', { url: `${url}?utm_source=a#top` }));
    expect(postingId).toBe(judged?.postingId);
    const inText = await register(fromWeb(`链接在这里：${url}，请看`));
    expect(inText).toMatchObject({ postingId, repeatsId: expect.any(String) });
  });

  test('knows it by its words, though other words stand before them, and not what is merely alike', async () => {
    const [judged] = await world.judge([{ probability: 0.9, title: '', text: advertisement }]);
    const { postingId } = await register(
      fromWeb(`我要举报下面这条：\n${advertisement.replace('三万五千元', '三万八千元')}`),
    );
    expect(postingId).toBe(judged?.postingId);
    const other = await register(
      fromWeb('这家公司的招聘信息与实际不符，工作地点写在市区，面试时却说要到外地工地常驻三年。'),
    );
    expect(other.postingId).toBeNull();
  });

  test('does not know an advertisement of an organisation elsewhere', async () => {
    const text =
      '常年招收注册监理工程师和造价工程师，证书只用于企业资质，不参加项目，按年支付报酬，有意者请尽快联系我们。';
    await world.judge([{ probability: 0.9, title: '', text, platformId: 'far' }]);
    expect((await register(fromWeb(text))).postingId).toBeNull();
    const there = await register(fromWeb(text, { organisationId: 'other' }));
    expect(there.postingId).not.toBeNull();
    expect(there.number).toBe(1);
  });

  test('refers what repeats an earlier one to the first of them, and registers it all the same', async () => {
    const text =
      '某某人力资源公司在招聘网站上以招聘项目经理为名收取中介费，实际是把别人的建造师证书租给没有资质的施工企业使用。';
    const first = await register(fromWeb(text));
    const second = await register(fromWeb(`${text}请尽快处理！`));
    const third = await register(fromWeb(`举报：${text}`), minutes(5));
    expect([second.repeatsId, third.repeatsId]).toEqual([first.id, first.id]);
    expect(third.number).toBe(first.number + 2);
    // Another organisation's complaints are none of theirs.
    expect((await register(fromWeb(text, { organisationId: 'other' }))).repeatsId).toBeNull();
  });

  test('sent twice at once is registered twice, the second as a repeat', async () => {
    const sent = await Promise.all(Array.from({ length: 4 }, () => register(fromWeb('同一时间点击四次'))));
    const first = sent.filter(({ repeatsId }) => repeatsId === null);
    expect(first).toHaveLength(1);
    expect(new Set(sent.map(({ repeatsId }) => repeatsId))).toEqual(new Set([null, first[0]?.id]));
  });

  test('is refused without words, with too many, with an address that is none, and to an organisation that is none', async () => {
    const refused = async (complaint: Parameters<typeof register>[0]) => {
      const error = await register(complaint).catch((thrown: unknown) => thrown);
      return (error as { code?: string }).code;
    };
    expect(await refused(fromWeb(' \u0000\n'))).toBe('complaint_empty');
    expect(await refused(fromWeb('长'.repeat(8_001)))).toBe('complaint_long');
    expect(await refused(fromWeb('举报', { url: 'javascript:alert(1)' }))).toBe('url_invalid');
    expect(await refused(fromWeb('举报', { organisationId: 'nowhere' }))).toBe('organisation_unknown');
    const byLetter = fromWeb('来信', { channel: 'letter', organisationId: 'other' });
    await expect(registerComplaint(world.database, ports, byLetter, officer, now)).rejects.toMatchObject({
      code: 'organisation_unknown',
    });
    const auditor = await world.person('审计', 'auditor');
    await expect(
      registerComplaint(world.database, ports, { ...byLetter, organisationId: 'default' }, auditor, now),
    ).rejects.toMatchObject({ code: 'role_insufficient' });
  });

  test('leaves no gap in the numbers, however many register at once and whichever of them fail', async () => {
    await world.database.organisation.create({ data: { id: 'busy', name: '忙局' } });
    // The database refuses every complaint with this word after its number was given.
    await world.database.$executeRawUnsafe(`CREATE FUNCTION "fail_some"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW."text" LIKE '%失败%' THEN RAISE EXCEPTION 'refused by a test'; END IF; RETURN NEW; END $$`);
    await world.database.$executeRawUnsafe(
      'CREATE TRIGGER "fail_some" BEFORE INSERT ON "Complaint" FOR EACH ROW EXECUTE FUNCTION "fail_some"()',
    );
    let expected = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }), async (fails) => {
        const sent = fails.map((isFailing, index) =>
          register(
            fromWeb(`${isFailing ? '失败' : '成功'}的第${expected}-${index}件`, { organisationId: 'busy' }),
          ).then(
            ({ number }) => number,
            () => null,
          ),
        );
        const numbers = (await Promise.all(sent)).filter((number) => number !== null).sort((a, b) => a - b);
        const wanted = fails.filter((isFailing) => !isFailing).map((_, index) => expected + index + 1);
        expect(numbers).toEqual(wanted);
        expected += wanted.length;
      }),
      { numRuns: 15 },
    );
    const stored = await world.database.complaint.findMany({
      where: { organisationId: 'busy' },
      orderBy: { number: 'asc' },
      select: { number: true },
    });
    expect(stored.map(({ number }) => number)).toEqual(Array.from({ length: expected }, (_, index) => index + 1));
    await world.database.$executeRawUnsafe('DROP TRIGGER "fail_some" ON "Complaint"');
    await world.verify();
  }, 60_000);
});

describe('the result of a complaint', () => {
  test('ends it, is told by its code in a word of state alone, and a later one replaces it', async () => {
    const { id, code } = await register(fromWeb('没有结果的一件'));
    const ask = (written = code) => askByCode(world.database, personalData, written);
    expect(await ask()).toEqual({ receivedAt: now, result: null });
    const end = (kind: 'unfounded' | 'insufficient', note: string) =>
      recordComplaintResult(world.database, officer, id, { kind, caseId: null, handoffId: null, note }, minutes(1));
    await expect(end('unfounded', ' ')).rejects.toMatchObject({ code: 'note_missing' });
    await end('insufficient', '没有网址');
    await expect(end('insufficient', '没有网址')).rejects.toMatchObject({ code: 'result_stands' });
    await end('unfounded', '真实用工');
    expect(await ask(code.toLowerCase().replaceAll('-', ' '))).toEqual({
      receivedAt: now,
      result: { kind: 'unfounded', decidedAt: minutes(1) },
    });
    expect(await ask('AAAA-AAAA-AAAA-AAAA')).toBeUndefined();
    expect(await ask('no code')).toBeUndefined();
    await world.verify();
  });

  test('names a case or a handoff of the jurisdiction where it went into one', async () => {
    const { id } = await register(fromWeb('并入案件的一件'));
    const data = { year: 2026, path: 'advertising', subjectName: '某', state: 'registered', registeredAt: now };
    const own = await world.database.case.create({ data: { ...data, organisationId: 'default', number: 1 } });
    const foreign = await world.database.case.create({ data: { ...data, organisationId: 'other', number: 1 } });
    const join = (caseId: string | null) =>
      recordComplaintResult(
        world.database,
        officer,
        id,
        { kind: 'joined_case', caseId, handoffId: null, note: '' },
        now,
      );
    await expect(join(null)).rejects.toMatchObject({ code: 'case_unknown' });
    await expect(join(foreign.id)).rejects.toMatchObject({ code: 'case_unknown' });
    await join(own.id);
    const handOff = { kind: 'handed_off', caseId: null, handoffId: 'none', note: '' } as const;
    await expect(recordComplaintResult(world.database, officer, id, handOff, now)).rejects.toMatchObject({
      code: 'handoff_unknown',
    });
  });

  test('is recorded by who decides alone, of a complaint that they see', async () => {
    const { id } = await register(fromWeb('别处的一件', { organisationId: 'other' }));
    const result = { kind: 'unfounded', caseId: null, handoffId: null, note: '无' } as const;
    await expect(recordComplaintResult(world.database, officer, id, result, now)).rejects.toMatchObject({
      code: 'complaint_unknown',
    });
    const auditor = await world.person('审计', 'auditor', { jurisdiction: ['other'] });
    await expect(recordComplaintResult(world.database, auditor, id, result, now)).rejects.toMatchObject({
      code: 'role_insufficient',
    });
  });

  test('is missing of those on the list of open ones, the oldest first with its age', async () => {
    const list = (state: 'open' | 'ended' | 'all', after?: string) =>
      listComplaints(world.database, ['default'], { state, limit: 3, after }, new Date('2026-11-25T16:30:00Z'));
    const open = await list('open');
    expect(open.complaints.map(({ number }) => number)).toEqual(
      [...open.complaints.map(({ number }) => number)].sort(),
    );
    expect(open.complaints[0]).toMatchObject({ year: 2026, number: 1, ageDays: 3, result: null, band: 'flagged' });
    const further = await list('open', open.next ?? '');
    expect(further.complaints[0]?.id).not.toBe(open.complaints.at(-1)?.id);
    const ended = await list('ended');
    expect(ended.complaints.every(({ result, ageDays }) => result !== null && ageDays === null)).toBe(true);
    expect(ended.open).toBe(open.open);
  });
});

describe('a complainant', () => {
  test('is shown to who decides, once that is in the ledger', async () => {
    const complainant = { name: '李举报', contact: '13900000001' };
    const { id } = await register(fromWeb('电话 13900000001 联系我', { complainant }));
    const shown = await unmaskComplainant(world.database, personalData, officer, id, now);
    expect(shown).toEqual({ complainant, text: '电话 13900000001 联系我' });
    const [row, ...others] = await world.database.complainantUnmasking.findMany({ where: { complaintId: id } });
    expect([row?.userId, row?.sessionId, row?.unmaskedAt, others]).toEqual([officer.person.id, officer.id, now, []]);
    const entries = await world.database.ledgerEntry.findMany({ where: { subjectId: row?.id ?? '' } });
    expect(entries.map(({ kind }) => kind)).toEqual(['complainant.shown']);
    const asHashed = { id: row?.id ?? '', complaintId: id, userId: officer.person.id, sessionId: officer.id };
    expect(entries[0]?.subjectSha256).toBe(rowEntry('complainant.shown', asHashed, now).subjectSha256);
    await expect(world.database.complainantUnmasking.deleteMany()).rejects.toThrow();
    for (const [role, jurisdiction, code] of [
      ['auditor', 'default', 'role_insufficient'],
      ['supervisor', 'other', 'complaint_unknown'],
    ] as const) {
      const person = await world.person('旁人', role, { jurisdiction: [jurisdiction] });
      await expect(unmaskComplainant(world.database, personalData, person, id, now)).rejects.toMatchObject({ code });
    }
    expect(await world.database.complainantUnmasking.count()).toBe(1);
  });
});

test('a code is read back as it was given, however it is copied', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (random) => {
      const code = acknowledgementCode(random);
      expect(readCode(code)).toBe(code.replaceAll('-', ''));
      expect(readCode(` ${code.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l')} `)).toBe(readCode(code));
    }),
  );
  expect(readCode('')).toBeUndefined();
});

test('addresses are found in a text, without the marks around them', () => {
  expect(addressesIn('看（https://a.example/1?x=2）和http://b.example/二，谢谢', null)).toEqual([
    'https://a.example/1?x=2',
    'http://b.example/二',
  ]);
});
