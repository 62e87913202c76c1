import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enterDrive } from '../../../casework/drives/enter-drive.js';
import { findStanding } from '../../../casework/outcomes/find-standing.js';
import { listOutcomes } from '../../../casework/outcomes/list-outcomes.js';
import { yearsAfter } from '../../../casework/outcomes/outcome-kinds.js';
import { recordOutcome } from '../../../casework/outcomes/record-outcome.js';
import { unmaskIdentity } from '../../../casework/outcomes/unmask-identity.js';
import { withdrawOutcome } from '../../../casework/outcomes/withdraw-outcome.js';
import type { Decider } from '../../../casework/reviews/decider.js';
import { type CaseworkWorld, identityNumber, noonOf, openCaseworkWorld, outcomeOf } from './casework-world.js';

const now = noonOf('2026-03-20');
let world: CaseworkWorld;
let officer: Decider;
beforeAll(async () => {
  world = await openCaseworkWorld();
  officer = await world.person('王一');
});
afterAll(() => world?.close());

const record = (more: Parameters<typeof outcomeOf>[0] = {}, by = officer) =>
  recordOutcome(world.database, world.personalData, by, outcomeOf(more), now);
const revoked = {
  ...({ subjectKind: 'person', kind: 'registration_revoked' } as const),
  ...{ subjectName: '张三', identityNumber },
};

describe('a term of years', () => {
  test('ends on the day of the same date, and on the last of February where there is no 29th', () => {
    expect(yearsAfter('2026-03-05', 3)).toBe('2029-03-05');
    expect(yearsAfter('2028-02-29', 3)).toBe('2031-02-28');
    expect(yearsAfter('2025-02-28', 3)).toBe('2028-02-28');
  });
});

describe('an outcome', () => {
  test('of a revoked registration keeps the person from another for three years', async () => {
    const id = await record({ ...revoked, decidedOn: '2026-03-05' });
    expect(await world.database.outcome.findUnique({ where: { id } })).toMatchObject({ endsOn: '2029-03-05' });
    await world.verify();
    const standing = (day: string) => findStanding(world.database, world.personalData, officer, identityNumber, day);
    expect((await standing('2029-03-05')).map((each) => each.id)).toContain(id);
    expect((await standing('2029-03-06')).map((each) => each.id)).not.toContain(id);
  });

  test('shows of the number what tells nobody who it is, and the record holds no number at all', async () => {
    const id = await record({ ...revoked, subjectName: '李四' });
    const { outcomes } = await listOutcomes(world.database, world.personalData, officer, {});
    expect(outcomes.find((each) => each.id === id)?.identityMasked).toBe('999999********0013');
    const row = await world.database.outcome.findUniqueOrThrow({ where: { id } });
    expect(JSON.stringify(row)).not.toContain('19850612');
    expect(row.identitySha256).toBe(world.personalData.hash('identity number', identityNumber));
  });

  test.each([
    ['a number with a wrong check digit', { ...revoked, identityNumber: '999999198506120010' }, 'identity_unusable'],
    [
      'a person who cannot be told from others of the name',
      { ...revoked, identityNumber: undefined },
      'identity_missing',
    ],
    ['a blacklisting without its last day', { kind: 'blacklisted' }, 'outcome_unusable'],
    ['an end before the beginning', { kind: 'blacklisted', endsOn: '2026-03-04' }, 'outcome_unusable'],
    ['an end of what does not end', { kind: 'circular', endsOn: '2027-03-04' }, 'outcome_unusable'],
    ['another end than three years', { ...revoked, endsOn: '2027-03-05' }, 'outcome_unusable'],
    ['a revoked registration of an employer', { kind: 'registration_revoked' }, 'outcome_unusable'],
    ['a number of an employer', { identityNumber }, 'outcome_unusable'],
    ['a day that has not come', { decidedOn: '2026-03-21' }, 'outcome_unusable'],
    ['nobody', { subjectName: ' ' }, 'outcome_unusable'],
    ['a case that is not there', { caseId: 'nothing' }, 'case_unknown'],
    ['a handoff that is not there', { handoffId: 'nothing' }, 'handoff_unknown'],
    ['an organisation outside', { organisationId: 'elsewhere' }, 'organisation_unknown'],
  ] as const)('is not recorded of %s', async (_, more, code) => {
    await expect(record(more)).rejects.toMatchObject({ name: 'InputError', code });
  });

  test('is recorded by officers alone', async () => {
    const auditor = await world.person('钱审', 'auditor');
    await expect(record({}, auditor)).rejects.toMatchObject({ name: 'RefusedError', code: 'role_insufficient' });
  });

  test('is not there for people of elsewhere, who cannot take it back either', async () => {
    const id = await record({ organisationId: 'city-b' });
    const outsider = await world.person('外人', 'supervisor', 'elsewhere');
    expect((await listOutcomes(world.database, world.personalData, outsider, {})).outcomes).toEqual([]);
    const withdrawn = withdrawOutcome(world.database, outsider, { outcomeId: id, reason: '误录' }, now);
    await expect(withdrawn).rejects.toMatchObject({ code: 'outcome_unknown' });
  });

  test('that was withdrawn stays, holds no longer, and is not withdrawn twice', async () => {
    const other = '999999199001011238';
    const id = await record({ ...revoked, subjectName: '赵五', identityNumber: other });
    const withdraw = () => withdrawOutcome(world.database, officer, { outcomeId: id, reason: '文书撤销' }, now);
    const both = await Promise.allSettled([withdraw(), withdraw()]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(withdraw()).rejects.toMatchObject({ name: 'RefusedError', code: 'outcome_withdrawn' });
    await world.verify();
    const found = await findStanding(world.database, world.personalData, officer, other, '2026-03-20');
    expect(found.map((each) => each.id)).not.toContain(id);
    const { outcomes } = await listOutcomes(world.database, world.personalData, officer, {});
    expect(outcomes.find((each) => each.id === id)?.withdrawn).toMatchObject({ reason: '文书撤销' });
  });
});

describe('an identity number', () => {
  const unmask = (outcomeId: string, by = officer, reason = '函询注册部门') =>
    unmaskIdentity(world.database, world.personalData, by, { outcomeId, reason }, now);

  test('is shown in full to who says why, and that it was is in the ledger', async () => {
    const id = await record(revoked);
    expect(await unmask(id)).toBe(identityNumber);
    const [row, ...others] = await world.database.identityUnmasking.findMany({ where: { outcomeId: id } });
    expect([row, others]).toMatchObject([{ reason: '函询注册部门', userId: officer.person.id }, []]);
    const entries = await world.database.ledgerEntry.findMany({ where: { subjectId: row?.id ?? '' } });
    expect(entries.map(({ kind }) => kind)).toEqual(['identity.unmasked']);
    await world.verify();
    await world.database.$executeRaw`ALTER TABLE "IdentityUnmasking" DISABLE TRIGGER USER`;
    await world.database.identityUnmasking.update({ where: { id: row?.id ?? '' }, data: { reason: '好奇' } });
    await expect(world.verify()).rejects.toThrow('unmasking of an identity number');
    await world.database.identityUnmasking.update({ where: { id: row?.id ?? '' }, data: { reason: '函询注册部门' } });
    await world.database.$executeRaw`ALTER TABLE "IdentityUnmasking" ENABLE TRIGGER USER`;
    await expect(world.database.identityUnmasking.deleteMany()).rejects.toThrow();
    await world.verify();
  });

  test('is not shown without a reason, to who does no casework, elsewhere, or where there is none', async () => {
    const id = await record(revoked);
    await expect(unmask(id, officer, ' ')).rejects.toMatchObject({ code: 'reason_missing' });
    const auditor = await world.person('钱审', 'auditor');
    await expect(unmask(id, auditor)).rejects.toMatchObject({ code: 'role_insufficient' });
    const outsider = await world.person('外人', 'supervisor', 'elsewhere');
    await expect(unmask(id, outsider)).rejects.toMatchObject({ code: 'outcome_unknown' });
    await expect(unmask(await record())).rejects.toMatchObject({ code: 'identity_absent' });
    expect(await world.database.identityUnmasking.count({ where: { outcomeId: id } })).toBe(0);
  });
});

describe('a sparing', () => {
  const spared = { kind: 'spared' } as const;

  test('needs a self-check of a drive on the day on which things were put right', async () => {
    await expect(record(spared)).rejects.toMatchObject({ name: 'RefusedError', code: 'leniency_over' });
    const supervisor = await world.person('周管', 'supervisor');
    const stage = { key: 'self_check', name: '自查自纠', leniency: true, comparison: false, what: '自查' };
    const plan = {
      ...{ name: '某省专项整治', basis: '通知', reports: [], notes: [] },
      stages: [{ ...stage, from: '2026-03-01', until: '2026-03-10' }],
    };
    await enterDrive(world.database, supervisor, { plan }, now);
    // The drive of the province holds for its cities.
    await expect(record({ ...spared, organisationId: 'city-a', decidedOn: '2026-03-10' })).resolves.toBeTypeOf(
      'string',
    );
    await expect(record({ ...spared, decidedOn: '2026-03-11' })).rejects.toMatchObject({ code: 'leniency_over' });
    const outsider = await world.person('外人', 'reviewer', 'elsewhere');
    await expect(record(spared, outsider)).rejects.toMatchObject({ code: 'leniency_over' });
    await world.verify();
  });
});
