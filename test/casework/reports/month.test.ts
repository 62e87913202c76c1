import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { recordOutcome } from '../../../casework/outcomes/record-outcome.js';
import { withdrawOutcome } from '../../../casework/outcomes/withdraw-outcome.js';
import { closeMonth } from '../../../casework/reports/close-month.js';
import { defaultMonthlyTemplate } from '../../../casework/reports/monthly-template.js';
import { readMonth } from '../../../casework/reports/read-month.js';
import { tableLines } from '../../../casework/reports/table-lines.js';
import type { Decider } from '../../../casework/reviews/decider.js';
import { type CaseworkWorld, noonOf, openCaseworkWorld, outcomeOf } from '../outcomes/casework-world.js';

const now = noonOf('2026-04-02');
let world: CaseworkWorld;
let officer: Decider;
let supervisor: Decider;
async function open(): Promise<void> {
  world = await openCaseworkWorld();
  officer = await world.person('王一');
  supervisor = await world.person('周管', 'supervisor');
}

const record = (more: Parameters<typeof outcomeOf>[0] = {}) =>
  recordOutcome(world.database, world.personalData, officer, outcomeOf(more), now);
const month = (name: string, at = now) => readMonth(world.database, { organisationId: 'province', month: name }, at);
const close = (name: string, at = now, by = supervisor) =>
  closeMonth(world.database, by, { organisationId: 'province', month: name }, at);
const linesOf = async (name: string) => {
  const { template, figures } = await month(name);
  return tableLines(template, figures);
};
const totals = async (name: string) => (await linesOf(name)).at(-1)?.values ?? {};
const revocation = { penalties: [{ kind: 'fine', amountYuan: 20_000 }, { kind: 'revocation' }] };

describe('a month’s table', () => {
  beforeEach(open);
  afterEach(() => world?.close());

  test('counts what is effective, on its day, once for a case', async () => {
    const { caseId } = await world.step(officer, { action: 'begin_inquiry', occurredOn: '2026-03-01' });
    await world.step(officer, { caseId, action: 'order_rectification', occurredOn: '2026-03-02', second: 'confirmed' });
    await world.step(officer, { caseId, action: 'order_rectification', occurredOn: '2026-03-20', second: 'confirmed' });
    await world.step(officer, { action: 'order_return', occurredOn: '2026-03-31', second: 'confirmed' });
    await world.step(officer, { action: 'order_rectification', occurredOn: '2026-03-02', second: 'waiting' });
    await world.step(officer, { action: 'order_rectification', occurredOn: '2026-03-02', second: 'withdrawn' });
    await world.step(officer, { action: 'order_rectification', occurredOn: '2026-02-28', second: 'confirmed' });
    await world.step(officer, { action: 'decide', occurredOn: '2026-03-09', second: 'confirmed', facts: revocation });
    // Against an employer, not an agency.
    const about = await world.step(officer, { action: 'begin_inquiry', occurredOn: '2026-03-03' });
    await world.database.case.update({ where: { id: about.caseId }, data: { path: 'registration' } });
    const fined = { penalties: [{ kind: 'fine', amountYuan: 10_000 }] };
    await world.step(officer, { action: 'decide', occurredOn: '2026-03-09', second: 'confirmed', facts: fined });
    await record();
    await record({ subjectKind: 'person', subjectName: '张三', kind: 'suspected' });
    await record({ decidedOn: '2026-02-28' });
    const withdrawn = await record();
    await withdrawOutcome(world.database, officer, { outcomeId: withdrawn, reason: '误录' }, now);

    expect(await totals('2026-03')).toMatchObject({
      ...{ agencies_investigated: 1, agencies_ordered: 2, agencies_penalised: 2, agencies_revoked: 1 },
      ...{ agencies_otherwise: 1, employers_circular: 1, persons_suspected: 1, persons_revoked: 0 },
    });
    expect(await totals('2026-02')).toMatchObject({
      agencies_ordered: 1,
      employers_circular: 1,
      agencies_penalised: 0,
    });
  });

  test('has a line for each organisation, sums of cities with their counties, and all of it at the end', async () => {
    await record();
    await record({ organisationId: 'city-a' });
    await record({ organisationId: 'county-a1' });
    await record({ organisationId: 'county-a2' });
    await record({ organisationId: 'county-a2' });
    await record({ organisationId: 'city-b' });
    const lines = await linesOf('2026-03');
    expect(lines.map(({ name, values }) => [name, values.employers_circular])).toEqual([
      ['某省人社厅（本级）', 1],
      ['甲市人社局（本级）', 1],
      ['甲一县人社局', 1],
      ['甲二县人社局', 2],
      ['甲市人社局小计', 4],
      ['乙市人社局', 1],
      ['合计', 6],
    ]);
    for (const { values, members } of lines)
      for (const [key, ids] of Object.entries(members)) expect(ids.length).toBe(values[key]);
    const city = await readMonth(world.database, { organisationId: 'city-a', month: '2026-03' }, now);
    expect(tableLines(city.template, city.figures).at(-1)?.values.employers_circular).toBe(4);
  });

  test('is due on the 2nd of the next month, in Beijing, and overdue after it', async () => {
    const stateAt = async (at: string) => (await month('2026-03', new Date(at))).state;
    expect(await stateAt('2026-03-31T15:59:59Z')).toBe('running');
    expect(await stateAt('2026-03-31T16:00:00Z')).toBe('due');
    expect(await stateAt('2026-04-02T15:59:59Z')).toBe('due');
    expect(await stateAt('2026-04-02T16:00:00Z')).toBe('overdue');
  });

  test('takes figures that a person enters by hand from its template', async () => {
    const text = [
      'title: 表',
      'columns:',
      '  - { key: a, group: 人员, heading: 排查数, byHand: { city-a: 1200, city-b: 0 } }',
      '  - { key: b, group: 人员, heading: 疑似数, outcomes: [suspected], of: person }',
      '  - { key: c, group: 人员, heading: 比例, formula: b / a }',
    ].join('\n');
    await record({ organisationId: 'city-a', subjectKind: 'person', subjectName: '张三', kind: 'suspected' });
    const asked = { organisationId: 'province', month: '2026-03', template: { text, file: 'mine.yaml' } };
    const { template, figures } = await readMonth(world.database, asked, now);
    const lines = tableLines(template, figures);
    expect(lines.map(({ values }) => values.a)).toEqual([null, 1200, null, null, 1200, 0, 1200]);
    expect(lines.at(-1)?.values.c).toBeCloseTo(1 / 1200, 12);
  });
});

describe('closing a month', () => {
  beforeEach(open);
  afterEach(() => world?.close());

  test('keeps it as it is; what is entered or withdrawn later is a correction of the next one, told once', async () => {
    const kept = await record({ decidedOn: '2026-02-10' });
    const { stepId } = await world.step(officer, {
      action: 'decide',
      occurredOn: '2026-02-20',
      second: 'waiting',
      facts: revocation,
    });
    await close('2026-02');
    const before = await world.database.monthlyReport.findFirstOrThrow();
    await world.confirm(officer, stepId);
    const late = await record({ decidedOn: '2026-02-11', organisationId: 'city-a' });
    await withdrawOutcome(world.database, officer, { outcomeId: kept, reason: '误录' }, now);

    expect(await totals('2026-02')).toMatchObject({ employers_circular: 1, agencies_penalised: 0 });
    const march = await close('2026-03');
    const correction = { month: '2026-02', organisationId: 'province' };
    expect(march.figures.corrections).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          ...correction,
          key: 'employers_circular',
          was: 1,
          now: 0,
          added: [],
          removed: [kept],
        }),
        expect.objectContaining({ ...correction, key: 'agencies_penalised', was: 0, now: 1, added: [stepId] }),
        expect.objectContaining({ ...correction, key: 'agencies_revoked', was: 0, now: 1, added: [stepId] }),
        expect.objectContaining({ ...correction, organisationId: 'city-a', was: 0, now: 1, added: [late] }),
      ]),
    );
    expect(march.figures.corrections).toHaveLength(4);
    expect((await month('2026-04')).figures.corrections).toEqual([]);
    expect(await world.database.monthlyReport.findFirstOrThrow({ where: { month: '2026-02' } })).toEqual(before);
    await world.verify();
  });

  test('is a supervisor’s, once, and not before the month is over', async () => {
    await expect(close('2026-03', now, officer)).rejects.toMatchObject({ code: 'role_insufficient' });
    const outsider = await world.person('外人', 'supervisor', 'elsewhere');
    await expect(close('2026-03', now, outsider)).rejects.toMatchObject({ code: 'organisation_unknown' });
    await expect(close('2026-04')).rejects.toMatchObject({ name: 'RefusedError', code: 'month_running' });
    const both = await Promise.allSettled([close('2026-03'), close('2026-03')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'month_closed' } });
  });

  test('fixes the template, so that another one is refused for it', async () => {
    await close('2026-03');
    const template = { text: defaultMonthlyTemplate(), file: 'mine.yaml' };
    const asked = readMonth(world.database, { organisationId: 'province', month: '2026-03', template }, now);
    await expect(asked).rejects.toMatchObject({ code: 'month_closed_template' });
  });

  test('of an organisation says nothing of another’s month', async () => {
    await close('2026-03');
    expect((await readMonth(world.database, { organisationId: 'city-a', month: '2026-03' }, now)).state).toBe('due');
  });
});

describe('whatever happens', () => {
  beforeAll(open);
  afterAll(() => world?.close());

  const months = ['2026-01', '2026-02', '2026-03'] as const;
  const act = fc.oneof(
    fc.record({ do: fc.constant('enter' as const), month: fc.constantFrom(...months) }),
    fc.record({ do: fc.constant('withdraw' as const), which: fc.nat(9) }),
    fc.record({ do: fc.constant('close' as const), month: fc.constantFrom(...months) }),
  );

  test('closing a month never changes one that was closed, and what was reported with its corrections is what counts', async () => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 14 }), async (acts) => {
        // Rows of closed months cannot be removed: each run has an organisation of its own.
        const organisationId = `run-${runs++}`;
        const { database, personalData } = world;
        await database.organisation.create({ data: { id: organisationId, name: organisationId } });
        const [by, closing] = [officer, supervisor].map((each) => ({ ...each, jurisdiction: [organisationId] }));
        if (by === undefined || closing === undefined) throw new Error('nobody is there');
        const read = (name: string, at: Date) => readMonth(database, { organisationId, month: name }, at);
        const rowsOf = () =>
          database.monthlyReport.findMany({ where: { organisationId }, orderBy: { closedAt: 'asc' } });
        const entered: string[] = [];
        let frozen: Awaited<ReturnType<typeof rowsOf>> = [];
        let clock = now.getTime();
        for (const one of acts) {
          clock += 1000;
          const at = new Date(clock);
          if (one.do === 'enter') {
            const outcome = outcomeOf({ organisationId, decidedOn: `${one.month}-05` });
            entered.push(await recordOutcome(database, personalData, by, outcome, at));
          } else if (one.do === 'withdraw') {
            const [outcomeId] = entered.splice(one.which % Math.max(1, entered.length), 1);
            if (outcomeId !== undefined) await withdrawOutcome(database, by, { outcomeId, reason: '误录' }, at);
          } else if (frozen.every((row) => row.month !== one.month)) {
            await closeMonth(database, closing, { organisationId, month: one.month }, at);
          }
          const rows = await rowsOf();
          expect(rows.slice(0, frozen.length)).toEqual(frozen);
          frozen = rows;
        }
        // With one more table everything that differs has been told.
        const later = new Date(clock + 1000);
        const tables = [];
        for (const { month: name } of frozen) tables.push((await read(name, later)).figures);
        tables.push((await read('2026-04', later)).figures);
        for (const { month: name } of frozen) {
          const { figures } = await read(name, later);
          const told = new Set(figures.rows.flatMap(({ cells }) => cells.employers_circular?.members ?? []));
          for (const { corrections } of tables)
            for (const each of corrections.filter((one) => one.month === name)) {
              for (const id of each.added) told.add(id);
              for (const id of each.removed) told.delete(id);
            }
          const where = { organisationId, decidedOn: { startsWith: name }, withdrawal: null };
          const counted = await database.outcome.findMany({ where, select: { id: true } });
          expect([...told].sort()).toEqual(counted.map(({ id }) => id).sort());
        }
      }),
      { numRuns: 12 },
    );
  });
});
