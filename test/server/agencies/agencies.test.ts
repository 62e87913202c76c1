import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agencyDetail, agencyRanking } from '../../../contracts/api/agencies.js';
import { inventedAgency } from '../../../fixtures/registers/invent-licences.js';
import { hostile, type Seeded, seedPostings } from '../seed-postings.js';
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

const ranking = async (query = '') =>
  agencyRanking.parse(await (await reviewer.get(`/api/agencies/ranking${query}`)).json());
const detail = async (id: string) => agencyDetail.parse(await (await reviewer.get(`/api/agencies/${id}`)).json());

describe('the ranking of agencies', () => {
  test('lists every agency of the jurisdiction with its standing and counts, page by page', async () => {
    const all = await ranking();
    expect(all.total).toBeGreaterThan(1);
    expect(all.counts).toEqual({ licensed: 0, expired: 0, unlicensed: 0, unknown: all.total });
    expect(all.registerAsOf).toBeNull();
    expect(all.agencies.every(({ ground }) => ground === 'no_register')).toBe(true);
    const second = await ranking('?offset=1&limit=1');
    expect(second.agencies).toEqual(all.agencies.slice(1, 2));
    expect((await ranking('?standing=licensed')).agencies).toEqual([]);
    await served.db.organisation.create({ data: { id: 'far', name: '远处' } });
    const outsider = await served.logIn('supervisor', 'far');
    expect(await (await outsider.get('/api/agencies/ranking')).json()).toMatchObject({ total: 0, agencies: [] });
  });

  test('finds a name by what can be read of it, and refuses what it cannot read', async () => {
    const { agencies } = await ranking(`?q=${encodeURIComponent('江汉企服')}`);
    expect(agencies.map(({ id }) => id)).toEqual([seeded.agencyId]);
    expect((await reviewer.get('/api/agencies/ranking?standing=good')).status).toBe(400);
    expect((await reviewer.get('/api/agencies/ranking?limit=0')).status).toBe(400);
  });

  test('keeps the list to choose agencies from', async () => {
    const response = await reviewer.get(`/api/agencies?q=${encodeURIComponent('江汉企服')}`);
    expect(await response.json()).toMatchObject({ agencies: [{ id: seeded.agencyId }] });
  });
});

describe('one agency', () => {
  test('is shown with its history; names come as text and without contacts', async () => {
    const agency = await detail(seeded.agencyId);
    expect(agency).toMatchObject({ id: seeded.agencyId, standing: 'unknown', casesOfIt: [], decisions: [] });
    expect(agency.names).toMatchObject([{ id: seeded.agencyId }]);
    expect(agency.months.reduce((sum, { flagged }) => sum + flagged, 0)).toBe(agency.flagged);
    expect(JSON.stringify(await ranking())).not.toContain('13800001111');
    expect(hostile.platform).not.toBe('');
  });

  test('is decided on by reviewers and supervisors, in the ledger, and in Chinese where it is refused', async () => {
    const path = `/api/agencies/${seeded.agencyId}/decisions`;
    expect((await auditor.send('POST', path, { kind: 'unlicensed', note: '无证' })).status).toBe(403);
    const withoutNote = await reviewer.send('POST', path, { kind: 'unlicensed' });
    expect([withoutNote.status, await withoutNote.json()]).toEqual([
      422,
      { code: 'note_missing', message: '请填写理由或依据。' },
    ]);
    const decided = await reviewer.send('POST', path, { kind: 'unlicensed', note: '名录中没有，现场未能出示' });
    expect(agencyDetail.parse(await decided.json())).toMatchObject({
      ...{ standing: 'unlicensed', ground: 'decided' },
      decisions: [{ kind: 'unlicensed', note: '名录中没有，现场未能出示' }],
    });
    const again = await reviewer.send('POST', path, { kind: 'unlicensed', note: '同上' });
    expect([again.status, ((await again.json()) as { code: string }).code]).toEqual([409, 'decision_stands']);
    expect((await ranking('?standing=unlicensed')).agencies.map(({ id }) => id)).toEqual([seeded.agencyId]);
    const licensed = await reviewer.send('POST', path, { kind: 'licensed', creditCode: inventedAgency(1).code });
    expect(agencyDetail.parse(await licensed.json())).toMatchObject({ standing: 'licensed', ground: 'decided' });
  });

  test('is not decided on in the name of another person of the browser', async () => {
    const response = await fetch(`${served.url}/api/agencies/${seeded.agencyId}/decisions`, {
      method: 'POST',
      headers: { ...reviewer.headers, 'content-type': 'application/json', 'x-person': 'somebody-else' },
      body: JSON.stringify({ kind: 'unlicensed', note: '无' }),
    });
    expect(response.status).toBe(409);
  });
});
