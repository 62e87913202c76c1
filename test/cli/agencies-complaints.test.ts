import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeGbkPage } from '../../fixtures/platforms/gbk-encoder.js';
import { licenceCells, licenceHeader } from '../../fixtures/registers/invent-licences.js';
import { identityNumber } from '../casework/outcomes/casework-world.js';
import { createTestDatabase } from '../prisma/test-database.js';
import { addPerson, testPassphrase } from '../server/served-database.js';
import { guazheng, lastLine, sentenceOf, temporaryFolder } from './run-guazheng.js';

let folder: string;
let remove: () => Promise<void>;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  database = await createTestDatabase();
  await addPerson(database.db, 'hejiang', 'reviewer');
});
afterAll(async () => {
  await database?.close();
  await remove();
});

const run = (...words: string[]) =>
  guazheng(words, {
    env: { DATABASE_URL: database.url, GUAZHENG_HOME: join(folder, 'home') },
    input: `${testPassphrase}\n`,
  });

describe('guazheng import licences', () => {
  test('takes a file in once, says why rows were kept out, and is undone as a whole', async () => {
    const file = join(folder, 'register.csv');
    const rows = [licenceCells(1), licenceCells(2, { validUntil: '2020-01-01' })].map((cells) => cells.join(','));
    await writeFile(file, encodeGbkPage([licenceHeader, ...rows].join('\r\n')));
    const rejects = join(folder, 'rejects.jsonl');
    const first = await run('import', 'licences', file, '--user', 'hejiang', '--rejects', rejects, '--json');
    expect([first.code, lastLine(first.stdout)]).toEqual([
      0,
      { import: expect.any(String), known: false, rows: 2, licences: 1, rejected: 1 },
    ]);
    expect(JSON.parse(await readFile(rejects, 'utf8'))).toMatchObject({
      line: 3,
      reason: expect.stringContaining('早于'),
    });
    const again = await run('import', 'licences', file, '--user', 'hejiang');
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('was imported already')]);
    const { import: id } = lastLine(first.stdout) as { import: string };
    expect((await run('import', 'undo', id, '--user', 'hejiang')).code).toBe(0);
    const { imports } = lastLine((await run('import', 'list', '--json')).stdout) as {
      imports: { undoneAt: unknown }[];
    };
    expect(imports).toMatchObject([{ id, undoneAt: expect.any(String) }]);
    const list = await run('agency', 'list', '--standing', 'good');
    expect([list.code, sentenceOf(list)]).toEqual([2, expect.stringContaining('--standing good is none of')]);
  }, 60_000);
});

describe('guazheng complaint', () => {
  test('registers, lists, shows and ends a complaint', async () => {
    const words = [
      '--user',
      'hejiang',
      '--channel',
      'letter',
      '--text',
      '某机构长期收一级建造师证书挂靠，不用到岗，每年三万二，电话 13912345678',
    ];
    const more = ['--url', 'https://nobody.example/1', '--name', '欧阳举报', '--json'];
    const registered = await run('complaint', 'register', ...words, ...more);
    expect([registered.code, registered.stderr]).toEqual([0, '']);
    const { id, code } = lastLine(registered.stdout) as { id: string; code: string };
    expect(code).toMatch(/^\w{4}(-\w{4}){3}$/);
    const list = await run('complaint', 'list');
    expect(list.stdout).toContain(id);
    expect(list.stdout).toMatch(/flagged +waiting/);
    expect(list.stdout).toContain('1 without a result.');
    const covered = (await run('complaint', 'show', id, '--user', 'hejiang')).stdout;
    expect(covered).not.toMatch(/13912345678|欧阳举报/);
    const shown = lastLine((await run('complaint', 'show', id, '--user', 'hejiang', '--unmask', '--json')).stdout);
    expect(shown).toMatchObject({
      ...{
        complainant: { name: '欧阳举报' },
        text: '某机构长期收一级建造师证书挂靠，不用到岗，每年三万二，电话 13912345678',
      },
      ...{ verdict: { band: 'flagged', release: expect.any(String) }, posting: null, capture: { state: 'waiting' } },
    });
    const end = ['complaint', 'result', id, '--user', 'hejiang', '--kind'];
    expect(sentenceOf(await run(...end, 'lost'))).toMatch(/--kind lost is none of/);
    expect((await run(...end, 'unfounded', '--note', '真实用工')).code).toBe(0);
    expect((await run('complaint', 'list')).stdout).toContain('0 without a result.');
  }, 60_000);
});

describe('guazheng outcome', () => {
  test('shows an identity number in full to who says why', async () => {
    const identity = join(folder, 'identity.txt');
    await writeFile(identity, `${identityNumber}\n`);
    const what = ['--kind', 'registration_revoked', '--authority', '某厅', '--decided', '2026-03-05'];
    const whom = ['--person', '张三', '--identity-file', identity];
    const recorded = await run('outcome', 'record', ...what, ...whom, '--user', 'hejiang');
    const [, id = ''] = /^Recorded: (\S+)\.\n$/.exec(recorded.stdout) ?? [];
    const shown = await run('outcome', 'unmask', id, '--reason', '核对本人', '--user', 'hejiang');
    expect([shown.code, shown.stdout]).toEqual([0, `${identityNumber}\n`]);
    expect(await database.db.identityUnmasking.findMany()).toMatchObject([{ outcomeId: id, reason: '核对本人' }]);
  }, 60_000);
});

describe('guazheng on-site', () => {
  test('records a check from a file, which another officer confirms and a supervisor takes back', async () => {
    await addPerson(database.db, 'wujiancha', 'reviewer');
    await addPerson(database.db, 'fengzhuguan', 'supervisor');
    const file = join(folder, 'check.yaml');
    const check = 'unitName: 某建设公司\nplace: 某路1号\ncheckedOn: 2026-03-19\nresult: lead\n';
    await writeFile(
      file,
      `${check}people:\n  - { name: 张某, identityNumber: 999999********0013, isPresent: false }\n`,
    );
    const recorded = await run('on-site', 'record', file, '--user', 'hejiang', '--json');
    const { id } = lastLine(recorded.stdout) as { id: string };
    expect((await run('on-site', 'confirm', id, '--user', 'wujiancha')).code).toBe(0);
    const clue = ['--path', 'registration', '--check', id, '--origin', '检查'];
    const begun = await run('case', 'register', ...clue, '--user', 'hejiang');
    expect([begun.code, begun.stderr]).toEqual([0, '']);
    const taken = await run('on-site', 'withdraw', id, '--user', 'fengzhuguan', '--reason', '走错了工地');
    expect([taken.code, taken.stdout]).toEqual([0, `Withdrawn: ${id}.\n`]);
    const list = await run('on-site', 'list', '--json');
    expect(lastLine(list.stdout)).toMatchObject({
      checks: [
        {
          id,
          present: 0,
          expected: 1,
          state: 'withdrawn',
          withdrawnBecause: '走错了工地',
          caseNumber: expect.stringMatching(/1号$/),
        },
      ],
    });
    expect(list.stdout).not.toContain('张某');
    const [{ id: caseId, year, number } = { id: '', year: 0, number: 0 }] = await database.db.case.findMany();
    // A fine, long due, beside: the command tells of both.
    const { id: userId } = await database.db.user.findFirstOrThrow({ where: { username: 'hejiang' } });
    const { id: sessionId } = await database.db.userSession.findFirstOrThrow({ where: { userId } });
    const step = await database.db.caseStep.create({
      data: {
        ...{ caseId, number: 2, action: 'decide', fromState: 'notified', toState: 'decided', occurredOn: '2026-01-05' },
        ...{
          facts: { document: '罚1号', penalties: [{ kind: 'fine', amountYuan: 20_000 }] },
          needsSecond: false,
          userId,
        },
        ...{
          sessionId,
          by: { id: userId, name: '何江', credentialNumber: '', role: 'reviewer' },
          recordedAt: new Date(),
        },
      },
    });
    await database.db.caseDeadline.create({
      data: { caseId, kind: 'payment', stepId: step.id, startedOn: '2026-01-05', dueOn: '2026-01-20', basis: '七十二' },
    });
    const { stdout } = await run('case', 'show', `${year}-${number}`);
    expect(stdout).toContain(`began with the check on site ${id} of 2026-03-19, which was withdrawn: 走错了工地`);
    expect(stdout).toContain('may be added to the fine of 20000 yuan: 20000 (600 a day for');
  }, 120_000);
});
