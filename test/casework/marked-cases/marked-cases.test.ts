import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endMark } from '../../../casework/marked-cases/end-mark.js';
import { listMarkedCases } from '../../../casework/marked-cases/list-marked-cases.js';
import { markCase } from '../../../casework/marked-cases/mark-case.js';
import { recordInterview } from '../../../casework/marked-cases/record-interview.js';
import type { Decider } from '../../../casework/reviews/decider.js';
import { type CaseworkWorld, noonOf, openCaseworkWorld } from '../outcomes/casework-world.js';

describe('a case that is watched', () => {
  let world: CaseworkWorld;
  let [supervisor, reviewer, ofCity, elsewhere] = [] as unknown as [Decider, Decider, Decider, Decider];
  beforeAll(async () => {
    world = await openCaseworkWorld();
    supervisor = await world.person('吴主管', 'supervisor');
    reviewer = await world.person('周复核');
    ofCity = await world.person('陈市里', 'reviewer', 'city-a');
    elsewhere = await world.person('郑外省', 'supervisor', 'elsewhere');
  });
  afterAll(() => world.close());

  const now = noonOf('2026-03-20');
  const newCase = async (): Promise<string> =>
    (await world.step(ofCity, { organisationId: 'city-a', action: 'begin_inquiry', occurredOn: '2026-03-02' })).caseId;
  const mark = (caseId: string, by = supervisor) =>
    markCase(world.database, by, { caseId, reason: '涉及多地', dueOn: '2026-04-10' }, now);
  const markOf = async (id: string, by: Decider, day: string) =>
    (await listMarkedCases(world.database, by, noonOf(day))).marked.find((one) => one.id === id);

  test('is overdue after its day, and seen by those above and by those who handle it', async () => {
    const id = await mark(await newCase());
    expect(await markOf(id, supervisor, '2026-04-10')).toMatchObject({ isOverdue: false, organisation: '某省人社厅' });
    expect(await markOf(id, ofCity, '2026-04-11')).toMatchObject({ isOverdue: true });
    expect(await markOf(id, elsewhere, '2026-04-11')).toBeUndefined();
  });

  test('is no longer overdue once that has ended, which happens once', async () => {
    const id = await mark(await newCase());
    const end = (by: Decider) => endMark(world.database, by, { id, note: '已作出处罚决定' }, now);
    await expect(end(elsewhere)).rejects.toMatchObject({ code: 'mark_unknown' });
    await end(supervisor);
    expect(await markOf(id, supervisor, '2026-05-01')).toMatchObject({ isOverdue: false, end: { by: '吴主管' } });
    await expect(end(supervisor)).rejects.toMatchObject({ code: 'mark_ended' });
  });

  test('is watched once at a time, also when two supervisors mark it at once', async () => {
    const caseId = await newCase();
    const marked = await Promise.allSettled([mark(caseId), mark(caseId)]);
    expect(marked.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(marked.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'case_marked' } });
  });

  test('is one that is seen and has not ended, marked by a supervisor until a day to come', async () => {
    const caseId = await newCase();
    await expect(mark(caseId, reviewer)).rejects.toMatchObject({ code: 'role_insufficient' });
    await expect(mark(caseId, elsewhere)).rejects.toMatchObject({ code: 'case_unknown' });
    await expect(
      markCase(world.database, supervisor, { caseId, reason: '迟缓', dueOn: '2026-03-20' }, now),
    ).rejects.toMatchObject({ code: 'mark_unusable' });
    await world.database.case.update({ where: { id: caseId }, data: { state: 'closed' } });
    await expect(mark(caseId)).rejects.toMatchObject({ code: 'case_ended' });
  });

  test('leads to interviews, which are recorded when they were held', async () => {
    const interview = { kind: 'interview', subjectName: '甲市', reason: '进度迟缓', result: '' } as const;
    await expect(
      recordInterview(world.database, supervisor, { ...interview, heldOn: '2026-03-21' }, now),
    ).rejects.toMatchObject({ code: 'interview_unusable' });
    await recordInterview(world.database, supervisor, { ...interview, heldOn: '2026-03-20' }, now);
    const { interviews } = await listMarkedCases(world.database, supervisor, now);
    expect(interviews).toEqual([expect.objectContaining({ subjectName: '甲市', recordedBy: '吴主管' })]);
    await expect(listMarkedCases(world.database, elsewhere, now)).resolves.toEqual({ marked: [], interviews: [] });
  });

  test('is in the ledger, with its end and the interviews', () => world.verify());
});
