import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  complainantUnmasked,
  complaintDetail,
  complaintList,
  registeredComplaint,
} from '../../../contracts/api/complaints.js';
import { type Seeded, seedPostings } from '../seed-postings.js';
import { type LoggedIn, type ServedDatabase, serveDatabase } from '../served-database.js';

let served: ServedDatabase;
let seeded: Seeded;
let reviewer: LoggedIn;
let auditor: LoggedIn;
beforeAll(async () => {
  served = await serveDatabase();
  seeded = await seedPostings(served.db);
  [reviewer, auditor] = await Promise.all([served.logIn('reviewer', 'hubei'), served.logIn('auditor', 'hubei')]);
});
afterAll(() => served?.close());

const register = async (complaint: object) => {
  const response = await reviewer.send('POST', '/api/complaints', { channel: 'telephone', ...complaint });
  return registeredComplaint.parse(await response.json());
};
const read = async (id: string, who = reviewer) =>
  complaintDetail.parse(await (await who.get(`/api/complaints/${id}`)).json());

describe('complaints of staff', () => {
  test('are registered, judged by the release in force, and shown with what names people covered', async () => {
    const { id, number, code } = await register({
      text: '一建挂靠，不用到岗，三年九万，联系 13912345678，我的电话是 13700001234',
      subjectName: '某人力公司',
      complainant: { name: '欧阳举报', contact: '13700001234' },
    });
    expect(number).toBe('〔2026〕1号'.replace('2026', number.slice(1, 5)));
    expect(code).toMatch(/^\w{4}-\w{4}-\w{4}-\w{4}$/);
    const shown = await read(id, auditor);
    expect(shown).toMatchObject({
      ...{ channel: 'telephone', subjectName: '某人力公司', ageDays: 0, result: null, posting: null },
      complainant: { name: '欧***' },
      verdict: { band: 'flagged' },
    });
    expect(shown.verdict?.reasons.length).toBeGreaterThan(0);
    for (const secret of ['13912345678', '13700001234', '欧阳举报', code]) {
      expect(JSON.stringify(shown)).not.toContain(secret);
      expect(await (await auditor.get('/api/complaints?state=all')).text()).not.toContain(secret);
    }
  });

  test('show the complainant to who decides alone, which is in the ledger', async () => {
    const complainant = { name: '欧阳举报', contact: 'q@example.com' };
    const { id } = await register({ text: '扣押我的一建证书不还', complainant });
    expect((await auditor.send('POST', `/api/complaints/${id}/unmask`)).status).toBe(403);
    const response = await reviewer.send('POST', `/api/complaints/${id}/unmask`);
    expect(complainantUnmasked.parse(await response.json())).toEqual({ complainant, text: '扣押我的一建证书不还' });
    const unmasking = await served.db.complainantUnmasking.findFirstOrThrow({ where: { complaintId: id } });
    expect(unmasking).toMatchObject({ userId: reviewer.userId, sessionId: reviewer.sessionId });
    // The audit finds it by the person, and by its kind.
    const supervisor = await served.logIn('supervisor', 'hubei');
    const found = await supervisor.get(`/api/audit/entries?person=${reviewer.userId}&kind=complainant.shown`);
    expect(await found.json()).toMatchObject({ entries: [{ subjectId: unmasking.id }] });
  });

  test('know an advertisement by its address, however it is pasted, and name each other', async () => {
    const posting = await served.db.posting.update({
      where: { id: seeded.ids[0] ?? '' },
      data: { url: 'https://jobs.example/known?id=7' },
    });
    const first = await register({ text: '请看这条', url: 'jobs.example/known?id=7&utm_source=wx#x' });
    const second = await register({ text: '同一条', url: 'https://jobs.example/known?id=7' });
    expect([first.postingId, second.postingId, second.repeatsId]).toEqual([posting.id, posting.id, first.id]);
    expect((await read(second.id)).related).toMatchObject([{ id: first.id, isEarlier: true }]);
    expect((await read(first.id)).related).toMatchObject([{ id: second.id, isEarlier: false }]);
    expect(await read(first.id)).toMatchObject({
      posting: { id: posting.id, band: posting.band, probability: posting.probability, isFoundByCapture: false },
      capture: null,
    });
  });

  test('name the platform that an address belongs to, where the advertisement is not known', async () => {
    const yaml = await (await import('node:fs/promises')).readFile('fixtures/platforms/chucai/platform.yaml', 'utf8');
    const host = /https?:\/\/([^/\s]+)/.exec(yaml)?.[1] ?? '';
    await served.db.platform.create({
      data: {
        ...{ id: 'chucai', name: '楚才', organisationId: 'hubei' },
        versions: { create: { number: 1, yaml, sha256: '0'.repeat(64) } },
      },
    });
    const { id } = await register({ text: '新的一条', url: `http://${host}/job/99999.html` });
    expect((await read(id)).platform).toEqual({ id: 'chucai', name: '楚才' });
    const elsewhere = await register({ text: '别处一条', url: 'https://nobody.example/1' });
    expect((await read(elsewhere.id)).platform).toBeNull();
    // Both are looked into by whoever works; the page can be asked for again when that has ended without it.
    expect(await read(elsewhere.id)).toMatchObject({ posting: null, capture: { state: 'waiting', errorCode: null } });
    const path = `/api/complaints/${elsewhere.id}/capture`;
    expect((await auditor.send('POST', path)).status).toBe(403);
    expect((await reviewer.send('POST', path)).status).toBe(409);
    await served.db.dueWork.updateMany({
      where: { step: 'capture_complaint', subjectId: elsewhere.id },
      data: { state: 'refused', errorCode: 'complaint_no_platform', finishedAt: new Date() },
    });
    expect((await read(elsewhere.id)).capture).toMatchObject({ state: 'refused', errorCode: 'complaint_no_platform' });
    const again = complaintDetail.parse(await (await reviewer.send('POST', path)).json());
    expect(again.capture).toMatchObject({ state: 'waiting', errorCode: null });
    const list = complaintList.parse(await (await reviewer.get('/api/complaints?limit=100')).json());
    expect(list.complaints.find((complaint) => complaint.id === id)).toMatchObject({
      ...{ posting: null, capture: { state: 'waiting' } },
    });
  });

  test('end in a result, and leave the list of open ones by it', async () => {
    const { id } = await register({ text: '要办结的一件' });
    const openOnes = async () => complaintList.parse(await (await reviewer.get('/api/complaints?limit=100')).json());
    const before = await openOnes();
    expect(before.complaints.map((complaint) => complaint.id)).toContain(id);
    const path = `/api/complaints/${id}/results`;
    expect((await auditor.send('POST', path, { kind: 'unfounded', note: '无' })).status).toBe(403);
    expect((await reviewer.send('POST', path, { kind: 'joined_case', caseId: 'none' })).status).toBe(422);
    expect((await reviewer.send('POST', path, { kind: 'forgotten' })).status).toBe(400);
    const ended = await reviewer.send('POST', path, { kind: 'unfounded', note: '真实用工' });
    expect(complaintDetail.parse(await ended.json())).toMatchObject({
      ...{ result: 'unfounded', ageDays: null },
      results: [{ kind: 'unfounded', note: '真实用工' }],
    });
    const after = await openOnes();
    expect(after.open).toBe(before.open - 1);
    expect(after.complaints.map((complaint) => complaint.id)).not.toContain(id);
  });

  test('of another organisation are not there', async () => {
    await served.db.organisation.create({ data: { id: 'far', name: '远处' } });
    const outsider = await served.logIn('supervisor', 'far');
    const { id } = await register({ text: '湖北的一件' });
    expect((await outsider.get(`/api/complaints/${id}`)).status).toBe(404);
    expect((await outsider.send('POST', `/api/complaints/${id}/unmask`)).status).toBe(404);
    expect((await outsider.send('POST', `/api/complaints/${id}/capture`)).status).toBe(404);
    const foreign = { channel: 'letter', text: '替别处登记', organisationId: 'hubei' };
    expect((await outsider.send('POST', '/api/complaints', foreign)).status).toBe(422);
    expect(await (await outsider.get('/api/complaints?state=all')).json()).toMatchObject({ complaints: [], open: 0 });
  });
});
