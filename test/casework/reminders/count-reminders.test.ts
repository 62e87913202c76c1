import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listDeadlines } from '../../../casework/cases/list-deadlines.js';
import { readDrivePlan } from '../../../casework/drives/drive-plan.js';
import { countReminders } from '../../../casework/reminders/count-reminders.js';
import { createTestDatabase } from '../../prisma/test-database.js';

/** The Monday before the National Day of 2025: the next working days are 30 September, 9 and 10 October. */
const now = new Date('2025-09-29T04:00:00Z');
const by = { id: 'u', name: '何江', credentialNumber: '鄂-1', role: 'supervisor' };

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let person: { userId: string; sessionId: string; by: typeof by };
let caseId: string;
const own = { organisationId: 'hubei', jurisdiction: ['hubei', 'wuhan'] };
const count = (whose = own, at = now) => countReminders(database.db, whose, at);

beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  await db.organisation.create({ data: { id: 'hubei', name: '湖北' } });
  await db.organisation.create({ data: { id: 'wuhan', name: '武汉', parentId: 'hubei' } });
  await db.organisation.create({ data: { id: 'far', name: '远处' } });
  const user = await db.user.create({
    data: {
      ...{ organisationId: 'hubei', username: 'hejiang', name: '何江', role: 'supervisor' },
      email: 'hejiang@guazheng.invalid',
    },
  });
  const session = await db.userSession.create({ data: { userId: user.id, origin: 'page', startedAt: now } });
  person = { userId: user.id, sessionId: session.id, by };
  caseId = await registerCase('wuhan', 1);
});
afterAll(() => database?.close());

async function registerCase(organisationId: string, number: number): Promise<string> {
  const { id } = await database.db.case.create({
    data: {
      ...{ organisationId, year: 2025, number, path: 'advertising', subjectName: '某公司', state: 'investigating' },
      registeredAt: now,
    },
  });
  return id;
}
const deadline = (dueOn: string, more: object = {}) => ({
  ...{ caseId, kind: 'investigation', stepId: `step ${dueOn} ${JSON.stringify(more)}`, startedOn: '2025-07-01', dueOn },
  ...{ basis: '', ...more },
});

describe('reminders', () => {
  test('count deadlines of cases that are over, and those of the next three working days, holidays left out', async () => {
    const { db } = database;
    await db.caseDeadline.createMany({
      data: [
        ...['2025-09-01', '2025-09-28', '2025-09-29', '2025-10-10', '2025-10-11'].map((day) => deadline(day)),
        deadline('2025-09-28', { metAt: now }),
        deadline('2025-09-28', { cancelledAt: now }),
        deadline('2025-09-28', { caseId: await registerCase('far', 1) }),
      ],
    });
    const counted = await count();
    expect(counted).toMatchObject({ today: '2025-09-29', until: '2025-10-10', cases: { overdue: 2, soon: 2 } });
    const listed = await listDeadlines(db, own.jurisdiction, now);
    expect(listed.filter(({ state }) => state === 'overdue')).toHaveLength(counted.cases.overdue);
    expect((await count({ organisationId: 'far', jurisdiction: ['far'] })).cases).toEqual({ overdue: 1, soon: 0 });
  });

  test('count watched cases until they are watched no more, also for who handles them', async () => {
    const mark = (dueOn: string) =>
      database.db.supervision.create({
        data: { organisationId: 'hubei', caseId, reason: '久拖不决', dueOn, ...person, markedAt: now },
      });
    const [late] = await Promise.all([mark('2025-09-26'), mark('2025-10-09'), mark('2025-11-01')]);
    const watched = async (whose = own) => (await count(whose)).markedCases;
    expect(await watched()).toEqual({ overdue: 1, soon: 1 });
    expect(await watched({ organisationId: 'wuhan', jurisdiction: ['wuhan'] })).toEqual({ overdue: 1, soon: 1 });
    expect(await watched({ organisationId: 'far', jurisdiction: ['far'] })).toEqual({ overdue: 0, soon: 0 });
    const supervisionId = late?.id ?? '';
    await database.db.supervisionEnd.create({ data: { supervisionId, note: '已办结', ...person, endedAt: now } });
    expect(await watched()).toEqual({ overdue: 0, soon: 1 });
  });

  test('count publications whose last day is over, or whose case was withdrawn, until they are taken down', async () => {
    const { db } = database;
    const withdrawn = await registerCase('hubei', 2);
    await db.case.update({ where: { id: withdrawn }, data: { state: 'withdrawn' } });
    const publish = async (endsOn: string | null, more: object = {}) => {
      const { id } = await db.publication.create({
        data: {
          ...{ organisationId: 'hubei', kind: 'penalty', caseId, title: '某公司', text: '', startsOn: '2025-01-01' },
          ...{ endsOn, ...person, preparedAt: now, ...more },
        },
      });
      return id;
    };
    const step = (publicationId: string, kind: string) =>
      db.publicationStep.create({ data: { publicationId, kind, ...person, recordedAt: now } });
    // Never approved, so never out.
    await publish('2025-09-01');
    const ended = await publish('2025-09-28');
    const out = [ended, await publish('2025-10-09'), await publish(null), await publish(null, { caseId: withdrawn })];
    for (const id of out) await step(id, 'approved');
    expect((await count()).publications).toEqual({ overdue: 2, soon: 1 });
    await step(ended, 'taken_down');
    expect((await count()).publications).toEqual({ overdue: 1, soon: 1 });
  });

  test('count the month’s table before the 2nd and after it, until the month is closed', async () => {
    const reports = async (at: string) => (await count(own, new Date(at))).reports;
    const close = (month: string) =>
      database.db.monthlyReport.create({
        data: { organisationId: 'hubei', month, figures: {}, template: '', ...person, closedAt: now },
      });
    // That of August is late, that of September due on 2 October.
    expect(await reports('2025-09-29T04:00:00Z')).toEqual({ overdue: 1, soon: 1 });
    await close('2025-08');
    expect(await reports('2025-09-29T04:00:00Z')).toEqual({ overdue: 0, soon: 1 });
    expect(await reports('2025-10-02T15:59:59Z')).toEqual({ overdue: 0, soon: 1 });
    expect(await reports('2025-10-02T16:00:00Z')).toEqual({ overdue: 1, soon: 0 });
    await close('2025-09');
    expect(await reports('2025-10-02T16:00:00Z')).toEqual({ overdue: 0, soon: 0 });
  });

  test('count what stages of a drive ask to be reported within three working days', async () => {
    const plan = readDrivePlan(
      [
        ...['name: 专项整治', 'basis: 方案', 'stages:'],
        ...['  - { key: full_check, name: 全面排查, from: "2025-09-01", until: "2025-12-31", what: 排查 }', 'reports:'],
        ...['  - { name: 情况报告, dueOn: "2025-10-10", by: [各市州], to: 省厅 }'],
        ...['  - { name: 总结, dueOn: "2025-12-31", by: [各市州], to: 省厅 }'],
      ].join('\n'),
      'plan.yaml',
    );
    await database.db.enforcementDrive.create({
      data: {
        organisationId: 'hubei',
        name: plan.name,
        plan: JSON.parse(JSON.stringify(plan)),
        ...person,
        createdAt: now,
      },
    });
    expect((await count()).drives).toEqual({ overdue: 0, soon: 1 });
    // The drive of the one above holds below, too.
    expect((await count({ organisationId: 'wuhan', jurisdiction: ['wuhan'] })).drives.soon).toBe(1);
  });
});
