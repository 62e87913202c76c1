import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { driveList } from '../../../contracts/api/drives.js';
import { handoff, preparedHandoff } from '../../../contracts/api/handoffs.js';
import { outcomeList, recordedOutcome } from '../../../contracts/api/outcomes.js';
import { figureMembers, monthList, monthTable, statistics, templateList } from '../../../contracts/api/reports.js';
import { identityNumber } from '../../casework/outcomes/casework-world.js';
import { type LoggedIn, type ServedDatabase, serveDatabase } from '../served-database.js';

let served: ServedDatabase;
let reviewer: LoggedIn;
let supervisor: LoggedIn;
let ofCity: LoggedIn;
let templatesFolder: string;
beforeAll(async () => {
  templatesFolder = await mkdtemp(join(tmpdir(), 'guazheng-templates-'));
  served = await serveDatabase(undefined, { now: () => new Date('2026-04-03T04:00:00Z'), templatesFolder });
  await served.db.organisation.create({ data: { id: 'city', name: '某市局', parentId: 'default' } });
  [reviewer, supervisor] = [await served.logIn('reviewer'), await served.logIn('supervisor')];
  ofCity = await served.logIn('supervisor', 'city');
});
afterAll(async () => {
  await served?.close();
  await rm(templatesFolder, { recursive: true, force: true });
});

const json = async (answer: Promise<Response>): Promise<unknown> => {
  const response = await answer;
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text}`);
  return JSON.parse(text);
};
const refusal = async (answer: Promise<Response>) => {
  const response = await answer;
  const { code }: { code?: string } = JSON.parse(await response.text());
  return [response.status, code];
};
const employer = {
  ...{
    subjectKind: 'employer',
    subjectName: '某建设公司',
    kind: 'circular',
    authority: '某厅',
    decidedOn: '2026-03-05',
  },
};
const person = {
  ...{ subjectKind: 'person', subjectName: '张三', identityNumber, kind: 'registration_revoked', authority: '某厅' },
  ...{ decidedOn: '2026-03-06' },
};

describe('outcomes', () => {
  it('are recorded, listed masked, found by the number, and withdrawn', async () => {
    const { id } = recordedOutcome.parse(await json(reviewer.send('POST', '/api/outcomes', person)));
    const listed = await json(reviewer.get('/api/outcomes?kind=registration_revoked'));
    expect(JSON.stringify(listed)).not.toContain(identityNumber);
    expect(outcomeList.parse(listed).outcomes).toMatchObject([
      { id, identityMasked: `999999********${identityNumber.slice(-4)}` },
    ]);
    const standing = async () =>
      outcomeList.parse(await json(reviewer.send('POST', '/api/outcomes/standing', { identityNumber }))).outcomes;
    expect(await standing()).toMatchObject([{ id, endsOn: '2029-03-06' }]);
    expect(await refusal(ofCity.send('POST', `/api/outcomes/${id}/withdraw`, { reason: '误录' }))).toEqual([
      404,
      'outcome_unknown',
    ]);
    const unmask = (by: LoggedIn, reason: string) => by.send('POST', `/api/outcomes/${id}/unmask`, { reason });
    expect(await refusal(unmask(ofCity, '核对'))).toEqual([404, 'outcome_unknown']);
    expect((await unmask(reviewer, ' ')).status).toBe(400);
    expect(await json(unmask(reviewer, '核对'))).toEqual({ identityNumber });
    const withdrawn = await reviewer.send('POST', `/api/outcomes/${id}/withdraw`, { reason: '误录' });
    expect(withdrawn.status).toBeLessThan(300);
    expect(await standing()).toEqual([]);
  });

  it('that are unusable are refused with a sentence', async () => {
    const response = await reviewer.send('POST', '/api/outcomes', { ...person, identityNumber: '123' });
    expect(response.status).toBe(422);
    expect(await response.json()).toEqual({ code: 'identity_unusable', message: '身份证号不正确，请核对。' });
  });
});

describe('the month’s table', () => {
  it('can be followed from each figure to what it counts, and taken away', async () => {
    await json(ofCity.send('POST', '/api/outcomes', employer));
    const { id } = recordedOutcome.parse(await json(supervisor.send('POST', '/api/outcomes', employer)));
    const table = monthTable.parse(await json(reviewer.get('/api/reports/month?month=2026-03')));
    const total = table.lines.at(-1);
    expect([total?.name, total?.values.employers_circular, table.state]).toEqual(['合计', 2, 'overdue']);
    const membersOf = async (of: string) =>
      figureMembers.parse(
        await json(
          reviewer.get(`/api/reports/members?month=2026-03&organisation=default&column=employers_circular&of=${of}`),
        ),
      ).members;
    expect(await membersOf('own')).toMatchObject([{ id, subjectName: '某建设公司', what: '通报', day: '2026-03-05' }]);
    expect(await membersOf('sum')).toHaveLength(2);
    const workbook = await reviewer.get('/api/reports/workbook?month=2026-03');
    const sheet = await readSheet(Buffer.from(await workbook.arrayBuffer()), '处理结果清单');
    expect(sheet).toHaveLength(3);
    const words = await reviewer.get('/api/reports/words?month=2026-03');
    expect([words.status, Buffer.from(await words.arrayBuffer()).toString('latin1', 0, 2)]).toEqual([200, 'PK']);
  });

  it('is had in a template of the department’s own, by a name and no path', async () => {
    const listed = async () => templateList.parse(await json(reviewer.get('/api/reports/templates'))).templates;
    expect(await listed()).toEqual([]);
    const write = (name: string, text: string | Buffer) => writeFile(join(templatesFolder, name), text);
    const column = '  - { key: told, group: 单位, heading: 通报, outcomes: [circular], of: employer }';
    const short = ['title: 简表', 'columns:', column].join('\n');
    await mkdir(join(templatesFolder, '月报', '文件夹.yaml'), { recursive: true });
    await write('外面.yaml', short);
    await write('月报/简表.yaml', short);
    await write('月报/坏表.yaml', short.replace('circular', 'praised'));
    await write('月报/乱码.yaml', Buffer.from([0x74, 0xff]));
    await write('月报/说明.txt', short);
    await symlink(join(templatesFolder, '外面.yaml'), join(templatesFolder, '月报', '链接.yaml'));
    expect(await listed()).toEqual(['乱码', '坏表', '简表']);

    const asked = (name: string) =>
      reviewer.get(`/api/reports/month?month=2026-03&template=${encodeURIComponent(name)}`);
    const table = monthTable.parse(await json(asked('简表')));
    expect([table.title, table.lines.at(-1)?.values]).toEqual(['简表', { told: 2 }]);
    const members = '/api/reports/members?month=2026-03&organisation=default&column=told&of=sum&template=';
    expect(figureMembers.parse(await json(reviewer.get(members + encodeURIComponent('简表')))).members).toHaveLength(2);
    const workbook = await reviewer.get(`/api/reports/workbook?month=2026-03&template=${encodeURIComponent('简表')}`);
    expect((await readSheet(Buffer.from(await workbook.arrayBuffer())))[0]?.[0]).toContain('简表');

    expect([(await asked('坏表')).status, await (await asked('坏表')).json()]).toEqual([
      422,
      { code: 'monthly_template_unusable', message: '表样“坏表”第 3 行有误，不能使用；请改正该文件，或者另选表样。' },
    ]);
    expect(await refusal(asked('乱码'))).toEqual([422, 'monthly_template_unusable']);
    for (const name of ['链接', '文件夹', '说明', '../外面', join(templatesFolder, '外面'), '没有'])
      expect([name, await refusal(asked(name))]).toEqual([name, [422, 'monthly_template_unknown']]);
  });

  it('shows a city its own alone', async () => {
    const table = monthTable.parse(await json(ofCity.get('/api/reports/month?month=2026-03')));
    expect(table.lines.at(-1)?.values.employers_circular).toBe(1);
    const outside = '/api/reports/members?month=2026-03&organisation=default&column=employers_circular&of=sum';
    expect(figureMembers.parse(await json(ofCity.get(outside))).members).toEqual([]);
  });

  it('is reminded of until a supervisor closes it', async () => {
    const stateOf = async () =>
      monthList.parse(await json(supervisor.get('/api/reports/months'))).months.find(({ month }) => month === '2026-03')
        ?.state;
    expect(await stateOf()).toBe('overdue');
    expect(await refusal(reviewer.send('POST', '/api/reports/close', { month: '2026-03' }))).toEqual([
      403,
      'role_insufficient',
    ]);
    expect(await refusal(supervisor.send('POST', '/api/reports/close', { month: '2026-04' }))).toEqual([
      409,
      'month_running',
    ]);
    await json(supervisor.send('POST', '/api/reports/close', { month: '2026-03' }));
    expect(await stateOf()).toBe('closed');
    expect(await refusal(supervisor.send('POST', '/api/reports/close', { month: '2026-03' }))).toEqual([
      409,
      'month_closed',
    ]);
    await json(supervisor.send('POST', '/api/outcomes', employer));
    const april = monthTable.parse(await json(supervisor.get('/api/reports/month?month=2026-04')));
    expect(april.corrections).toMatchObject([{ month: '2026-03', heading: '单位通报数', was: 1, now: 2 }]);
  });

  it('has statistics of twelve months', async () => {
    const { months, campaigns } = statistics.parse(await json(reviewer.get('/api/reports/statistics')));
    expect(months).toHaveLength(12);
    expect(months.find(({ month }) => month === '2026-03')?.outcomes).toBe(3);
    expect(campaigns).toEqual([]);
  });
});

describe('a handoff', () => {
  it('leaves when two officers have confirmed it, and not before', async () => {
    const prepared = { authority: 'housing', subjectKind: 'person', subjectName: '张三', matter: '涉嫌挂证' };
    const { id, number } = preparedHandoff.parse(await json(reviewer.send('POST', '/api/handoffs', prepared)));
    expect(number).toBe('〔2026〕1号');
    const step = (by: LoggedIn, kind: string) => by.send('POST', `/api/handoffs/${id}/steps`, { kind });
    expect(await refusal(reviewer.get(`/api/handoffs/${id}/letter`))).toEqual([409, 'handoff_unconfirmed']);
    await json(step(reviewer, 'confirmed'));
    expect(await refusal(step(reviewer, 'confirmed'))).toEqual([409, 'same_person']);
    expect(await refusal(reviewer.get(`/api/handoffs/${id}/data`))).toEqual([409, 'handoff_unconfirmed']);
    expect(handoff.parse(await json(step(supervisor, 'confirmed')))).toMatchObject({
      state: 'confirmed',
      next: ['sent', 'withdrawn'],
    });
    expect(await json(reviewer.get(`/api/handoffs/${id}/data`))).toMatchObject({
      format: 'guazheng-handoff/1',
      number,
    });
    expect((await reviewer.get(`/api/handoffs/${id}/letter`)).status).toBe(200);
    expect(await refusal(ofCity.get(`/api/handoffs/${id}/letter`))).toEqual([404, 'handoff_unknown']);
  });
});

describe('a drive', () => {
  it('is entered from its plan, whose errors are told line by line', async () => {
    const { plan }: { plan: string } = JSON.parse(await (await reviewer.get('/api/drives/example')).text());
    const wrong = { plan: plan.replace('"2018-12-01"', '"2018-13-01"') };
    const refused = await supervisor.send('POST', '/api/drives', wrong);
    expect(refused.status).toBe(422);
    expect(await refused.text()).toMatch(/第 \d+.*stages\.0\.from/);
    await json(
      supervisor.send('POST', '/api/drives', { plan: plan.replaceAll('2019-', '2026-').replaceAll('2018-', '2025-') }),
    );
    const { drives } = driveList.parse(await json(ofCity.get('/api/drives')));
    expect(drives).toMatchObject([{ comparing: true, lenient: false }]);
    expect(drives[0]?.stages.filter(({ runs }) => runs).map(({ name }) => name)).toEqual(['全面排查', '指导监督']);
    expect(drives[0]?.due.map(({ dueOn }) => dueOn)).toEqual(['2026-05-02']);
  });
});
