import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorityOf, readAuthorities } from '../../../casework/handoffs/authorities.js';
import { mayLeave, stateAfter, stateOfSteps, stepsFrom } from '../../../casework/handoffs/handoff-states.js';
import { type NewHandoff, prepareHandoff } from '../../../casework/handoffs/prepare-handoff.js';
import { listHandoffs, readHandoff } from '../../../casework/handoffs/read-handoffs.js';
import { takeHandoffStep } from '../../../casework/handoffs/take-handoff-step.js';
import { writeHandoff } from '../../../casework/handoffs/write-handoff.js';
import type { Decider } from '../../../casework/reviews/decider.js';
import { type HandoffStepKind, handoffState, handoffStepKind } from '../../../contracts/api/handoffs.js';
import { type CaseworkWorld, noonOf, openCaseworkWorld } from '../outcomes/casework-world.js';
import { unzipText } from '../reports/unzip-text.js';

const now = noonOf('2026-03-20');
let world: CaseworkWorld;
let wang: Decider;
let li: Decider;
beforeAll(async () => {
  world = await openCaseworkWorld();
  [wang, li] = [await world.person('王一'), await world.person('李二')];
});
afterAll(() => world?.close());

const prepare = (more: Partial<NewHandoff> = {}, by = wang, at = now) =>
  prepareHandoff(
    world.database,
    by,
    {
      ...{ authority: 'housing', subjectKind: 'person', subjectName: '张三', credential: '一级建造师' },
      ...{ matter: '注册单位与参保单位不一致，涉嫌“挂证”。', packageIds: [] },
      ...more,
    },
    at,
  );
const take = (handoffId: string, kind: HandoffStepKind, by = wang, note = '说明', occurredOn?: string) =>
  takeHandoffStep(world.database, by, { handoffId, kind, note, occurredOn }, now);
const confirmed = async (): Promise<string> => {
  const { id } = await prepare();
  await take(id, 'confirmed', wang);
  await take(id, 'confirmed', li);
  return id;
};

describe('the states of a handoff', () => {
  test('never let anything leave that two officers have not confirmed', () => {
    const steps = fc.array(fc.constantFrom(...handoffStepKind.options), { maxLength: 12 });
    fc.assert(
      fc.property(steps, (tried) => {
        const taken: HandoffStepKind[] = [];
        for (const step of tried) if (stateAfter(stateOfSteps(taken), step) !== undefined) taken.push(step);
        const confirmations = taken.filter((step) => step === 'confirmed').length;
        expect(mayLeave(stateOfSteps(taken))).toBe(confirmations === 2 && !taken.includes('withdrawn'));
        if (taken.includes('sent')) expect(taken.indexOf('sent')).toBeGreaterThan(taken.lastIndexOf('confirmed'));
      }),
    );
  });

  test.each(handoffState.options)('%s is left by the steps that it names and by no other', (state) => {
    for (const step of handoffStepKind.options)
      expect(stateAfter(state, step) !== undefined).toBe(stepsFrom(state).includes(step));
  });
});

describe('the table of authorities', () => {
  test('has the seven departments, the police, its network branch, the internet office and supervision', () => {
    expect(readAuthorities().map(({ id }) => id)).toEqual([
      ...['housing', 'human_resources', 'telecommunications', 'transport', 'water', 'railway', 'civil_aviation'],
      ...['police', 'network_police', 'internet_information', 'supervision'],
    ]);
  });

  test.each([
    ['一级建造师', 'housing'],
    ['一级建造师（铁路）', 'railway'],
    ['一级建造师(民航机场)', 'civil_aviation'],
    ['一级建造师（市政公用）', 'housing'],
    ['监理工程师（水利工程）', 'water'],
    ['二级建造师 （水利水电）', 'water'],
    ['执业药师', undefined],
    ['', undefined],
  ])('sends %s to %s', (credential, id) => expect(authorityOf(readAuthorities(), credential)?.id).toBe(id));

  test('tells each error with its line', () => {
    const rows = ['{ id: a_b, name: 甲, registers: [一建], subjects: [person], what: 办 }'];
    const text = (more: string) => ['authorities:', ...[...rows, more].map((row) => `  - ${row}`)].join('\n');
    const twice = text('{ id: c_d, name: 乙, registers: [一建], subjects: [person], what: 办 }');
    expect(() => readAuthorities(twice, 'mine.yaml')).toThrow(/mine\.yaml, line 3.*registered by a_b/);
    const unknown = text('{ id: c_d, name: 乙, registers: [], subjects: [people], what: 办 }');
    expect(() => readAuthorities(unknown, 'mine.yaml')).toThrow(
      expect.objectContaining({ code: 'authorities_unusable' }),
    );
  });
});

describe('a handoff', () => {
  test('goes its way, and its rows are in the ledger', async () => {
    const { id, year, number } = await prepare();
    expect(year).toBe(2026);
    expect(await take(id, 'confirmed', wang)).toBe('half_confirmed');
    expect(await take(id, 'confirmed', li)).toBe('confirmed');
    expect(await take(id, 'sent')).toBe('sent');
    expect(await take(id, 'received', wang, '建办收〔2026〕7号')).toBe('received');
    expect(await take(id, 'replied', wang, '已撤销注册')).toBe('replied');
    expect(await take(id, 'closed')).toBe('closed');
    const handoff = await readHandoff(world.database, li, id);
    expect(handoff).toMatchObject({
      number: `〔2026〕${number}号`,
      state: 'closed',
      authorityName: '住房和城乡建设部门',
      next: [],
    });
    expect(handoff.steps.map(({ by }) => by).slice(0, 2)).toEqual(['王一', '李二']);
    await world.verify();
  });

  test('is numbered without gaps, also when several are prepared at once and some fail', async () => {
    const before = (await prepare()).number;
    const tried = await Promise.allSettled([
      prepare(),
      prepare({ packageIds: ['nothing'] }),
      prepare(),
      prepare({ caseId: 'nothing' }),
      prepare(),
    ]);
    const numbers = tried.flatMap((each) => (each.status === 'fulfilled' ? [each.value.number] : []));
    expect(numbers.sort((a, b) => a - b)).toEqual([before + 1, before + 2, before + 3]);
    // The year is Beijing's.
    expect(await prepare({}, wang, new Date('2026-12-31T16:00:00Z'))).toMatchObject({ year: 2027, number: 1 });
  });

  test('is not confirmed twice by one officer, be it from another account or at the same time', async () => {
    const { id } = await prepare();
    await take(id, 'confirmed', wang);
    await expect(take(id, 'confirmed', wang)).rejects.toMatchObject({ name: 'RefusedError', code: 'same_person' });
    const twin = await world.person('王一', 'supervisor', 'province', wang.person.credentialNumber);
    await expect(take(id, 'confirmed', twin)).rejects.toMatchObject({ code: 'same_person' });
    const withoutNumber = await world.person('临时', 'reviewer', 'province', '');
    await expect(take(id, 'confirmed', withoutNumber)).rejects.toMatchObject({ code: 'credential_missing' });
    const { id: other } = await prepare();
    const both = await Promise.allSettled([take(other, 'confirmed', wang), take(other, 'confirmed', twin)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test.each([
    ['sent before it was confirmed', [], 'sent', 'handoff_state'],
    ['sent when one has confirmed it', ['confirmed'], 'sent', 'handoff_state'],
  ] as const)('is not %s', async (_, steps, kind, code) => {
    const { id } = await prepare();
    for (const step of steps) await take(id, step);
    await expect(take(id, kind)).rejects.toMatchObject({ name: 'RefusedError', code });
    await expect(writeHandoff(await readHandoff(world.database, wang, id))).rejects.toMatchObject({
      code: 'handoff_unconfirmed',
    });
  });

  test('is not withdrawn when it was sent, nor without a reason, nor acted on after it', async () => {
    const sent = await confirmed();
    await take(sent, 'sent');
    await expect(take(sent, 'withdrawn')).rejects.toMatchObject({ code: 'handoff_state' });
    await expect(take(sent, 'replied', wang, ' ')).rejects.toMatchObject({ code: 'handoff_note_missing' });
    const { id } = await prepare();
    await expect(take(id, 'withdrawn', wang, '')).rejects.toMatchObject({ code: 'handoff_note_missing' });
    await take(id, 'withdrawn', wang, '对象有误');
    await expect(take(id, 'confirmed', li)).rejects.toMatchObject({ code: 'handoff_state' });
  });

  test('takes no day that has not come or that lies before the step before', async () => {
    const id = await confirmed();
    await expect(take(id, 'sent', wang, '', '2026-03-21')).rejects.toMatchObject({ code: 'handoff_day' });
    await expect(take(id, 'sent', wang, '', '2026-03-19')).rejects.toMatchObject({ code: 'handoff_day' });
    expect(await take(id, 'sent', wang, '', '2026-03-20')).toBe('sent');
  });

  test.each([
    ['to nobody known', { authority: 'nobody' }, 'authority_unknown'],
    ['of an agency to who registers persons', { subjectKind: 'agency' }, 'authority_unfit'],
    ['about nobody', { subjectName: ' ' }, 'handoff_unusable'],
    ['with a package that is not there', { packageIds: ['nothing'] }, 'package_unknown'],
    ['for an organisation outside', { organisationId: 'elsewhere' }, 'organisation_unknown'],
  ] as const)('is not prepared %s', async (_, more, code) => {
    await expect(prepare(more)).rejects.toMatchObject({ name: 'InputError', code });
  });

  test('is there for its own people alone, and officers alone act', async () => {
    const { id } = await prepare();
    const outsider = await world.person('外人', 'supervisor', 'elsewhere');
    await expect(readHandoff(world.database, outsider, id)).rejects.toMatchObject({ code: 'handoff_unknown' });
    await expect(take(id, 'confirmed', outsider)).rejects.toMatchObject({ code: 'handoff_unknown' });
    expect((await listHandoffs(world.database, outsider, {})).handoffs).toEqual([]);
    const auditor = await world.person('钱审', 'auditor');
    await expect(prepare({}, auditor)).rejects.toMatchObject({ code: 'role_insufficient' });
    await expect(take(id, 'confirmed', auditor)).rejects.toMatchObject({ code: 'role_insufficient' });
  });

  test('has a letter and the same for machines, which take no words for markup', async () => {
    const { id, number } = await prepare({ subjectName: '<b>张</b>|三**', matter: '见 {{文号}} 与 <script>' });
    await take(id, 'confirmed', wang);
    await take(id, 'confirmed', li);
    const { html, docx, json } = await writeHandoff(await readHandoff(world.database, wang, id));
    expect(html).toContain('&lt;b&gt;张&lt;/b&gt;|三**');
    expect(html).not.toContain('<script>');
    expect(html).toContain('{{文号}}');
    for (const words of [`移送〔2026〕${number}号`, '住房和城乡建设部门', '王一', '李二'])
      expect(unzipText(docx)['word/document.xml']).toContain(words);
    const handoff = await readHandoff(world.database, wang, id);
    const packages = ['a', 'b'].map((each) => ({ id: each, number: 1, postingId: 'p', fileSha256: each.repeat(64) }));
    const { html: more, json: same } = await writeHandoff({ ...handoff, packages });
    const [, table = ''] = more.split('随附证据包</h2>');
    expect(table.split('</table>')[0]?.match(/<tr>/g)).toHaveLength(3);
    expect(table).toContain('b'.repeat(64));
    expect(JSON.parse(same).packages).toEqual(packages.map(({ id: of, fileSha256 }) => ({ id: of, fileSha256 })));
    expect(JSON.parse(json)).toMatchObject({
      ...{ format: 'guazheng-handoff/1', number: `〔2026〕${number}号`, to: { id: 'housing' }, packages: [] },
      ...{ subject: { kind: 'person', name: '<b>张</b>|三**' }, confirmations: [{ by: '王一' }, { by: '李二' }] },
    });
  });
});
