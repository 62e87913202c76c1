import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readOrigins } from '../../../casework/cases/case-origins.js';
import { readCaseRecord } from '../../../casework/cases/case-record.js';
import { type NewCase, registerCase } from '../../../casework/cases/register-case.js';
import { nextActions } from '../../../casework/cases/transitions.js';
import { rankUnits } from '../../../casework/comparison/rank-units.js';
import { readLeads } from '../../../casework/comparison/read-leads.js';
import { storeComparison } from '../../../casework/comparison/store-comparison.js';
import { confirmOnSiteCheck } from '../../../casework/on-site/confirm-on-site-check.js';
import { listOnSiteChecks } from '../../../casework/on-site/list-on-site-checks.js';
import { recordOnSiteCheck } from '../../../casework/on-site/record-on-site-check.js';
import { withdrawOnSiteCheck } from '../../../casework/on-site/withdraw-on-site-check.js';
import type { Decider } from '../../../casework/reviews/decider.js';
import { newOnSiteCheck } from '../../../contracts/api/comparison.js';
import type { CasePath, CaseState } from '../../../contracts/case.js';
import { openCasework } from '../cases/case-world.js';
import { comparisonOf } from '../comparison/stored-comparison.js';
import { type CaseworkWorld, noonOf, openCaseworkWorld } from '../outcomes/casework-world.js';

describe('a check on site', () => {
  let world: CaseworkWorld;
  let [first, second, chief, ofCity, elsewhere] = [] as unknown as [Decider, Decider, Decider, Decider, Decider];
  let runId: string;
  const now = noonOf('2026-03-20');
  beforeAll(async () => {
    world = await openCaseworkWorld();
    first = await world.person('周检查');
    second = await world.person('吴检查');
    chief = await world.person('冯主管', 'supervisor');
    ofCity = await world.person('陈市里', 'reviewer', 'city-a');
    elsewhere = await world.person('郑外省', 'supervisor', 'elsewhere');
    runId = await storeComparison(world.database, world.personalData, first, comparisonOf(), noonOf('2026-03-10'));
  });
  afterAll(() => world.close());

  const present = { name: '孙志强', identityNumber: '999999********0017', isPresent: true };
  const check = (more: object = {}) =>
    newOnSiteCheck.parse({
      ...{ unitName: '江城建设工程有限公司', unitCode: '', place: '江城路1号', checkedOn: '2026-03-19' },
      ...{ people: [present], result: 'cleared', ...more },
    });
  const record = (more: object = {}, by = first) =>
    recordOnSiteCheck(world.database, world.personalData, by, check(more), now);
  const confirm = (id: string, by = second) => confirmOnSiteCheck(world.database, by, id, now);
  const list = (by: Decider) => listOnSiteChecks(world.database, world.personalData, by, { limit: 50 });
  const standingOf = async (unitName: string) => {
    const { units } = await rankUnits(world.database, first, runId, { after: 0, limit: 50 });
    const { onSite, isWaiting } = units.find((unit) => unit.unitName === unitName) ?? {};
    return [onSite, isWaiting];
  };

  test('clears a unit when a second officer has confirmed it, and not before', async () => {
    const unit = '江城建设工程有限公司';
    expect(await standingOf(unit)).toEqual([null, false]);
    const id = await record();
    expect(await standingOf(unit)).toEqual([null, true]);
    await confirm(id);
    expect(await standingOf(unit)).toEqual(['cleared', false]);
    await record({ result: 'lead', people: [{ ...present, isPresent: false }], checkedOn: '2026-03-20' });
    expect(await standingOf(unit)).toEqual(['cleared', true]);
    await expect(confirm(id)).rejects.toMatchObject({ code: 'on_site_confirmed' });
  });

  test('from before the comparison clears nothing that the comparison found', async () => {
    const unitName = '云梦机电设备有限公司';
    await confirm(await record({ unitName, checkedOn: '2026-03-09' }));
    expect(await standingOf(unitName)).toEqual([null, false]);
  });

  test('takes two officers: neither another account of the first nor who has no credential number', async () => {
    const id = await record();
    await expect(confirm(id, first)).rejects.toMatchObject({ code: 'same_person' });
    const otherAccount = await world.person('周检查', 'supervisor', 'province', first.person.credentialNumber);
    await expect(confirm(id, otherAccount)).rejects.toMatchObject({ code: 'same_person' });
    const nameless = await world.person('无证', 'reviewer', 'province', '');
    await expect(confirm(id, nameless)).rejects.toMatchObject({ code: 'credential_missing' });
    await expect(record({}, nameless)).rejects.toMatchObject({ code: 'credential_missing' });
    const auditor = await world.person('审计', 'auditor');
    await expect(confirm(id, auditor)).rejects.toMatchObject({ code: 'role_insufficient' });
    expect((await list(otherAccount)).find((one) => one.id === id)).toMatchObject({ isOwn: true, second: null });
    const both = await Promise.allSettled([confirm(id), confirm(id, await world.person('第三人'))]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('has come, and clears nobody who was missing for no written reason', async () => {
    await expect(record({ checkedOn: '2026-03-21' })).rejects.toMatchObject({ code: 'on_site_day' });
    const missing = [{ ...present, isPresent: false }];
    await expect(record({ people: missing })).rejects.toMatchObject({ code: 'on_site_absent' });
    await record({ people: missing, result: 'lead' });
    await record({ people: [{ ...present, isPresent: false, remark: '产假，劳动合同已核' }] });
    expect(
      newOnSiteCheck.safeParse({ ...check(), people: [{ ...present, identityNumber: '999999195501010017' }] }),
    ).toMatchObject({
      success: false,
    });
  });

  test('is seen by its organisation and those above, and its people are not in the database', async () => {
    const id = await record({ unitName: '甲市某公司' }, ofCity);
    await expect(confirm(id, elsewhere)).rejects.toMatchObject({ code: 'on_site_unknown' });
    expect(await list(elsewhere)).toEqual([]);
    expect((await list(ofCity)).map((one) => one.id)).toEqual([id]);
    expect((await list(second)).find((one) => one.id === id)).toMatchObject({
      ...{ organisation: '甲市人社局', people: [{ ...present, remark: '' }], isOwn: false },
      first: { name: '陈市里', credentialNumber: '鄂-陈市里' },
    });
    await confirm(id);
    const rows = JSON.stringify(await world.database.onSiteCheck.findMany());
    expect(rows).not.toContain('孙志强');
  });

  test('that was recorded wrongly is withdrawn, a confirmed one by another supervisor, stays, and no longer counts', async () => {
    const unitName = '云梦机电设备有限公司';
    const withdraw = (checkId: string, by: Decider, reason = '日期登记有误') =>
      withdrawOnSiteCheck(world.database, by, { checkId, reason }, now);
    const id = await record({ unitName });
    await confirm(id);
    expect(await standingOf(unitName)).toEqual(['cleared', false]);
    await expect(withdraw(id, first, '  ')).rejects.toMatchObject({ code: 'reason_missing' });
    await expect(withdraw(id, elsewhere)).rejects.toMatchObject({ code: 'on_site_unknown' });
    const third = await world.person('第三名');
    // Neither officer alone, though by the account of a supervisor, undoes what both confirmed.
    const otherAccount = await world.person('吴检查', 'supervisor', 'province', second.person.credentialNumber);
    for (const by of [first, second, third, otherAccount]) {
      await expect(withdraw(id, by)).rejects.toMatchObject({ code: 'on_site_stands' });
      expect((await list(by)).find((one) => one.id === id)).toMatchObject({ mayWithdraw: false });
    }
    expect((await list(chief)).find((one) => one.id === id)).toMatchObject({ mayWithdraw: true, withdrawn: null });
    await withdraw(id, chief);
    expect(await standingOf(unitName)).toEqual([null, false]);
    expect((await list(first)).find((one) => one.id === id)).toMatchObject({
      ...{ withdrawn: { by: '冯主管', reason: '日期登记有误' }, mayWithdraw: false, second: { name: '吴检查' } },
    });
    await expect(withdraw(id, first)).rejects.toMatchObject({ code: 'on_site_withdrawn' });
    const waiting = await record({ unitName });
    for (const by of [second, chief])
      await expect(withdraw(waiting, by)).rejects.toMatchObject({ code: 'on_site_not_yours' });
    expect((await list(first)).find((one) => one.id === waiting)).toMatchObject({ mayWithdraw: true });
    await withdraw(waiting, first);
    await expect(confirm(waiting)).rejects.toMatchObject({ code: 'on_site_withdrawn' });
    expect(await standingOf(unitName)).toEqual([null, false]);
  });

  describe('and the leads of a comparison', () => {
    const unitName = '江城建设工程有限公司';
    const leadsOf = async (by: Decider, name = unitName, run = runId) =>
      (await readLeads(world.database, world.personalData, by, { runId: run, unitName: name, unitCode: '' })).leads;
    const begin = (clues: Partial<NewCase>, by = first, path: CasePath = 'registration') =>
      registerCase(world.database, by, { path, postingIds: [], origin: '比对', note: '', ...clues }, now);
    const put = (id: string, state: CaseState) => world.database.case.update({ where: { id }, data: { state } });

    test('begin a case against the unit, one at a time, which is shown on both sides', async () => {
      const [one, two, , frequent] = await leadsOf(first);
      const leadIds = [one?.id ?? '', two?.id ?? ''];
      const registered = await begin({ leadIds });
      const found = await readCaseRecord(world.database, registered.id, first.jurisdiction);
      expect(found).toMatchObject({ path: 'registration', subjectName: unitName, agencyId: null, creditCode: null });
      expect(nextActions({ path: 'registration', state: 'investigating', pendingStepId: null })).toMatchObject([
        { action: 'investigate' },
        { action: 'suspend' },
        { action: 'transfer' },
        { action: 'withdraw' },
      ]);
      expect(await readOrigins(world.database, registered.id)).toMatchObject(
        leadIds.map((id) => ({ kind: 'lead', id, runId, leadKind: 'mismatch', unitName, day: '2026-03-10' })),
      );
      const number = `〔2026〕${registered.number}号`;
      expect((await leadsOf(second)).map((lead) => lead.case?.number ?? null)).toEqual([number, number, null, null]);
      await expect(begin({ leadIds: [two?.id ?? ''] })).rejects.toMatchObject({ code: 'lead_in_case' });
      await expect(begin({ leadIds: [frequent?.id ?? ''] })).rejects.toMatchObject({ code: 'lead_unfit' });
      await expect(begin({ leadIds: ['nothing'] })).rejects.toMatchObject({ code: 'lead_unknown' });
      // What names nobody of the register: the case's own words.
      const steps = JSON.stringify(await world.database.caseStep.findMany({ where: { caseId: registered.id } }));
      expect(steps).not.toMatch(/某甲|999999/);
      // The next month finds the unit again.
      const { database, personalData } = world;
      const nextRun = await storeComparison(database, personalData, first, comparisonOf(), noonOf('2026-03-15'));
      const [again] = await leadsOf(first, unitName, nextRun);
      await expect(begin({ leadIds: [again?.id ?? ''] })).rejects.toMatchObject({
        ...{ code: 'unit_in_case', message: expect.stringContaining(number) },
      });
      await put(registered.id, 'declined');
      expect((await leadsOf(second))[1]?.case).toEqual({ id: registered.id, number, hasEnded: true });
      const anew = await begin({ leadIds: [again?.id ?? '', two?.id ?? ''] });
      expect((await leadsOf(second))[1]?.case).toMatchObject({ id: anew.id, hasEnded: false });
      await put(anew.id, 'withdrawn');
      // Two leads of one unit at once: no row is common to both.
      const both = await Promise.allSettled([begin({ leadIds }), begin({ leadIds: [again?.id ?? ''] }, second)]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      for (const result of both)
        if (result.status === 'fulfilled') await put(result.value.id, 'withdrawn');
        else expect(result.reason).toMatchObject({ code: 'unit_in_case' });
    });

    test('begin none together with advertisements, or against whom they are not about', async () => {
      const leadIds = [(await leadsOf(first))[0]?.id ?? ''];
      for (const more of [{ postingIds: ['one'] }, { subjectName: '别的公司' }, { creditCode: '91420100MA4KXXXX0X' }])
        await expect(begin({ leadIds, ...more })).rejects.toMatchObject({ code: 'clues_unfit' });
      const { id } = await begin({ leadIds, subjectName: ` ${unitName} ` });
      await put(id, 'withdrawn');
    });

    test('are not there for another organisation, and of two who begin a case at once one does', async () => {
      const [, , multiple] = await leadsOf(first);
      const [other] = await leadsOf(first, '云梦机电设备有限公司');
      const leadIds = [multiple?.id ?? ''];
      await expect(begin({ leadIds }, elsewhere)).rejects.toMatchObject({ code: 'lead_unknown' });
      await expect(begin({ leadIds: [...leadIds, other?.id ?? ''] })).rejects.toMatchObject({ code: 'units_differ' });
      await expect(begin({ leadIds }, first, 'withholding')).rejects.toMatchObject({ code: 'clues_unfit' });
      const both = await Promise.allSettled([begin({ leadIds }), begin({ leadIds }, second)]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'lead_in_case' } });
    });

    test('begin one, too, when two officers have confirmed that people were missing', async () => {
      const missing = { result: 'lead', people: [{ ...present, isPresent: false }] };
      const cleared = await record({ unitName: '某清白公司' });
      await confirm(cleared);
      await expect(begin({ checkId: cleared })).rejects.toMatchObject({ code: 'on_site_cleared' });
      const checkId = await record({ unitName: '某缺人公司', unitCode: '91420100MA4KXXXX0X', ...missing });
      await expect(begin({ checkId })).rejects.toMatchObject({ code: 'on_site_unconfirmed' });
      await confirm(checkId);
      const { id, number } = await begin({ checkId });
      expect(await world.database.case.findUniqueOrThrow({ where: { id } })).toMatchObject({
        ...{ subjectName: '某缺人公司', creditCode: '91420100MA4KXXXX0X' },
      });
      const inList = (await list(second)).find((one) => one.id === checkId);
      expect(inList?.case).toEqual({ id, number: `〔2026〕${number}号`, hasEnded: false });
      await expect(begin({ checkId })).rejects.toMatchObject({ code: 'on_site_in_case' });
      await put(id, 'declined');
      const anew = await begin({ checkId });
      expect((await list(second)).find((one) => one.id === checkId)?.case).toMatchObject({ id: anew.id });
      await put(anew.id, 'inquiry');
      const casework = openCasework(world.database, () => now);
      const filing = await casework.take(first, anew.id, 'file');
      await withdrawOnSiteCheck(world.database, chief, { checkId, reason: '走错了工地' }, now);
      // It was lawful when it was taken, and is not any more when it is confirmed.
      await expect(casework.answer(chief, anew.id, filing.stepId)).rejects.toMatchObject({ code: 'origins_withdrawn' });
      await casework.answer(first, anew.id, filing.stepId, 'withdrawn');
      for (const action of ['file', 'transfer'] as const)
        await expect(casework.take(first, anew.id, action)).rejects.toMatchObject({ code: 'origins_withdrawn' });
      expect(await casework.both(first, second, anew.id, 'decline')).toBe('declined');
      expect(await readOrigins(world.database, id)).toMatchObject([
        { kind: 'check', id: checkId, day: '2026-03-19', withdrawn: '走错了工地' },
      ]);
      const wrong = await record({ unitName: '某缺人公司', ...missing });
      await withdrawOnSiteCheck(world.database, first, { checkId: wrong, reason: '误录' }, now);
      await expect(begin({ checkId: wrong })).rejects.toMatchObject({ code: 'on_site_withdrawn' });
    });
  });

  test('is in the ledger, with its confirmation, its withdrawal and the case that it began', () => world.verify());
});
