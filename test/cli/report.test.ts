import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../prisma/test-database.js';
import { addPerson, testPassphrase } from '../server/served-database.js';
import { guazheng, lastLine, project, temporaryFolder } from './run-guazheng.js';

let folder: string;
let remove: () => Promise<void>;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let env: Record<string, string>;

beforeAll(async () => {
  [{ folder, remove }, database] = await Promise.all([temporaryFolder(), createTestDatabase()]);
  env = { GUAZHENG_HOME: join(folder, 'home'), DATABASE_URL: database.url };
  await database.db.organisation.create({ data: { id: 'city', name: '某市局', parentId: 'default' } });
  await Promise.all(['wang', 'li'].map((name) => addPerson(database.db, name, 'supervisor')));
});
afterAll(async () => {
  await database?.close();
  await remove?.();
});

const run = (...words: string[]) => guazheng(words, { env });
const runAs = (...words: string[]) => guazheng(words, { env, input: `${testPassphrase}\n` });
const idIn = (text: string): string => /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(text)?.[0] ?? '';
const monthly = (...words: string[]) =>
  ['report', 'monthly', '--month', '2026-03', '--out', join(folder, 'month.xlsx'), ...words] as const;

describe('outcomes and the month’s table on the command line', () => {
  test('are recorded, listed masked, counted and closed', async () => {
    const identity = join(folder, 'identity.txt');
    await writeFile(identity, '999999198506120013\n');
    const recorded = await runAs(
      ...['outcome', 'record', '--user', 'wang', '--kind', 'registration_revoked', '--person', '张三'],
      ...['--identity-file', identity, '--authority', '某厅', '--decided', '2026-03-05'],
    );
    expect([recorded.code, recorded.stderr]).toEqual([0, '']);
    const { stdout } = await run('outcome', 'list', '--json');
    expect(lastLine(stdout)).toMatchObject({
      outcomes: [{ id: idIn(recorded.stdout), identityMasked: '999999********0013', endsOn: '2029-03-05' }],
    });

    const closed = await runAs(...monthly('--close', '--user', 'wang', '--docx', join(folder, 'month.docx'), '--json'));
    expect(closed.stderr).toBe('');
    const { month, state, rows } = lastLine(closed.stdout);
    expect([month, state]).toEqual(['2026-03', 'closed']);
    const total = (rows as { name: string; figures: Record<string, number>; members: Record<string, string[]> }[]).at(
      -1,
    );
    expect(total).toMatchObject({ name: '合计', figures: { persons_revoked: 1, employers_circular: 0 } });
    expect(total?.members.persons_revoked).toEqual([idIn(recorded.stdout)]);
    expect(await readSheet(join(folder, 'month.xlsx'), '处理结果清单')).toHaveLength(2);
    expect((await readFile(join(folder, 'month.docx'))).subarray(0, 2).toString()).toBe('PK');

    const again = await runAs(...monthly('--close', '--user', 'wang'));
    expect([again.code, again.stderr]).toEqual([2, 'guazheng: The month 2026-03 was closed already.\n']);
  });

  test('tell what is wrong with a template line by line, and leave no file', async () => {
    const template = join(folder, 'mine.yaml');
    await writeFile(template, 'title: 表\ncolumns:\n  - { key: a, group: 组, heading: 数, formula: a + z }\n');
    const out = join(folder, 'other.xlsx');
    const refused = await run('report', 'monthly', '--month', '2026-02', '--out', out, '--template', template);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`${template}, line 3: columns.0.formula: there is no column «z»`);
    expect(existsSync(out)).toBe(false);
    expect((await run('report', 'monthly', '--month', '2026-13', '--out', out)).code).toBe(2);
  });
});

describe('a handoff on the command line', () => {
  test('is written when two officers have confirmed it', async () => {
    const asked = await run('handoff', 'authorities', '--credential', '一级建造师（铁路）', '--json');
    expect(lastLine(asked.stdout)).toMatchObject({ authorities: [{ id: 'railway' }] });
    const prepared = await runAs(
      ...['handoff', 'prepare', '--user', 'wang', '--to', 'railway', '--subject', 'person', '--name', '张三'],
      ...['--matter', '涉嫌挂证'],
    );
    expect(prepared.stdout).toContain('〔');
    const id = idIn(prepared.stdout);
    for (const user of ['wang', 'li'])
      expect((await runAs('handoff', 'step', id, 'confirmed', '--user', user)).stderr).toBe('');
    const exported = await run('handoff', 'export', id, '--out', folder);
    expect([exported.code, exported.stderr]).toEqual([0, '']);
    const json = /移送函[^ ]*(?=\.docx)/.exec(exported.stdout)?.[0] ?? '';
    expect(JSON.parse(await readFile(join(folder, `${json}.json`), 'utf8'))).toMatchObject({ to: { id: 'railway' } });
  });
});

describe('a drive on the command line', () => {
  test('is entered from its file, and says what holds on a day', async () => {
    const example = join(project, 'casework', 'drives', 'hubei-2018.yaml');
    expect((await runAs('drive', 'enter', example, '--user', 'wang')).stderr).toBe('');
    const { stdout } = await run('drive', 'show', '--on', '2019-01-31', '--json');
    expect(lastLine(stdout)).toMatchObject({ drives: [{ stages: ['self_check'], leniency: true, comparison: false }] });
  });
});
